import { describe, expect, it } from "vitest";
import {
  startNonInviteServer,
  stepNonInviteServer,
  type NonInviteServerState,
} from "../../../../../src/engines/sip/transaction/non-invite-server.ts";
import type { ServerInput } from "../../../../../src/engines/sip/transaction/server.ts";
import { outgoing, request } from "./messages.ts";
import { TCP, told, UDP } from "./tables.ts";

const STATES = {
  trying: { name: "trying" },
  proceeding: { name: "proceeding", last: outgoing(100) },
  completed: { name: "completed", final: outgoing(200) },
  terminated: { name: "terminated", because: "done" },
} as const satisfies Record<string, NonInviteServerState>;

const INPUTS = {
  again: { kind: "again" },
  ack: { kind: "ack", ack: request("ACK") },
  "respond 1xx": { kind: "respond", response: outgoing(100) },
  "respond final": { kind: "respond", response: outgoing(401) },
  repeat: { kind: "repeat", response: outgoing(200) },
  J: { kind: "alarm", timer: "J" },
  abandon: { kind: "alarm", timer: "abandon" },
  "a timer of another machine": { kind: "alarm", timer: "G" },
  unreachable: { kind: "unreachable" },
} as const satisfies Record<string, ServerInput>;

type Row = Record<keyof typeof INPUTS, string>;

const NOTHING: Row = {
  again: "",
  ack: "",
  "respond 1xx": "",
  "respond final": "",
  repeat: "",
  J: "",
  abandon: "",
  "a timer of another machine": "",
  unreachable: "",
};
const pending: Row = {
  ...NOTHING,
  "respond 1xx": "proceeding: transmit 100",
  "respond final": "completed: transmit 401, disarm abandon, arm J 32000",
  abandon: "terminated (abandoned)",
};

const TABLE: Record<keyof typeof STATES, Row> = {
  trying: pending,
  proceeding: { ...pending, again: "proceeding: transmit 100" },
  completed: { ...NOTHING, again: "completed: transmit 200", J: "terminated (done)" },
  terminated: NOTHING,
};

describe("a REGISTER, BYE or OPTIONS that came over UDP", () => {
  for (const [stateName, row] of Object.entries(TABLE) as [keyof typeof STATES, Row][]) {
    for (const [inputName, expected] of Object.entries(row) as [keyof typeof INPUTS, string][]) {
      it(`${stateName} + ${inputName} → ${expected === "" ? "nothing" : expected}`, () => {
        const state: NonInviteServerState = STATES[stateName];
        const next = stepNonInviteServer(state, INPUTS[inputName], UDP);
        if (expected === "") expect(next).toEqual([state]);
        else expect(told(next)).toBe(expected);
      });
    }
  }

  it("is forgotten after 64 s that its user keeps silent", () => {
    expect(told(startNonInviteServer())).toBe("trying: arm abandon 64000");
  });
});

describe("a REGISTER, BYE or OPTIONS that came over TCP", () => {
  it("is done with when answered, as nothing is repeated there", () => {
    expect(told(stepNonInviteServer(STATES.trying, INPUTS["respond final"], TCP))).toBe(
      "terminated (done): transmit 401",
    );
  });
});
