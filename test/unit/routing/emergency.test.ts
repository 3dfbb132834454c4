import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decideInbound } from "../../../src/routing/decide-inbound.ts";
import { decideOutbound } from "../../../src/routing/decide-outbound.ts";
import type { RoutedTenant, RoutedUser } from "../../../src/routing/tables.ts";
import {
  ALICE,
  ALICE_DESK,
  ALICE_DID,
  ALICE_SOFT,
  BOB_DID,
  dials,
  e164,
  everyDevice,
  inbound,
  MAIN,
  OTHERS_DID,
  tables,
  TRUNK_1,
  TRUNK_2,
  type Overrides,
} from "./builders.ts";

const RESCUERS = e164("+33140000000");
const LYON = MAIN;

const anyList = fc.record({
  numbers: fc.subarray(["+3*", "+33140000000", "+33*", "+1*"]),
  outcome: fc.constantFrom("reject" as const, "voicemail" as const, "announcement" as const),
});
const anyScreening = { blockList: anyList, rejectAnonymous: fc.boolean() };
const anyUser: fc.Arbitrary<Partial<RoutedUser>> = fc.record({
  ...anyScreening,
  doNotDisturb: fc.boolean(),
  callWaiting: fc.boolean(),
  maxCalls: fc.constantFrom(null, 1, 3),
  declineEndsCall: fc.boolean(),
  voicemail: fc.record({ enabled: fc.boolean(), answerTimeSeconds: fc.constantFrom(0, 5, 120) }),
  forwarding: fc.record({
    enabled: fc.boolean(),
    number: fc.constantFrom(null, e164("+33699999999"), BOB_DID, ALICE_DID),
    ringDevices: fc.boolean(),
    requireKeyPress: fc.boolean(),
  }),
  outboundCallerId: fc.constantFrom(null, "withheld" as const, OTHERS_DID, BOB_DID),
});
const anyTenant: fc.Arbitrary<Partial<RoutedTenant>> = fc.record(anyScreening);
const anySettings: fc.Arbitrary<Overrides> = fc.record({
  alice: anyUser,
  bob: anyUser,
  tenant: anyTenant,
  mainNumber: fc.constantFrom(null, MAIN, OTHERS_DID),
  forbidden: fc.constantFrom([], [RESCUERS, e164("+33699999999")]),
  did: fc.constantFrom(null, { kind: "user" as const, id: ALICE }, { kind: "mailbox" as const, id: ALICE }),
  sites: fc.constantFrom(new Map(), new Map([[ALICE_DESK, LYON]]), new Map([[ALICE_DESK, OTHERS_DID]])),
});
const anyOccupied = fc.integer({ min: 0, max: 50 }).map((calls) => ({ callsOf: () => calls }));

describe("whatever a company and its people have set", () => {
  it("an emergency call goes straight out over every trunk, showing a number that can be called back", () => {
    const anyRoom = fc.tuple(fc.boolean(), fc.boolean());
    fc.assert(
      fc.property(
        anySettings,
        anyOccupied,
        anyRoom,
        fc.constantFrom("112", "15", "*31112", "0112", "112#"),
        (settings, occupied, [one, two], dialled) => {
          const trunks = [
            { trunk: TRUNK_1, hasRoom: one },
            { trunk: TRUNK_2, hasRoom: two },
          ];
          const plan = decideOutbound(dials(dialled, { trunks }), tables(settings), everyDevice, { occupied });
          expect(plan).toMatchObject({ kind: "trunk", emergency: true, callerId: { withheld: false } });
          if (plan.kind !== "trunk") return;
          expect([...plan.candidates].sort()).toEqual([TRUNK_1, TRUNK_2].sort());
          expect([MAIN, ALICE_DID, BOB_DID]).toContain(plan.callerId?.number);
        },
      ),
    );
  });

  it("a service that calls back rings the phones of the user who called it, first of all", () => {
    const anyCaller = fc.constantFrom(
      { kind: "public" as const, number: RESCUERS },
      { kind: "withheld" as const },
      { kind: "unknown" as const },
    );
    fc.assert(
      fc.property(anySettings, anyOccupied, anyCaller, (settings, occupied, caller) => {
        const call = inbound({ caller });
        const plan = decideInbound(call, tables(settings), everyDevice, { occupied, callback: ALICE });
        expect(plan).toMatchObject({ kind: "ring", callee: ALICE });
        if (plan.kind !== "ring") return;
        expect(plan.branches.map((branch) => (branch.kind === "device" ? branch.device : "outside"))).toEqual([
          ALICE_DESK,
          ALICE_SOFT,
        ]);
      }),
    );
  });

  it("a service that calls back is never turned away by a list, nor for hiding its number", () => {
    fc.assert(
      fc.property(anySettings, anyOccupied, fc.boolean(), (settings, occupied, hides) => {
        const call = inbound({ caller: hides ? { kind: "withheld" } : { kind: "public", number: RESCUERS } });
        const plan = decideInbound(call, tables(settings), new Set(), { occupied, callback: ALICE });
        const refusal = plan.kind === "announce" ? plan.then : plan;
        expect(refusal).not.toMatchObject({ because: "caller-blocked" });
        expect(refusal).not.toMatchObject({ because: "anonymous-caller" });
      }),
    );
  });
});

describe("an emergency call from a telephone whose site is known", () => {
  it("shows the site's number, if it is the company's", () => {
    const sites = new Map([[ALICE_DESK, LYON]]);
    expect(decideOutbound(dials("112"), tables({ sites }), everyDevice)).toMatchObject({ callerId: { number: LYON } });
    expect(decideOutbound(dials("112", { device: ALICE_SOFT }), tables({ sites }), everyDevice)).toMatchObject({
      callerId: { number: ALICE_DID },
    });
    const foreign = new Map([[ALICE_DESK, OTHERS_DID]]);
    expect(decideOutbound(dials("112"), tables({ sites: foreign }), everyDevice)).toMatchObject({
      callerId: { number: ALICE_DID },
    });
  });
});
