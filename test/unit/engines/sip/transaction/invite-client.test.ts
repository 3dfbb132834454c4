import { describe, expect, it } from "vitest";
import type { ClientInput } from "../../../../../src/engines/sip/transaction/client.ts";
import {
  MAX_FORKS,
  startInviteClient,
  stepInviteClient,
  type InviteClientState,
} from "../../../../../src/engines/sip/transaction/invite-client.ts";
import { createAck } from "../../../../../src/engines/sip/transaction/derived-requests.ts";
import { timerSettings } from "../../../../../src/engines/sip/transaction/timers.ts";
import { request, response } from "./messages.ts";
import { TCP, told, UDP } from "./tables.ts";

const invite = request("INVITE");
const ack = createAck(invite, response(invite, 486));

const STATES = {
  calling: { name: "calling", request: invite, resendAfterMs: 500, cancelWanted: false },
  "calling, cancel wanted": { name: "calling", request: invite, resendAfterMs: 500, cancelWanted: true },
  proceeding: { name: "proceeding", request: invite },
  cancelling: { name: "cancelling", request: invite },
  completed: { name: "completed", ack },
  accepted: { name: "accepted", answeredBy: ["b"] },
  terminated: { name: "terminated" },
} as const satisfies Record<string, InviteClientState>;

const INPUTS = {
  "1xx": { kind: "response", response: response(invite, 180) },
  "2xx": { kind: "response", response: response(invite, 200) },
  "2xx of a fork": { kind: "response", response: response(invite, 200, "fork") },
  "3xx-6xx": { kind: "response", response: response(invite, 486) },
  A: { kind: "alarm", timer: "A" },
  B: { kind: "alarm", timer: "B" },
  D: { kind: "alarm", timer: "D" },
  M: { kind: "alarm", timer: "M" },
  "cancel timer": { kind: "alarm", timer: "cancel" },
  "a timer of another machine": { kind: "alarm", timer: "K" },
  cancel: { kind: "cancel" },
  unreachable: { kind: "unreachable", trouble: "transport" },
  "flow closed": { kind: "unreachable", trouble: "flow-closed" },
} as const satisfies Record<string, ClientInput>;

type Row = Record<keyof typeof INPUTS, string>;

/** "" stands for: nothing happens. */
const NOTHING: Row = {
  "1xx": "",
  "2xx": "",
  "2xx of a fork": "",
  "3xx-6xx": "",
  A: "",
  B: "",
  D: "",
  M: "",
  "cancel timer": "",
  "a timer of another machine": "",
  cancel: "",
  unreachable: "",
  "flow closed": "",
};

const TABLE: Record<keyof typeof STATES, Row> = {
  calling: {
    ...NOTHING,
    "1xx": "proceeding: disarm A, disarm B, inform 180",
    "2xx": "accepted: disarm A, disarm B, arm M 32000, inform 200",
    "2xx of a fork": "accepted: disarm A, disarm B, arm M 32000, inform 200",
    "3xx-6xx": "completed: transmit ACK, disarm A, disarm B, arm D 32000, inform 486",
    A: "calling: transmit INVITE, arm A 1000",
    B: "terminated: fail timeout",
    cancel: "calling", // wanted now
    unreachable: "terminated: fail transport",
    "flow closed": "terminated: fail flow-closed",
  },
  "calling, cancel wanted": {
    ...NOTHING,
    "1xx": "cancelling: disarm A, disarm B, send-cancel, arm cancel 32000, inform 180",
    "2xx": "accepted: disarm A, disarm B, arm M 32000, inform 200",
    "2xx of a fork": "accepted: disarm A, disarm B, arm M 32000, inform 200",
    "3xx-6xx": "completed: transmit ACK, disarm A, disarm B, arm D 32000, inform 486",
    A: "calling: transmit INVITE, arm A 1000",
    B: "terminated: fail timeout",
    cancel: "calling",
    unreachable: "terminated: fail transport",
    "flow closed": "terminated: fail flow-closed",
  },
  proceeding: {
    ...NOTHING,
    "1xx": "proceeding: inform 180",
    "2xx": "accepted: disarm A, disarm B, arm M 32000, inform 200",
    "2xx of a fork": "accepted: disarm A, disarm B, arm M 32000, inform 200",
    "3xx-6xx": "completed: transmit ACK, disarm A, disarm B, arm D 32000, inform 486",
    cancel: "cancelling: send-cancel, arm cancel 32000",
    "flow closed": "terminated: fail flow-closed",
  },
  cancelling: {
    ...NOTHING,
    "1xx": "cancelling: inform 180",
    "2xx": "accepted: disarm cancel, disarm A, disarm B, arm M 32000, inform 200",
    "2xx of a fork": "accepted: disarm cancel, disarm A, disarm B, arm M 32000, inform 200",
    "3xx-6xx": "completed: disarm cancel, transmit ACK, disarm A, disarm B, arm D 32000, inform 486",
    "cancel timer": "terminated: fail timeout",
    "flow closed": "terminated: fail flow-closed",
  },
  completed: {
    ...NOTHING,
    "2xx": "completed: stray 200",
    "2xx of a fork": "completed: stray 200",
    "3xx-6xx": "completed: transmit ACK",
    D: "terminated",
    unreachable: "terminated",
    "flow closed": "terminated",
  },
  accepted: {
    ...NOTHING,
    "2xx": "accepted: stray 200",
    "2xx of a fork": "accepted: inform 200",
    M: "terminated",
  },
  terminated: NOTHING,
};

describe("our INVITE over UDP", () => {
  for (const [stateName, row] of Object.entries(TABLE) as [keyof typeof STATES, Row][]) {
    for (const [inputName, expected] of Object.entries(row) as [keyof typeof INPUTS, string][]) {
      it(`${stateName} + ${inputName} → ${expected === "" ? "nothing" : expected}`, () => {
        const state: InviteClientState = STATES[stateName];
        const next = stepInviteClient(state, INPUTS[inputName], UDP);
        expect(told(next)).toBe(expected === "" ? state.name : expected);
        if (expected === "") expect(next[0]).toBe(state);
      });
    }
  }

  it("is sent at 0, 0.5, 1.5, 3.5, 7.5, 15.5 and 31.5 s, and given up after 32 s", () => {
    expect(told(startInviteClient(invite, UDP))).toBe("calling: transmit INVITE, arm A 500, arm B 32000");
    const intervals: number[] = [];
    let state: InviteClientState = startInviteClient(invite, UDP)[0];
    for (let sum = 500; sum < 32_000;) {
      const [next, , again] = stepInviteClient(state, INPUTS.A, UDP);
      state = next;
      if (again?.kind !== "arm") throw new Error("timer A is armed again");
      intervals.push(sum);
      sum += again.afterMs;
    }
    expect(intervals).toEqual([500, 1_500, 3_500, 7_500, 15_500, 31_500]);
  });

  it("is repeated after 1 s first where that is wanted, as drachtio-server does", () => {
    const slow = { timers: timerSettings({ firstRetransmitMs: 1_000 }), reliable: false };
    const [state, ...effects] = startInviteClient(invite, slow);
    expect(effects).toContainEqual({ kind: "arm", timer: "A", afterMs: 1_000 });
    expect(told(stepInviteClient(state, INPUTS.A, slow))).toBe("calling: transmit INVITE, arm A 2000");
  });

  it("is cancelled when the first ringing comes, if its caller gave up before", () => {
    const [wanted] = stepInviteClient(STATES.calling, INPUTS.cancel, UDP);
    expect(wanted).toEqual(STATES["calling, cancel wanted"]);
  });

  it("tells a bounded number of forks apart", () => {
    let state: InviteClientState = STATES.accepted;
    for (let fork = 1; fork < MAX_FORKS; fork++) {
      const next = stepInviteClient(state, { kind: "response", response: response(invite, 200, `f${fork}`) }, UDP);
      expect(told(next)).toBe("accepted: inform 200");
      state = next[0];
    }
    const beyond = stepInviteClient(state, { kind: "response", response: response(invite, 200, "beyond") }, UDP);
    expect(told(beyond)).toBe("accepted: stray 200");
  });
});

describe("our INVITE over TCP", () => {
  it("is sent once and waits 32 s", () => {
    expect(told(startInviteClient(invite, TCP))).toBe("calling: transmit INVITE, arm B 32000");
  });

  it("is done with once a refusal is acknowledged, as nothing is repeated there", () => {
    expect(told(stepInviteClient(STATES.proceeding, INPUTS["3xx-6xx"], TCP))).toBe(
      "terminated: transmit ACK, inform 486",
    );
  });

  it("stays for forks and repeated answers once it is answered", () => {
    expect(told(stepInviteClient(STATES.proceeding, INPUTS["2xx"], TCP))).toBe(
      "accepted: disarm A, disarm B, arm M 32000, inform 200",
    );
  });
});
