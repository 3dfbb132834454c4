import { describe, expect, it } from "vitest";
import type { CallOrigin } from "../../../src/routing/decide-onward.ts";
import { decideOnward, prerequisitesOfOnward, returningTo } from "../../../src/routing/decide-onward.ts";
import type { RoutingPlan } from "../../../src/routing/plan.ts";
import type { Overflow } from "../../../src/routing/tables.ts";
import {
  ACME,
  ALICE,
  ALICE_DESK,
  ALICE_DID,
  ALICE_SOFT,
  BOB,
  CONFERENCE,
  e164,
  everyDevice,
  extension,
  noDevice,
  RECEPTIONIST,
  tables,
  TRUNK_1,
} from "./builders.ts";

const caller = { kind: "public", number: e164("+33612345678") } as const;
const outside: CallOrigin = { tenant: ACME, caller, dialled: ALICE_DID, device: undefined };
const ABROAD = e164("+8821234567");
const trunks = [{ trunk: TRUNK_1, hasRoom: true }];

describe("a caller who has been answered and chooses", () => {
  it.each([
    [
      { kind: "user", id: ALICE },
      { kind: "ring", callee: ALICE },
    ],
    [
      { kind: "mailbox", id: BOB },
      { kind: "voicemail", mailbox: BOB },
    ],
    [
      { kind: "conference", id: CONFERENCE },
      { kind: "conference", conference: CONFERENCE },
    ],
    [
      { kind: "receptionist", id: RECEPTIONIST },
      { kind: "receptionist", receptionist: RECEPTIONIST },
    ],
    [null, { kind: "reject", status: 480 }],
  ] as const)("goes to %j", (to, plan) => {
    expect(decideOnward(to as Overflow, outside, tables(), { reachable: everyDevice })).toMatchObject(plan);
  });

  it("reaches a number outside as the company, with the number that was called, and none that the limits refuse", () => {
    const to = (number: typeof ABROAD) => ({ kind: "outside", number }) as const;
    const set = tables({ forbidden: [ABROAD] });
    expect(decideOnward(to(e164("+33699999999")), outside, set, { reachable: noDevice, trunks })).toMatchObject({
      ...{ kind: "ring", branches: [{ kind: "outside", diversion: { number: ALICE_DID, reason: "no-answer" } }] },
    });
    expect(decideOnward(to(ABROAD), outside, set, { reachable: noDevice, trunks })).toMatchObject({
      kind: "reject",
      status: 480,
    });
  });

  it("never rings the phone that calls", () => {
    const inside: CallOrigin = { ...outside, caller: { kind: "user", user: ALICE }, device: ALICE_DESK };
    expect(prerequisitesOfOnward({ kind: "user", id: ALICE }, inside, tables()).devices).toEqual([ALICE_SOFT]);
    const plan = decideOnward({ kind: "user", id: ALICE }, inside, tables(), { reachable: everyDevice });
    expect(plan).toMatchObject({ branches: [{ device: ALICE_SOFT }] });
  });

  it("is back at the receptionist wherever the plan would have refused", () => {
    const plan = decideOnward({ kind: "user", id: BOB }, outside, tables({ bob: withoutMailbox }), {
      reachable: everyDevice,
    });
    const returning = returningTo(RECEPTIONIST, plan);
    expect(ends(plan)).toEqual(["reject", "reject", "reject"]);
    expect(ends(returning)).toEqual(["receptionist no-answer", "receptionist busy", "receptionist no-answer"]);
    const mailbox = decideOnward({ kind: "user", id: ALICE }, outside, tables(), { reachable: everyDevice });
    expect(returningTo(RECEPTIONIST, mailbox)).toEqual(mailbox);
  });
});

describe("a forward to a receptionist", () => {
  const forwarding = { enabled: true, number: extension("3000"), ringDevices: false, requireKeyPress: true };
  const to = { kind: "user", id: ALICE } as const;

  it("is hers at once, or after the user's own phones", () => {
    const silent = decideOnward(to, outside, tables({ alice: { forwarding } }), { reachable: everyDevice });
    expect(silent).toEqual({ kind: "receptionist", receptionist: RECEPTIONIST });
    const ringing = { ...forwarding, ringDevices: true };
    const plan = decideOnward(to, outside, tables({ alice: { forwarding: ringing } }), { reachable: everyDevice });
    expect(plan).toMatchObject({
      kind: "ring",
      callee: ALICE,
      ringForMs: 25_000,
      otherwise: silent,
      toVoicemail: silent,
    });
    expect(decideOnward(to, outside, tables({ alice: { forwarding: ringing } }), { reachable: noDevice })).toEqual(
      silent,
    );
  });
});

const withoutMailbox = { voicemail: { enabled: false, answerTimeSeconds: 25 } };

/** Every way in which a plan may end. */
function ends(plan: RoutingPlan): string[] {
  if (plan.kind === "ring")
    return [...ends(plan.otherwise), ...ends(plan.whenBusy ?? plan.otherwise), ...ends(plan.toVoicemail)];
  return [plan.kind === "receptionist" ? `receptionist ${plan.back ?? ""}` : plan.kind];
}
