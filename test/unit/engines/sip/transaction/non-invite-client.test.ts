import { describe, expect, it } from "vitest";
import type { ClientInput } from "../../../../../src/engines/sip/transaction/client.ts";
import {
  startNonInviteClient,
  stepNonInviteClient,
  type NonInviteClientState,
} from "../../../../../src/engines/sip/transaction/non-invite-client.ts";
import { request, response } from "./messages.ts";
import { TCP, told, UDP } from "./tables.ts";

const bye = request("BYE");

const STATES = {
  trying: { name: "trying", request: bye, resendAfterMs: 500 },
  "trying for long": { name: "trying", request: bye, resendAfterMs: 4_000 },
  proceeding: { name: "proceeding", request: bye },
  completed: { name: "completed" },
  terminated: { name: "terminated" },
} as const satisfies Record<string, NonInviteClientState>;

const INPUTS = {
  "1xx": { kind: "response", response: response(bye, 100) },
  final: { kind: "response", response: response(bye, 200) },
  E: { kind: "alarm", timer: "E" },
  F: { kind: "alarm", timer: "F" },
  K: { kind: "alarm", timer: "K" },
  "a timer of another machine": { kind: "alarm", timer: "A" },
  cancel: { kind: "cancel" },
  unreachable: { kind: "unreachable", trouble: "transport" },
  "flow closed": { kind: "unreachable", trouble: "flow-closed" },
} as const satisfies Record<string, ClientInput>;

type Row = Record<keyof typeof INPUTS, string>;

const NOTHING: Row = {
  "1xx": "",
  final: "",
  E: "",
  F: "",
  K: "",
  "a timer of another machine": "",
  cancel: "",
  unreachable: "",
  "flow closed": "",
};
const pending: Row = {
  ...NOTHING,
  "1xx": "proceeding: inform 100",
  final: "completed: disarm E, disarm F, arm K 5000, inform 200",
  F: "terminated: fail timeout",
  unreachable: "terminated: fail transport",
  "flow closed": "terminated: fail flow-closed",
};

const TABLE: Record<keyof typeof STATES, Row> = {
  trying: { ...pending, E: "trying: transmit BYE, arm E 1000" },
  "trying for long": { ...pending, E: "trying: transmit BYE, arm E 4000" },
  proceeding: { ...pending, E: "proceeding: transmit BYE, arm E 4000" },
  completed: { ...NOTHING, K: "terminated" },
  terminated: NOTHING,
};

describe("our BYE, REGISTER or OPTIONS over UDP", () => {
  for (const [stateName, row] of Object.entries(TABLE) as [keyof typeof STATES, Row][]) {
    for (const [inputName, expected] of Object.entries(row) as [keyof typeof INPUTS, string][]) {
      it(`${stateName} + ${inputName} → ${expected === "" ? "nothing" : expected}`, () => {
        const state: NonInviteClientState = STATES[stateName];
        const next = stepNonInviteClient(state, INPUTS[inputName], UDP);
        expect(told(next)).toBe(expected === "" ? state.name : expected);
        if (expected === "") expect(next[0]).toBe(state);
      });
    }
  }

  it("is sent and waits for 32 s", () => {
    expect(told(startNonInviteClient(bye, UDP))).toBe("trying: transmit BYE, arm E 500, arm F 32000");
  });
});

describe("our BYE, REGISTER or OPTIONS over TCP", () => {
  it("is sent once", () => {
    expect(told(startNonInviteClient(bye, TCP))).toBe("trying: transmit BYE, arm F 32000");
  });

  it("is done with when answered", () => {
    expect(told(stepNonInviteClient(STATES.proceeding, INPUTS.final, TCP))).toBe("terminated: inform 200");
  });
});
