import { describe, expect, it } from "vitest";
import {
  startInviteServer,
  stepInviteServer,
  type InviteServerState,
} from "../../../../../src/engines/sip/transaction/invite-server.ts";
import type { ServerInput } from "../../../../../src/engines/sip/transaction/server.ts";
import { outgoing, request } from "./messages.ts";
import { TCP, told, UDP } from "./tables.ts";

const trying = outgoing(100);
const ok = outgoing(200);
const busy = outgoing(486);

const STATES = {
  fresh: { name: "proceeding", trying, last: undefined },
  ringing: { name: "proceeding", trying, last: outgoing(180) },
  accepted: { name: "accepted" },
  completed: { name: "completed", final: busy, resendAfterMs: 500 },
  "completed for long": { name: "completed", final: busy, resendAfterMs: 4_000 },
  confirmed: { name: "confirmed" },
  terminated: { name: "terminated", because: "done" },
} as const satisfies Record<string, InviteServerState>;

const INPUTS = {
  again: { kind: "again" },
  ack: { kind: "ack", ack: request("ACK") },
  "respond 1xx": { kind: "respond", response: outgoing(183) },
  "respond 2xx": { kind: "respond", response: ok },
  "respond 3xx-6xx": { kind: "respond", response: busy },
  "repeat 2xx": { kind: "repeat", response: ok },
  trying: { kind: "alarm", timer: "trying" },
  G: { kind: "alarm", timer: "G" },
  H: { kind: "alarm", timer: "H" },
  I: { kind: "alarm", timer: "I" },
  L: { kind: "alarm", timer: "L" },
  abandon: { kind: "alarm", timer: "abandon" },
  unreachable: { kind: "unreachable" },
} as const satisfies Record<string, ServerInput>;

type Row = Record<keyof typeof INPUTS, string>;

const NOTHING: Row = {
  again: "",
  ack: "",
  "respond 1xx": "",
  "respond 2xx": "",
  "respond 3xx-6xx": "",
  "repeat 2xx": "",
  trying: "",
  G: "",
  H: "",
  I: "",
  L: "",
  abandon: "",
  unreachable: "",
};
const proceeding: Row = {
  ...NOTHING,
  "respond 1xx": "proceeding: transmit 183, disarm trying, arm abandon 600000",
  "respond 2xx": "accepted: transmit 200, disarm trying, disarm abandon, arm L 32000",
  "respond 3xx-6xx": "completed: transmit 486, disarm trying, disarm abandon, arm G 500, arm H 32000",
  trying: "proceeding: transmit 100",
  abandon: "terminated (abandoned)",
};
const completed: Row = {
  ...NOTHING,
  again: "completed: transmit 486",
  ack: "confirmed: disarm G, disarm H, arm I 5000",
  G: "completed: transmit 486, arm G 1000",
  H: "terminated (no-ack)",
};

const ON_UDP: Record<keyof typeof STATES, Row> = {
  fresh: proceeding,
  ringing: { ...proceeding, again: "proceeding: transmit 180" },
  accepted: {
    ...NOTHING,
    ack: "accepted: pass-ack ACK",
    "repeat 2xx": "accepted: transmit 200",
    L: "terminated (done)",
  },
  completed,
  "completed for long": { ...completed, G: "completed: transmit 486, arm G 4000" },
  confirmed: { ...NOTHING, I: "terminated (done)" },
  terminated: NOTHING,
};

/** What differs there. */
const ON_TCP: Partial<Record<keyof typeof STATES, Partial<Row>>> = {
  fresh: { "respond 3xx-6xx": "completed: transmit 486, disarm trying, disarm abandon, arm H 32000" },
  completed: { ack: "terminated (done)", unreachable: "terminated (unreachable)" },
};

function check(stateName: keyof typeof STATES, inputName: keyof typeof INPUTS, expected: string, on = UDP): void {
  const state: InviteServerState = STATES[stateName];
  const next = stepInviteServer(state, INPUTS[inputName], on);
  if (expected === "") expect(next).toEqual([state]);
  else expect(told(next)).toBe(expected);
}

describe("an INVITE that came over UDP", () => {
  for (const [stateName, row] of Object.entries(ON_UDP) as [keyof typeof STATES, Row][]) {
    for (const [inputName, expected] of Object.entries(row) as [keyof typeof INPUTS, string][]) {
      it(`${stateName} + ${inputName} → ${expected === "" ? "nothing" : expected}`, () =>
        check(stateName, inputName, expected));
    }
  }

  it("gets 100 Trying after 200 ms", () => {
    expect(told(startInviteServer(trying, false))).toBe("proceeding: arm trying 200, arm abandon 600000");
  });

  it("gets 100 Trying at once where the application is slow", () => {
    const next = startInviteServer(trying, true);
    expect(told(next)).toBe("proceeding: transmit 100, arm abandon 600000");
    expect(told(stepInviteServer(next[0], INPUTS.again, UDP))).toBe("proceeding: transmit 100");
  });
});

describe("an INVITE that came over TCP", () => {
  for (const [stateName, row] of Object.entries(ON_TCP) as [keyof typeof STATES, Row][]) {
    for (const [inputName, expected] of Object.entries(row) as [keyof typeof INPUTS, string][]) {
      it(`${stateName} + ${inputName} → ${expected}`, () => check(stateName, inputName, expected, TCP));
    }
  }
});
