import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { decideInbound } from "../../../src/routing/decide-inbound.ts";
import { decideOutbound, prerequisitesOfOutbound } from "../../../src/routing/decide-outbound.ts";
import type { RoutingPlan } from "../../../src/routing/plan.ts";
import type { RoutedUser } from "../../../src/routing/tables.ts";
import {
  ACME,
  ALICE,
  ALICE_DESK,
  ALICE_DID,
  ALICE_SOFT,
  BOB,
  BOB_DESK,
  BOB_DID,
  dials,
  e164,
  everyDevice,
  inbound,
  MAIN,
  OTHER,
  OTHERS_DID,
  tables,
  TRUNK_1,
  TRUNK_2,
} from "./builders.ts";
import { anyText } from "../../support/any-text.ts";

const MOBILE = "06 12 34 56 78";

describe("a phone that dials an internal number", () => {
  it("rings the extension's user", () => {
    expect(decideOutbound(dials("1002"), tables(), everyDevice)).toMatchObject({
      kind: "ring",
      callee: BOB,
      branches: [{ device: BOB_DESK }],
    });
  });

  it("stays inside when it dials a direct number of its company", () => {
    expect(decideOutbound(dials("0170000002"), tables(), everyDevice)).toMatchObject({ kind: "ring", callee: BOB });
  });

  it("rings its user's other phones, never itself, when it dials its own extension", () => {
    expect(decideOutbound(dials("1001"), tables(), everyDevice)).toMatchObject({
      branches: [{ device: ALICE_SOFT }],
    });
    expect(decideOutbound(dials("1001"), tables(), new Set([ALICE_DESK])).kind).toBe("voicemail");
  });

  it("opens its own user's mailbox with *97, and any with *98", () => {
    const box = (dialled: string) => {
      const plan = decideOutbound(dials(dialled), tables(), everyDevice);
      return plan.kind === "listen" ? plan.box : plan;
    };
    expect(box("*97")).toEqual({ kind: "own", mailbox: dials("").user });
    expect(box("*98")).toEqual({ kind: "any", extension: undefined });
    expect(box("*981002")).toEqual({ kind: "any", extension: "1002" });
  });

  it("gets 404 for an unassigned extension, a word, and a feature that isn't there yet", () => {
    expect(decideOutbound(dials("1999"), tables(), everyDevice)).toMatchObject({
      status: 404,
      because: "not-a-number",
    });
    expect(decideOutbound(dials("alice"), tables(), everyDevice)).toMatchObject({ because: "not-a-number" });
    expect(decideOutbound(dials("*43"), tables(), everyDevice)).toEqual({ kind: "echo", language: "fr" });
  });

  it("needs the registrations of whom it calls, and none for a call outside", () => {
    expect(prerequisitesOfOutbound(dials("1002"), tables()).devices).toEqual([BOB_DESK]);
    expect(prerequisitesOfOutbound(dials(BOB_DID), tables()).devices).toEqual([BOB_DESK]);
    expect(prerequisitesOfOutbound(dials(MAIN), tables()).devices).toEqual([]);
    expect(prerequisitesOfOutbound(dials(MOBILE), tables()).devices).toEqual([]);
    expect(prerequisitesOfOutbound(dials("1002"), tables({ gone: "tenants" })).devices).toEqual([]);
  });

  it("gets 403 when its user or company is gone", () => {
    const gone = { kind: "reject", status: 403, because: "unknown-caller" };
    expect(decideOutbound(dials("1002"), tables({ gone: "users" }), everyDevice)).toEqual(gone);
    expect(decideOutbound(dials("1002"), tables({ gone: "tenants" }), everyDevice)).toEqual(gone);
  });
});

describe("a phone that dials a public number", () => {
  it("goes out over the trunks in order, showing the company's main number", () => {
    expect(decideOutbound(dials(MOBILE), tables(), everyDevice)).toEqual({
      kind: "trunk",
      number: { kind: "e164", number: "+33612345678" },
      callerId: { number: MAIN, name: "Alice Martin", withheld: false },
      candidates: [TRUNK_1, TRUNK_2],
      emergency: false,
    });
  });

  const shows = (over: Partial<RoutedUser>, mainNumber: typeof MAIN | null = MAIN): unknown => {
    const plan = decideOutbound(dials(MOBILE), tables({ alice: over, mainNumber }), everyDevice);
    return plan.kind === "trunk" ? plan.callerId : plan;
  };

  it("shows the user's chosen number", () => {
    expect(shows({ outboundCallerId: ALICE_DID })).toMatchObject({ number: ALICE_DID, withheld: false });
  });

  it("withholds the number, and still tells the trunk one that is the company's", () => {
    expect(shows({ outboundCallerId: "withheld" })).toMatchObject({ number: MAIN, withheld: true });
  });

  it("never shows a number that isn't the company's, whatever is set", () => {
    expect(shows({ outboundCallerId: OTHERS_DID })).toMatchObject({ number: MAIN });
    expect(shows({}, OTHERS_DID)).toMatchObject({ number: ALICE_DID });
    expect(shows({}, e164("+33188888888"))).toMatchObject({ number: ALICE_DID });
  });

  it("shows the user's own direct number where there is no main number, and doesn't go out without any", () => {
    expect(shows({}, null)).toMatchObject({ number: ALICE_DID });
    const nobodys = tables({ mainNumber: null, did: null });
    expect(decideOutbound(dials(MOBILE), nobodys, everyDevice)).toMatchObject({ status: 403, because: "no-caller-id" });
  });

  it("leaves out trunks without a free line", () => {
    const trunks = [
      { trunk: TRUNK_1, hasRoom: false },
      { trunk: TRUNK_2, hasRoom: true },
    ];
    expect(decideOutbound(dials(MOBILE, { trunks }), tables(), everyDevice)).toMatchObject({ candidates: [TRUNK_2] });
  });

  it("gets 503 when all lines are taken, or there is no trunk", () => {
    const trunks = [{ trunk: TRUNK_1, hasRoom: false }];
    const full = decideOutbound(dials(MOBILE, { trunks }), tables(), everyDevice);
    expect(full).toEqual({ kind: "reject", status: 503, because: "trunks-full" });
    const none = decideOutbound(dials(MOBILE, { trunks: [] }), tables(), everyDevice);
    expect(none).toEqual({ kind: "reject", status: 503, because: "no-trunk" });
  });

  it("reaches a short service as the country writes it", () => {
    expect(decideOutbound(dials("3949"), tables(), everyDevice)).toMatchObject({
      kind: "trunk",
      number: { kind: "service", digits: "3949" },
      emergency: false,
    });
  });
});

describe("an emergency call", () => {
  it("tries every trunk, those without a free line last, and never withholds its number", () => {
    const trunks = [
      { trunk: TRUNK_1, hasRoom: false },
      { trunk: TRUNK_2, hasRoom: true },
    ];
    const plan = decideOutbound(
      dials("112", { trunks }),
      tables({ alice: { outboundCallerId: "withheld" } }),
      everyDevice,
    );
    expect(plan).toEqual({
      kind: "trunk",
      number: { kind: "service", digits: "112" },
      callerId: { number: ALICE_DID, name: "Alice Martin", withheld: false },
      candidates: [TRUNK_2, TRUNK_1],
      emergency: true,
    });
  });

  it("shows any number of the company rather than none", () => {
    const set = tables({ mainNumber: null, did: null });
    expect(decideOutbound(dials("15"), set, everyDevice)).toMatchObject({ callerId: { number: MAIN } });
  });

  it("goes out even where the company has no number at all", () => {
    const numbers = tables({ gone: "numbers" });
    expect(decideOutbound(dials("15"), numbers, everyDevice)).toMatchObject({ kind: "trunk", callerId: null });
  });

  it("gets 503 only where there is no trunk", () => {
    expect(decideOutbound(dials("112", { trunks: [] }), tables(), everyDevice)).toMatchObject({ because: "no-trunk" });
  });
});

describe("any settings and any call", () => {
  const anyUser = fc.record({
    doNotDisturb: fc.boolean(),
    voicemail: fc.record({ enabled: fc.boolean(), answerTimeSeconds: fc.integer({ min: 0, max: 120 }) }),
    outboundCallerId: fc.constantFrom(null, "withheld" as const, ALICE_DID, OTHERS_DID, e164("+15550100000")),
    devices: fc.subarray([ALICE_DESK, ALICE_SOFT, BOB_DESK]),
  });
  const anyDestination = fc.oneof(
    fc.constant(null),
    fc.record({ kind: fc.constantFrom("user" as const, "mailbox" as const), id: fc.constantFrom(ALICE, BOB) }),
  );
  const anyTables = fc
    .tuple(anyUser, anyUser, anyDestination, fc.constantFrom(null, MAIN, OTHERS_DID))
    .map(([alice, bob, did, mainNumber]) => tables({ alice, bob, did, mainNumber }));
  const anyReachable = fc.subarray([...everyDevice]).map((devices) => new Set(devices));
  const anyDialled = fc.oneof(
    anyText,
    fc.constantFrom(
      "1001",
      "1002",
      "112",
      "*97",
      "*8",
      "**1002",
      "700",
      "704",
      "0170000001",
      "0612345678",
      "3949",
      "+15551234567",
    ),
  );

  /** A plan ends somewhere, and every outside call shows one of the company's own numbers. */
  const holds = (plan: RoutingPlan): boolean => {
    switch (plan.kind) {
      case "ring":
        return (
          plan.ringForMs > 0 &&
          plan.ringForMs <= 180_000 &&
          holds(plan.otherwise) &&
          holds(plan.whenBusy ?? plan.otherwise)
        );
      case "trunk":
        return plan.callerId === null ? plan.emergency : [MAIN, ALICE_DID, BOB_DID].includes(plan.callerId.number);
      case "voicemail":
      case "listen":
      case "change-setting":
      case "conference":
      case "receptionist":
      case "echo":
      case "announce":
      case "pick-up":
      case "reject":
        return true;
      case "park":
        return plan.slots.length > 0 && plan.waitForMs > 0 && holds(plan.otherwise);
      case "retrieve":
        return holds(plan.park);
    }
  };

  it("give a plan", () => {
    fc.assert(
      fc.property(
        anyTables,
        anyReachable,
        anyDialled,
        fc.constantFrom(ACME, OTHER),
        (set, reachable, dialled, tenant) => {
          expect(holds(decideOutbound(dials(dialled, { tenant }), set, reachable))).toBe(true);
          for (const number of [MAIN, ALICE_DID, BOB_DID, OTHERS_DID]) {
            expect(holds(decideInbound(inbound({ tenant, dialled: number }), set, reachable))).toBe(true);
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});
