import { transmit, type Outgoing, type ServerEffect, type ServerInput } from "./server.ts";
import { ABANDON_INVITE_MS, arm, disarm, TRYING_AFTER_MS, type Conditions } from "./timers.ts";

/**
 * An INVITE that we got, as its server transaction sees it (RFC 3261 §17.2.1 figure 7, with the Accepted state of RFC 6026 §8.5).
 * Entering `terminated` disarms whatever is armed.
 */
export type InviteServerState =
  /** Not answered finally; `last` is the provisional response that a repeated INVITE gets again. */
  | { readonly name: "proceeding"; readonly trying: Outgoing; readonly last: Outgoing | undefined }
  /** Answered 2xx: repeated INVITEs are soaked up, the user repeats its 2xx itself until the ACK. */
  | { readonly name: "accepted" }
  /** Refused; the refusal is repeated until its ACK. */
  | { readonly name: "completed"; readonly final: Outgoing; readonly resendAfterMs: number }
  /** The refusal was acknowledged; repeated ACKs are soaked up. */
  | { readonly name: "confirmed" }
  | { readonly name: "terminated"; readonly because: "done" | "no-ack" | "unreachable" | "abandoned" };

export type InviteServerNext = readonly [InviteServerState, ...ServerEffect[]];

/** RFC 3261 §17.2.1: 100 Trying unless the user answers within 200 ms; at once where the user is known to be slow. */
export function startInviteServer(trying: Outgoing, tryingAtOnce: boolean): InviteServerNext {
  const abandon = arm("abandon", ABANDON_INVITE_MS);
  if (!tryingAtOnce) return [{ name: "proceeding", trying, last: undefined }, arm("trying", TRYING_AFTER_MS), abandon];
  return [{ name: "proceeding", trying, last: trying }, transmit(trying), abandon];
}

export function stepInviteServer(state: InviteServerState, input: ServerInput, on: Conditions): InviteServerNext {
  switch (state.name) {
    case "proceeding":
      return whenProceeding(state, input, on);
    case "accepted":
      return whenAccepted(state, input);
    case "completed":
      return whenCompleted(state, input, on);
    case "confirmed":
      return input.kind === "alarm" && input.timer === "I" ? [{ name: "terminated", because: "done" }] : [state];
    case "terminated":
      return [state];
  }
}

type In<Name extends InviteServerState["name"]> = Extract<InviteServerState, { name: Name }>;

/** Proceeding: the user works on it. */
function whenProceeding(state: In<"proceeding">, input: ServerInput, on: Conditions): InviteServerNext {
  switch (input.kind) {
    case "again":
      return state.last === undefined ? [state] : [state, transmit(state.last)];
    case "respond":
      return respond(state, input.response, on);
    case "alarm":
      if (input.timer === "abandon") return [{ name: "terminated", because: "abandoned" }];
      if (input.timer !== "trying") return [state];
      return [{ ...state, last: state.trying }, transmit(state.trying)];
    case "ack":
    case "repeat":
    // A lost 180 does not end a call that its user still works on (against RFC 3261 §17.2.1): forgetting it would make
    // a second call of the caller's next retransmission.
    case "unreachable":
      return [state];
  }
}

function respond(state: In<"proceeding">, response: Outgoing, { timers, reliable }: Conditions): InviteServerNext {
  if (response.status < 200) {
    return [{ ...state, last: response }, transmit(response), disarm("trying"), arm("abandon", ABANDON_INVITE_MS)];
  }
  const settled = [transmit(response), disarm("trying"), disarm("abandon")] as const;
  if (response.status < 300) return [{ name: "accepted" }, ...settled, arm("L", timers.t1x64Ms)];
  const completed = { name: "completed", final: response, resendAfterMs: timers.t1Ms } as const;
  const giveUp = arm("H", timers.t1x64Ms);
  return reliable ? [completed, ...settled, giveUp] : [completed, ...settled, arm("G", timers.t1Ms), giveUp];
}

/** Accepted (RFC 6026 §7.1): the 2xx and its ACK are between the users; we keep a late INVITE from becoming a second call. */
function whenAccepted(state: In<"accepted">, input: ServerInput): InviteServerNext {
  switch (input.kind) {
    case "ack":
      return [state, { kind: "pass-ack", ack: input.ack }];
    case "repeat":
      return [state, transmit(input.response)];
    case "alarm":
      return input.timer === "L" ? [{ name: "terminated", because: "done" }] : [state];
    case "again":
    case "respond":
    case "unreachable":
      return [state];
  }
}

/** Completed: a 300–699 went out and awaits its ACK. */
function whenCompleted(state: In<"completed">, input: ServerInput, { timers, reliable }: Conditions): InviteServerNext {
  switch (input.kind) {
    case "again":
      return [state, transmit(state.final)];
    case "ack":
      if (reliable) return [{ name: "terminated", because: "done" }]; // timer I is 0
      return [{ name: "confirmed" }, disarm("G"), disarm("H"), arm("I", timers.t4Ms)];
    case "alarm": {
      if (input.timer === "H") return [{ name: "terminated", because: "no-ack" }];
      if (input.timer !== "G") return [state];
      const resendAfterMs = Math.min(2 * state.resendAfterMs, timers.t2Ms);
      return [{ ...state, resendAfterMs }, transmit(state.final), arm("G", resendAfterMs)];
    }
    case "unreachable":
      // Over UDP we stay to soak up repeated INVITEs; a lost connection repeats none.
      return reliable ? [{ name: "terminated", because: "unreachable" }] : [state];
    case "respond":
    case "repeat":
      return [state];
  }
}
