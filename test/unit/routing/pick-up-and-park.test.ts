import { describe, expect, it } from "vitest";
import { decideOutbound, prerequisitesOfOutbound } from "../../../src/routing/decide-outbound.ts";
import type { RoutedGroup } from "../../../src/routing/tables.ts";
import { parseRingGroupId } from "../../../src/vocabulary/identifiers.ts";
import { ALICE, ALICE_DESK, ALICE_SOFT, BOB, dials, everyDevice, extension, noDevice, tables } from "./builders.ts";

const SALES: RoutedGroup = {
  ...{ id: parseRingGroupId("group-sales")!, extension: extension("2000"), members: [ALICE, BOB] },
  ...{ strategy: "simultaneous", ringTimeSeconds: 20, memberTimeSeconds: 10 },
  ...{ overflow: null, useMemberForwarding: false },
};

describe("a phone that picks up", () => {
  it("takes what rings at a colleague, or in a group that it names", () => {
    const set = tables({ groups: [SALES] });
    expect(decideOutbound(dials("**1002"), set, noDevice)).toEqual({ kind: "pick-up", at: [BOB], language: "fr" });
    expect(decideOutbound(dials("**2000"), set, noDevice)).toMatchObject({ kind: "pick-up", at: [ALICE, BOB] });
    expect(decideOutbound(dials("**4711"), set, noDevice)).toMatchObject({ kind: "reject", status: 404 });
  });

  it("with *8 takes what rings at any user who shares a group with its user", () => {
    const inGroup = decideOutbound(dials("*8"), tables({ groups: [SALES] }), noDevice);
    expect(inGroup).toMatchObject({ kind: "pick-up", at: [ALICE, BOB] });
    expect(decideOutbound(dials("*8"), tables(), noDevice)).toMatchObject({ kind: "pick-up", at: [] });
  });

  it("leaves alone a colleague who doesn't allow it; one's own phones always may", () => {
    const shy = { allowPickUp: false };
    const set = tables({ alice: shy, bob: shy, groups: [SALES] });
    expect(decideOutbound(dials("*8"), set, noDevice)).toMatchObject({ at: [ALICE] });
  });
});

describe("a phone that dials a parking slot", () => {
  it("takes the caller who waits there; a caller sent there waits, and comes back to all phones of the user who parked them", () => {
    const plan = decideOutbound(dials("703"), tables(), everyDevice);
    expect(plan).toMatchObject({
      ...{ kind: "retrieve", slot: "703" },
      park: {
        ...{ kind: "park", slots: ["703"], by: ALICE, waitForMs: 120_000 },
        otherwise: {
          kind: "ring",
          branches: [{ device: ALICE_DESK }, { device: ALICE_SOFT }],
          otherwise: { kind: "voicemail", mailbox: ALICE },
        },
      },
    });
    expect(prerequisitesOfOutbound(dials("703"), tables()).devices).toEqual([ALICE_DESK, ALICE_SOFT]);
  });

  it("700 is the first free one; without phones the call comes back to the mailbox", () => {
    const plan = decideOutbound(dials("700"), tables({ tenant: { parking: { slots: 2, waitSeconds: 30 } } }), noDevice);
    expect(plan).toMatchObject({
      kind: "park",
      slots: ["701", "702"],
      waitForMs: 30_000,
      otherwise: { kind: "voicemail" },
    });
  });

  it.each([
    ["703", 2],
    ["700", 0],
  ])("%s doesn't exist where there are %i slots", (dialled, slots) => {
    const set = tables({ tenant: { parking: { slots, waitSeconds: 30 } } });
    expect(decideOutbound(dials(dialled), set, everyDevice)).toMatchObject({ kind: "reject", status: 404 });
  });
});
