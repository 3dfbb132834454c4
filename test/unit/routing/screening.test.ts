import { describe, expect, it } from "vitest";
import { decideInbound } from "../../../src/routing/decide-inbound.ts";
import type { RoutedGroup, RoutedUser } from "../../../src/routing/tables.ts";
import { parseRingGroupId } from "../../../src/vocabulary/identifiers.ts";
import { ALICE, BOB, BOB_DESK, BOB_DID, e164, everyDevice, extension, inbound, tables, TRUNK_1 } from "./builders.ts";

const SPAMMER = e164("+33612345678");
const blocks = (outcome: "reject" | "voicemail" | "announcement", ...numbers: string[]) => ({
  blockList: { numbers, outcome },
});
const DECLINED = { kind: "reject", status: 603, because: "caller-blocked" };
const trunks = [{ trunk: TRUNK_1, hasRoom: true }];
const group: RoutedGroup = {
  id: parseRingGroupId("group-sales-1")!,
  extension: extension("2000"),
  members: [ALICE, BOB],
  strategy: "simultaneous",
  ringTimeSeconds: 30,
  memberTimeSeconds: 15,
  overflow: null,
  useMemberForwarding: true,
};

describe("a caller on a person's block list", () => {
  it("is declined, whether by the whole number or by its beginning", () => {
    for (const entry of [SPAMMER, "+336*", "+3*"]) {
      const plan = decideInbound(inbound(), tables({ alice: blocks("reject", entry) }), everyDevice);
      expect(plan, entry).toEqual(DECLINED);
    }
  });

  it("is not mixed up with others that begin or end alike", () => {
    for (const entry of ["+3361234567", "+336123456780", "+337*", "+33612345679"]) {
      const plan = decideInbound(inbound(), tables({ alice: blocks("reject", entry) }), everyDevice);
      expect(plan.kind, entry).toBe("ring");
    }
  });

  it("goes straight to the mailbox where the list says so, and is declined where there is none", () => {
    const list = blocks("voicemail", SPAMMER);
    expect(decideInbound(inbound(), tables({ alice: list }), everyDevice)).toMatchObject({
      kind: "voicemail",
      mailbox: ALICE,
    });
    const noMailbox = { ...list, voicemail: { enabled: false, answerTimeSeconds: 25 } };
    expect(decideInbound(inbound(), tables({ alice: noMailbox }), everyDevice)).toEqual(DECLINED);
  });

  it("hears politely that the call is not taken, in that person's language", () => {
    const alice = { ...blocks("announcement", SPAMMER), language: "en" as const };
    expect(decideInbound(inbound(), tables({ alice }), everyDevice)).toEqual({
      kind: "announce",
      prompt: "call-not-taken",
      language: "en",
      then: DECLINED,
    });
  });

  it("does not reach the telephone outside that the person's calls are forwarded to", () => {
    const forwarding = { enabled: true, number: e164("+33699999999"), ringDevices: true, requireKeyPress: false };
    const plan = decideInbound(
      inbound(),
      tables({ alice: { ...blocks("reject", "+336*"), forwarding } }),
      everyDevice,
      {
        trunks,
      },
    );
    expect(plan).toEqual(DECLINED);
  });

  it("does not ring that member of a group, by devices or by a forward; the others ring", () => {
    const forwarding = { enabled: true, number: e164("+33699999999"), ringDevices: true, requireKeyPress: false };
    for (const alice of [blocks("voicemail", SPAMMER), { ...blocks("reject", SPAMMER), forwarding }]) {
      for (const useMemberForwarding of [true, false]) {
        const set = tables({
          alice,
          groups: [{ ...group, useMemberForwarding }],
          did: { kind: "ring-group", id: group.id },
        });
        expect(decideInbound(inbound(), set, everyDevice, { trunks })).toMatchObject({
          kind: "ring",
          branches: [{ device: BOB_DESK }],
        });
      }
    }
  });

  it("does not come round by a colleague's forward", () => {
    const forwarding = { enabled: true, number: extension("1001"), ringDevices: false, requireKeyPress: false };
    const set = tables({ alice: blocks("reject", SPAMMER), bob: { forwarding } });
    expect(decideInbound(inbound({ dialled: BOB_DID }), set, everyDevice)).toMatchObject({
      kind: "voicemail",
      mailbox: BOB,
    });
  });
});

describe("a caller on the company's block list", () => {
  it("reaches no phone, not even a group's or a conference", () => {
    const tenant = blocks("reject", "+336*");
    const dids = [
      { kind: "user", id: ALICE },
      { kind: "ring-group", id: group.id },
      { kind: "mailbox", id: ALICE },
    ] as const;
    for (const did of dids)
      expect(decideInbound(inbound(), tables({ tenant, did, groups: [group] }), everyDevice)).toEqual(DECLINED);
  });

  it("may leave a message for the person called, and is declined where that is a group", () => {
    const tenant = blocks("voicemail", SPAMMER);
    expect(decideInbound(inbound(), tables({ tenant }), everyDevice)).toMatchObject({
      kind: "voicemail",
      mailbox: ALICE,
    });
    const toGroup = tables({ tenant, did: { kind: "ring-group", id: group.id }, groups: [group] });
    expect(decideInbound(inbound(), toGroup, everyDevice)).toEqual(DECLINED);
  });
});

describe("a caller who hides their number", () => {
  const withheld = inbound({ caller: { kind: "withheld" } });
  const refusal = { kind: "reject", status: 433, because: "anonymous-caller" };

  it("hears from a person who takes no anonymous calls that the number must be shown", () => {
    const alice: Partial<RoutedUser> = { rejectAnonymous: true, language: "en" };
    expect(decideInbound(withheld, tables({ alice }), everyDevice)).toEqual({
      kind: "announce",
      prompt: "no-anonymous-calls",
      language: "en",
      then: refusal,
    });
  });

  it("hears the same from a company, whatever was called, in its language", () => {
    const set = tables({
      tenant: { rejectAnonymous: true },
      did: { kind: "ring-group", id: group.id },
      groups: [group],
    });
    expect(decideInbound(withheld, set, everyDevice)).toMatchObject({
      kind: "announce",
      language: "fr",
      then: refusal,
    });
  });

  it("rings where no user minds, and a caller whose number can't be read hides nothing", () => {
    expect(decideInbound(withheld, tables(), everyDevice).kind).toBe("ring");
    const set = tables({ alice: { rejectAnonymous: true }, tenant: { rejectAnonymous: true } });
    expect(decideInbound(inbound({ caller: { kind: "unknown" } }), set, everyDevice).kind).toBe("ring");
  });
});
