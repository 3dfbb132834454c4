import { describe, expect, it } from "vitest";
import { decideInbound, prerequisitesOfInbound } from "../../../src/routing/decide-inbound.ts";
import { decideOutbound } from "../../../src/routing/decide-outbound.ts";
import type { Ring, RoutingPlan } from "../../../src/routing/plan.ts";
import type { RoutedGroup, RoutedUser } from "../../../src/routing/tables.ts";
import { parseRingGroupId, type RingGroupId } from "../../../src/vocabulary/identifiers.ts";
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
  extension,
  inbound,
  MAIN,
  noDevice,
  tables,
  TRUNK_1,
  TRUNK_2,
  type Overrides,
} from "./builders.ts";

const MOBILE = e164("+33698765432");
const OTHER_MOBILE = e164("+33698765433");
const trunks = [
  { trunk: TRUNK_1, hasRoom: true },
  { trunk: TRUNK_2, hasRoom: true },
];
type Forwarding = RoutedUser["forwarding"];
const to = (number: Forwarding["number"], more: Partial<Forwarding> = {}) => ({
  forwarding: { enabled: true, number, ringDevices: false, requireKeyPress: true, ...more },
});
const decide = (over: Overrides, reachable = everyDevice): RoutingPlan =>
  decideInbound(inbound(), tables(over), reachable, { trunks });
const branchesOf = (plan: RoutingPlan) => (plan.kind === "ring" ? plan.branches : []);
const called = (plan: RoutingPlan) =>
  branchesOf(plan).map((branch) => (branch.kind === "device" ? branch.device : branch.number));

describe("a user who forwards", () => {
  it("is called outside, over the trunks in order, under the company's number, by the number that was called", () => {
    expect(decide({ alice: to(MOBILE) })).toMatchObject({
      kind: "ring",
      callee: ALICE,
      branches: [
        {
          kind: "outside",
          user: ALICE,
          number: MOBILE,
          candidates: [TRUNK_1, TRUNK_2],
          callerId: { number: MAIN, withheld: false },
          original: { number: "+33612345678", withheld: false },
          diversion: { number: ALICE_DID, reason: "unconditional", count: 1 },
          confirm: { language: "fr", callee: "1001" },
        },
      ],
      ringForMs: 25_000,
      otherwise: { kind: "voicemail", mailbox: ALICE, greeting: "no-answer" },
      toVoicemail: { kind: "voicemail", mailbox: ALICE },
    });
  });

  it("with their phones, or without, whether these are registered or not", () => {
    expect(called(decide({ alice: to(MOBILE) }))).toEqual([MOBILE]);
    expect(called(decide({ alice: to(MOBILE, { ringDevices: true }) }))).toEqual([ALICE_DESK, ALICE_SOFT, MOBILE]);
    expect(called(decide({ alice: to(MOBILE, { ringDevices: true }) }, noDevice as never))).toEqual([MOBILE]);
  });

  it("must press nothing where the setting says so", () => {
    expect(branchesOf(decide({ alice: to(MOBILE, { requireKeyPress: false }) }))[0]).not.toHaveProperty("confirm");
  });

  it("does so in spite of do not disturb, but not of an answer time of 0", () => {
    expect(called(decide({ alice: { ...to(MOBILE), doNotDisturb: true } }))).toEqual([MOBILE]);
    const atOnce = { ...to(MOBILE), voicemail: { enabled: true, answerTimeSeconds: 0 } };
    expect(decide({ alice: atOnce }).kind).toBe("voicemail");
  });

  it("has the mailbox answer at once where no trunk can, or the company's limits forbid the number", () => {
    expect(decideInbound(inbound(), tables({ alice: to(MOBILE) }), everyDevice)).toMatchObject({ kind: "voicemail" });
    expect(decide({ alice: to(MOBILE), forbidden: [MOBILE] })).toMatchObject({ kind: "voicemail", mailbox: ALICE });
  });

  it("shows a withheld caller on no phone, and a colleague under the company's number", () => {
    const withheld = decideInbound(inbound({ caller: { kind: "withheld" } }), tables({ alice: to(MOBILE) }), noDevice, {
      trunks,
    });
    expect(branchesOf(withheld)).toMatchObject([{ original: { number: MAIN, withheld: true } }]);
    const inside = decideOutbound(dials("1002"), tables({ bob: to(MOBILE) }), noDevice);
    expect(branchesOf(inside)).toMatchObject([
      { original: null, callerId: { number: MAIN }, diversion: { number: MAIN } },
    ]);
  });
});

describe("forwards of forwards", () => {
  it.each([
    ["an extension", extension("1002")],
    ["a direct number of the company", BOB_DID],
  ])("to %s ring that person's phones; the mailbox is that of whom was called", (_, number) => {
    const plan = decide({ alice: to(number) });
    expect(called(plan)).toEqual([BOB_DESK]);
    expect(plan).toMatchObject({ callee: ALICE, otherwise: { mailbox: ALICE } });
  });

  it("go on outside, and ask for a key where any of them does", () => {
    const plan = decide({ alice: to(extension("1002")), bob: to(MOBILE, { requireKeyPress: false }) });
    expect(branchesOf(plan)).toMatchObject([
      { user: BOB, number: MOBILE, diversion: { count: 2 }, confirm: { callee: "1001" } },
    ]);
  });

  it("in a circle ring what there is on the way, each telephone once, and end in the first mailbox", () => {
    const plan = decide({
      alice: to(extension("1002"), { ringDevices: true }),
      bob: to(ALICE_DID, { ringDevices: true }),
    });
    expect(called(plan)).toEqual([ALICE_DESK, ALICE_SOFT, BOB_DESK]);
    expect(decide({ alice: to(extension("1002")), bob: to(ALICE_DID) })).toMatchObject({
      kind: "voicemail",
      mailbox: ALICE,
    });
  });

  it("to a user on do-not-disturb ring no phone", () => {
    expect(decide({ alice: to(extension("1002")), bob: { doNotDisturb: true } })).toMatchObject({ mailbox: ALICE });
  });

  it("have the registrations of every user on the way looked up", () => {
    const set = tables({ alice: to(extension("1002"), { ringDevices: true }) });
    expect(prerequisitesOfInbound(inbound(), set).devices).toEqual([ALICE_DESK, ALICE_SOFT, BOB_DESK]);
  });
});

const SALES = parseRingGroupId("group-sales")!;
const SUPPORT = parseRingGroupId("group-support")!;
function group(over: Partial<RoutedGroup> = {}): RoutedGroup {
  return {
    ...{ id: SALES, extension: extension("2000"), members: [ALICE, BOB], strategy: "simultaneous" },
    ...{ ringTimeSeconds: 30, memberTimeSeconds: 20, overflow: null, useMemberForwarding: true },
    ...over,
  };
}
const decideGroup = (over: Partial<RoutedGroup>, more: Overrides = {}, turns = new Map<RingGroupId, number>()) =>
  decideInbound(
    inbound(),
    tables({ did: { kind: "ring-group", id: SALES }, groups: [group(over)], ...more }),
    everyDevice,
    { trunks, turns },
  );

describe("a ring group", () => {
  it("rings all members together, then refuses or overflows", () => {
    expect(decideGroup({})).toMatchObject({
      ...{ kind: "ring", group: SALES, ringForMs: 30_000 },
      otherwise: { kind: "reject", status: 480 },
    });
    expect(called(decideGroup({}))).toEqual([ALICE_DESK, ALICE_SOFT, BOB_DESK]);
    const overflow = { kind: "mailbox", id: BOB } as const;
    expect(decideGroup({ overflow })).toMatchObject({ otherwise: { mailbox: BOB }, toVoicemail: { mailbox: BOB } });
  });

  it("rings one member after the other, in all no longer than the group's time", () => {
    const plan = decideGroup({ strategy: "sequential" }) as Ring;
    expect(plan).toMatchObject({ ringForMs: 20_000, turns: [{ ringForMs: 10_000, branches: [{ device: BOB_DESK }] }] });
    expect(called(plan)).toEqual([ALICE_DESK, ALICE_SOFT]);
    expect(decideGroup({ strategy: "sequential", ringTimeSeconds: 20 })).not.toHaveProperty("turns");
  });

  it("begins with the next member each time in a round", () => {
    const first = (turn: number) => called(decideGroup({ strategy: "round-robin" }, {}, new Map([[SALES, turn]])));
    expect([first(0), first(1), first(2)]).toEqual([[ALICE_DESK, ALICE_SOFT], [BOB_DESK], [ALICE_DESK, ALICE_SOFT]]);
  });

  it("calls members where they forward to, with the key as the group's, or leaves their forwards alone", () => {
    const forwarding = { alice: to(MOBILE) };
    expect(branchesOf(decideGroup({}, forwarding))).toMatchObject([
      { number: MOBILE, confirm: { callee: "2000" } },
      { device: BOB_DESK },
    ]);
    expect(called(decideGroup({ useMemberForwarding: false }, forwarding))).toEqual([ALICE_DESK, ALICE_SOFT, BOB_DESK]);
  });

  it("overflows to a person, to another group, outside, and not for ever", () => {
    expect(decideGroup({ overflow: { kind: "user", id: BOB } })).toMatchObject({
      otherwise: { kind: "ring", callee: BOB },
    });
    expect(decideGroup({ overflow: { kind: "outside", number: OTHER_MOBILE } })).toMatchObject({
      otherwise: { kind: "ring", branches: [{ number: OTHER_MOBILE, diversion: { reason: "no-answer" } }] },
    });
    const support = group({ id: SUPPORT, members: [BOB], overflow: { kind: "ring-group", id: SALES } });
    const circle = decideGroup({}, { groups: [group({ overflow: { kind: "ring-group", id: SUPPORT } }), support] });
    expect(circle).toMatchObject({ otherwise: { group: SUPPORT, otherwise: { kind: "reject", status: 480 } } });
  });

  it("without a phone to ring overflows at once; one that is gone is a 404", () => {
    expect(decideGroup({ members: [], overflow: { kind: "mailbox", id: ALICE } })).toMatchObject({ kind: "voicemail" });
    expect(decideGroup({}, { groups: [] })).toEqual({ kind: "reject", status: 404, because: "no-destination" });
  });

  it("of any size and depth makes a plan that can be written down", () => {
    const ids = Array.from({ length: 40 }, (_, nth) => parseRingGroupId(`group-deep-${nth}`)!);
    const groups = ids.map((id, nth) => {
      const next = ids[nth + 1];
      return group({
        id,
        strategy: "sequential",
        overflow: next === undefined ? null : { kind: "ring-group", id: next },
      });
    });
    const plan = decideInbound(inbound(), tables({ did: { kind: "ring-group", id: ids[0]! }, groups }), everyDevice);
    expect(JSON.stringify(plan).length).toBeLessThan(100_000);
  });
});

describe("feature codes", () => {
  const decides = (dialled: string) => decideOutbound(dials(dialled), tables(), everyDevice);

  it.each([
    ["*720698765432", { kind: "forward", to: MOBILE }],
    ["*721002", { kind: "forward", to: "1002" }],
    ["*720170000002", { kind: "forward", to: BOB_DID }],
    ["*72", { kind: "forward", to: undefined }],
    ["*73", { kind: "stop-forwarding" }],
    ["*78", { kind: "do-not-disturb", on: true }],
    ["*79", { kind: "do-not-disturb", on: false }],
  ])("%s", (dialled, setting) => {
    expect(decides(dialled)).toEqual({ kind: "change-setting", user: ALICE, language: "fr", setting });
  });

  it.each(["*72112", "*723949", "*7299"])("%s is no number to forward to", (dialled) => {
    expect(decides(dialled)).toMatchObject({ kind: "reject", status: 404 });
  });

  it("are nothing to a company that isn't there", () => {
    expect(decideOutbound(dials("*73", { tenant: ACME }), tables({ gone: "tenants" }), noDevice)).toMatchObject({
      status: 403,
    });
  });
});
