import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CallParty, LegState } from "../../../src/events/event.ts";
import { foldPhoneState, presenceOf, type CallPhoneState, type PhoneEvent } from "../../../src/presence/phone-state.ts";
import { parseE164 } from "../../../src/vocabulary/e164.ts";
import { parseExtension } from "../../../src/vocabulary/extension.ts";
import { parseCallId } from "../../../src/vocabulary/identifiers.ts";
import { ACME, ALICE, ALICE_DESK, ALICE_SOFT, BOB, BOB_DESK } from "../routing/builders.ts";

const of = { tenant: ACME, call: "c1", atMs: 1 };
const OUTSIDE: CallParty = { number: parseE164("+33612345678")!, name: "Zoé" };
const BOB_PARTY: CallParty = { user: BOB, device: BOB_DESK, name: "Bob" };
const DESK: CallParty = { user: ALICE, device: ALICE_DESK };
const SOFT: CallParty = { user: ALICE, device: ALICE_SOFT };

function started(caller: CallParty): PhoneEvent {
  return { ...of, kind: "call.started", direction: "internal", callId: parseCallId("x@y")!, caller, dialled: "1001" };
}
function leg(number: number, party: CallParty, state: LegState): PhoneEvent {
  const role = number === 0 ? "caller" : "callee";
  return { ...of, kind: "leg.changed", leg: `c1-${number}`, role, party, state };
}
function after(...events: PhoneEvent[]): CallPhoneState | undefined {
  return events.reduce<CallPhoneState | undefined>(foldPhoneState, undefined);
}
const shown = (seen: CallPhoneState | undefined): unknown[] =>
  [...(seen?.dialogs.values() ?? [])].map(({ id, state, direction, remote }) => [id, state, direction, remote]);

describe("what phones show of a call", () => {
  it("ringing phones are early, and show who calls; a phone that doesn't ring yet shows nothing", () => {
    const seen = after(started(OUTSIDE), leg(1, DESK, "trying"), leg(2, SOFT, "ringing"));
    expect(shown(seen)).toEqual([["c1-2", "early", "recipient", { ...OUTSIDE }]]);
  });

  it("who answers is confirmed, the others are free; the caller sees who answered", () => {
    const seen = after(
      started(BOB_PARTY),
      leg(0, BOB_PARTY, "trying"),
      leg(1, DESK, "ringing"),
      leg(2, SOFT, "ringing"),
      leg(2, SOFT, "terminated"),
      { ...of, kind: "call.answered", leg: "c1-1", by: DESK },
      leg(0, BOB_PARTY, "confirmed"),
      leg(1, DESK, "confirmed"),
    );
    expect(shown(seen)).toEqual([
      ["c1-0", "confirmed", "initiator", { user: ALICE }],
      ["c1-1", "confirmed", "recipient", { user: BOB, name: "Bob" }],
    ]);
  });

  it("a caller who hides the number shows none", () => {
    const seen = after(started({}), leg(1, DESK, "ringing"));
    expect(shown(seen)).toEqual([["c1-1", "early", "recipient", {}]]);
  });

  it("a parked call lights its slot, not the phones of the user who parked it", () => {
    const slot: CallParty = { slot: parseExtension("701")!, user: ALICE };
    const seen = after(started(OUTSIDE), leg(3, slot, "confirmed"));
    expect([...(seen?.dialogs.values() ?? [])].map((dialog) => dialog.of)).toEqual([
      { kind: "slot", slot: "701", by: ALICE },
    ]);
  });

  it("after a transfer each phone sees the party that it talks to then", () => {
    const seen = after(
      started(BOB_PARTY),
      leg(0, BOB_PARTY, "confirmed"),
      { ...of, kind: "call.transferring", by: DESK, transferee: BOB_PARTY, to: "1003", how: "blind" },
      leg(4, SOFT, "ringing"),
    );
    expect(shown(seen)).toEqual([
      ["c1-0", "confirmed", "initiator", { number: "1003" }],
      ["c1-4", "early", "recipient", { user: BOB, name: "Bob" }],
    ]);
  });

  it("whatever happens, nothing is left of a call that is over, or whose legs all are", () => {
    const anyLeg = fc
      .record({
        number: fc.nat(4),
        party: fc.constantFrom(DESK, SOFT, BOB_PARTY, OUTSIDE, {}),
        state: fc.constantFrom<LegState>("trying", "ringing", "confirmed", "terminated"),
      })
      .map(({ number, party, state }) => leg(number, party, state));
    fc.assert(
      fc.property(fc.array(anyLeg, { maxLength: 30 }), (events) => {
        const ends = [0, 1, 2, 3, 4].map((number) => leg(number, {}, "terminated"));
        expect(after(started(BOB_PARTY), ...events, ...ends)?.dialogs.size).toBe(0);
        expect(
          after(started(BOB_PARTY), ...events, { ...of, kind: "call.ended", outcome: "answered" }),
        ).toBeUndefined();
      }),
    );
  });
});

it("a person who makes a call is busy, one who is called rings, one who does both is busy", () => {
  const making = { state: "early", direction: "initiator" } as const;
  const ringing = { state: "early", direction: "recipient" } as const;
  expect([[], [ringing], [making], [ringing, making]].map(presenceOf)).toEqual(["idle", "ringing", "busy", "busy"]);
});
