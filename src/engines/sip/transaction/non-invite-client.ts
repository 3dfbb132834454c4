import type { SipRequest, SipResponse } from "../../../sip/message/message.ts";
import { fail, inform, transmit, type ClientEffect, type ClientInput } from "./client.ts";
import { arm, disarm, type Conditions } from "./timers.ts";

/**
 * Our REGISTER, BYE, OPTIONS, CANCEL … as its client transaction sees it (RFC 3261 §17.1.2 figure 6).
 * Entering `terminated` disarms whatever is armed; an `inform` or `fail` is always the last effect.
 */
export type NonInviteClientState =
  | { readonly name: "trying"; readonly request: SipRequest; readonly resendAfterMs: number }
  | { readonly name: "proceeding"; readonly request: SipRequest }
  /** Answered; repeated responses are soaked up. */
  | { readonly name: "completed" }
  | { readonly name: "terminated" };

export type NonInviteClientNext = readonly [NonInviteClientState, ...ClientEffect[]];

/** The request goes out for the first time. `request` carries our Via. */
export function startNonInviteClient(request: SipRequest, { timers, reliable }: Conditions): NonInviteClientNext {
  const trying = { name: "trying", request, resendAfterMs: timers.firstRetransmitMs } as const;
  const timeout = arm("F", timers.t1x64Ms);
  if (reliable) return [trying, transmit(request), timeout];
  return [trying, transmit(request), arm("E", timers.firstRetransmitMs), timeout];
}

export function stepNonInviteClient(
  state: NonInviteClientState,
  input: ClientInput,
  on: Conditions,
): NonInviteClientNext {
  switch (state.name) {
    case "trying":
      return whenTrying(state, input, on);
    case "proceeding":
      return whenProceeding(state, input, on);
    case "completed":
      return input.kind === "alarm" && input.timer === "K" ? [{ name: "terminated" }] : [state];
    case "terminated":
      return [state];
  }
}

type In<Name extends NonInviteClientState["name"]> = Extract<NonInviteClientState, { name: Name }>;

/** Trying: sent, and nothing heard yet. */
function whenTrying(state: In<"trying">, input: ClientInput, on: Conditions): NonInviteClientNext {
  switch (input.kind) {
    case "response":
      if (input.response.status >= 200) return final(input.response, on);
      return [{ name: "proceeding", request: state.request }, inform(input.response)];
    case "alarm": {
      if (input.timer === "F") return [{ name: "terminated" }, fail("timeout")];
      if (input.timer !== "E") return [state];
      const resendAfterMs = Math.min(2 * state.resendAfterMs, on.timers.t2Ms);
      return [{ ...state, resendAfterMs }, transmit(state.request), arm("E", resendAfterMs)];
    }
    case "unreachable":
      return [{ name: "terminated" }, fail(input.trouble)];
    case "cancel":
      return [state]; // RFC 3261 §9.1: nothing but an INVITE is cancelled
  }
}

/** Proceeding: the peer works on it; we ask again every T2, as its response is not repeated unasked. */
function whenProceeding(state: In<"proceeding">, input: ClientInput, on: Conditions): NonInviteClientNext {
  switch (input.kind) {
    case "response":
      if (input.response.status >= 200) return final(input.response, on);
      return [state, inform(input.response)];
    case "alarm":
      if (input.timer === "F") return [{ name: "terminated" }, fail("timeout")];
      if (input.timer !== "E") return [state];
      return [state, transmit(state.request), arm("E", on.timers.t2Ms)];
    case "unreachable":
      return [{ name: "terminated" }, fail(input.trouble)];
    case "cancel":
      return [state]; // RFC 3261 §9.1: nothing but an INVITE is cancelled
  }
}

function final(response: SipResponse, { timers, reliable }: Conditions): NonInviteClientNext {
  if (reliable) return [{ name: "terminated" }, inform(response)]; // timer K is 0
  return [{ name: "completed" }, disarm("E"), disarm("F"), arm("K", timers.t4Ms), inform(response)];
}
