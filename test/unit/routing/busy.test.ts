import { describe, expect, it } from "vitest";
import { decideInbound } from "../../../src/routing/decide-inbound.ts";
import { decideOutbound } from "../../../src/routing/decide-outbound.ts";
import type { Occupied } from "../../../src/routing/call.ts";
import type { RoutedGroup } from "../../../src/routing/tables.ts";
import { parseRingGroupId, type UserId } from "../../../src/vocabulary/identifiers.ts";
import {
  ALICE,
  ALICE_DESK,
  BOB,
  BOB_DESK,
  dials,
  e164,
  everyDevice,
  extension,
  inbound,
  noDevice,
  tables,
  TRUNK_1,
} from "./builders.ts";

const inCalls = (calls: Readonly<Record<UserId, number>>): { occupied: Occupied } => ({
  occupied: { callsOf: (user) => calls[user] ?? 0 },
});
const noWaiting = { callWaiting: false };
const BUSY = { kind: "voicemail", mailbox: ALICE, greeting: "busy", language: "fr" };

describe("a person in a call", () => {
  it("is rung by the next caller where call waiting is on", () => {
    expect(decideInbound(inbound(), tables(), everyDevice, inCalls({ [ALICE]: 1 })).kind).toBe("ring");
  });

  it("is busy for the next caller where it is off: all phones stay silent, and the mailbox says so at once", () => {
    const set = tables({ alice: noWaiting });
    expect(decideInbound(inbound(), set, everyDevice, inCalls({ [ALICE]: 1 }))).toEqual(BUSY);
    expect(decideInbound(inbound(), set, everyDevice, inCalls({ [BOB]: 1 })).kind).toBe("ring");
  });

  it("gives 486 where there is no mailbox", () => {
    const set = tables({ alice: { ...noWaiting, voicemail: { enabled: false, answerTimeSeconds: 25 } } });
    const plan = decideInbound(inbound(), set, everyDevice, inCalls({ [ALICE]: 1 }));
    expect(plan).toEqual({ kind: "reject", status: 486, because: "busy" });
  });

  it("is busy at the most calls that were set, however call waiting stands", () => {
    const set = tables({ alice: { maxCalls: 2 } });
    expect(decideInbound(inbound(), set, everyDevice, inCalls({ [ALICE]: 1 })).kind).toBe("ring");
    expect(decideInbound(inbound(), set, everyDevice, inCalls({ [ALICE]: 2 }))).toEqual(BUSY);
    expect(decideInbound(inbound(), tables({ alice: { maxCalls: 1 } }), everyDevice, inCalls({ [ALICE]: 1 }))).toEqual(
      BUSY,
    );
  });

  it("is busy for colleagues too", () => {
    const set = tables({ alice: noWaiting });
    const call = dials("1001", { user: BOB, device: BOB_DESK });
    expect(decideOutbound(call, set, everyDevice, inCalls({ [ALICE]: 1 }))).toEqual(BUSY);
  });

  it("is unreachable, not busy, where no phone is registered", () => {
    const plan = decideInbound(inbound(), tables({ alice: noWaiting }), noDevice, inCalls({ [ALICE]: 1 }));
    expect(plan).toMatchObject({ kind: "voicemail", greeting: "unavailable" });
  });

  it("is still called where calls are forwarded to", () => {
    const forwarding = { enabled: true, number: e164("+33699999999"), ringDevices: true, requireKeyPress: false };
    const plan = decideInbound(inbound(), tables({ alice: { ...noWaiting, forwarding } }), everyDevice, {
      ...inCalls({ [ALICE]: 1 }),
      trunks: [{ trunk: TRUNK_1, hasRoom: true }],
    });
    expect(plan).toMatchObject({ kind: "ring", branches: [{ kind: "outside", number: "+33699999999" }] });
  });

  it("is busy for whom a colleague forwards to them", () => {
    const forwarding = { enabled: true, number: extension("1002"), ringDevices: false, requireKeyPress: false };
    const set = tables({ alice: { forwarding }, bob: noWaiting });
    expect(decideInbound(inbound(), set, everyDevice, inCalls({ [BOB]: 1 }))).toEqual(BUSY);
  });

  it("is passed over by a group, by each way of ringing; with all busy it overflows at once", () => {
    const group: RoutedGroup = {
      id: parseRingGroupId("group-sales-1")!,
      extension: extension("2000"),
      members: [ALICE, BOB],
      strategy: "simultaneous",
      ringTimeSeconds: 30,
      memberTimeSeconds: 15,
      overflow: { kind: "mailbox", id: BOB },
      useMemberForwarding: true,
    };
    for (const strategy of ["simultaneous", "sequential", "round-robin"] as const) {
      const set = tables({
        alice: noWaiting,
        bob: noWaiting,
        groups: [{ ...group, strategy }],
        did: { kind: "ring-group", id: group.id },
      });
      const plan = decideInbound(inbound(), set, everyDevice, inCalls({ [ALICE]: 1 }));
      expect(plan, strategy).toMatchObject({ kind: "ring", branches: [{ device: BOB_DESK }] });
      expect(plan).not.toHaveProperty("turns");
      const allBusy = decideInbound(inbound(), set, everyDevice, inCalls({ [ALICE]: 1, [BOB]: 1 }));
      expect(allBusy, strategy).toMatchObject({ kind: "voicemail", mailbox: BOB });
    }
  });
});

describe("a person under do not disturb who is in a call", () => {
  it("sends the next caller to the mailbox", () => {
    const set = tables({ alice: { doNotDisturb: true } });
    expect(decideInbound(inbound(), set, everyDevice, inCalls({ [ALICE]: 1 })).kind).toBe("voicemail");
  });
});

describe("a phone whose user lets each phone decline for itself", () => {
  it("says so in the plan", () => {
    const set = tables({ alice: { declineEndsCall: false } });
    expect(decideInbound(inbound(), set, new Set([ALICE_DESK]))).toMatchObject({
      branches: [{ kind: "device", device: ALICE_DESK, declines: "alone" }],
    });
  });
});
