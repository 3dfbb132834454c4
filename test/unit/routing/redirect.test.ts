import { describe, expect, it } from "vitest";
import { prerequisitesOfRedirection, redirectTo, type Redirection } from "../../../src/routing/redirect.ts";
import {
  ACME,
  ALICE,
  BOB,
  BOB_DESK,
  e164,
  everyDevice,
  extension,
  tables,
  TRUNK_1,
  type Overrides,
} from "./builders.ts";

const redirection = (over: Overrides = {}): Redirection => ({
  tables: tables(over),
  tenant: ACME,
  caller: { kind: "public", number: e164("+33612345678") },
  reachable: everyDevice,
  trunks: [{ trunk: TRUNK_1, hasRoom: true }],
  turns: new Map(),
});

describe("a phone of Alice's that sends its call elsewhere (302)", () => {
  it("to a colleague, by extension or direct number, rings theirs", () => {
    for (const where of ["1002", "0170000002", "+33170000002"]) {
      expect(redirectTo(where, ALICE, redirection()), where).toEqual([{ kind: "device", device: BOB_DESK, user: BOB }]);
      expect(prerequisitesOfRedirection(where, ACME, tables()).devices).toEqual([BOB_DESK]);
    }
  });

  it("goes by what the colleague has set", () => {
    expect(redirectTo("1002", ALICE, redirection({ bob: { doNotDisturb: true } }))).toEqual([]);
    const blockList = { numbers: ["+336*"], outcome: "reject" as const };
    expect(redirectTo("1002", ALICE, redirection({ bob: { blockList } }))).toEqual([]);
    const busy = { ...redirection({ bob: { callWaiting: false } }), occupied: { callsOf: () => 1 } };
    expect(redirectTo("1002", ALICE, busy)).toEqual([]);
  });

  it("to herself rings nothing, nor by a colleague who forwards to her", () => {
    expect(redirectTo("1001", ALICE, redirection())).toEqual([]);
    const forwarding = { enabled: true, number: extension("1001"), ringDevices: false, requireKeyPress: false };
    expect(redirectTo("1002", ALICE, redirection({ bob: { forwarding } }))).toEqual([]);
  });

  it("outside calls there within the company's limits, and wants a key pressed", () => {
    expect(redirectTo("0698765432", ALICE, redirection())).toMatchObject([
      { kind: "outside", number: "+33698765432", diversion: { reason: "deflection" }, confirm: { callee: "1001" } },
    ]);
    expect(redirectTo("0698765432", ALICE, redirection({ forbidden: [e164("+33698765432")] }))).toEqual([]);
  });

  it("to an emergency service, a feature code or a word is not followed", () => {
    for (const where of ["112", "*97", "3949", "alice", ""])
      expect(redirectTo(where, ALICE, redirection()), where).toEqual([]);
  });
});
