import type { SipRequest, SipResponse } from "../../../sip/message/message.ts";
import { fail, inform, transmit, type ClientEffect, type ClientInput, type ClientTrouble } from "./client.ts";
import { createAck } from "./derived-requests.ts";
import { tagIn } from "./key.ts";
import { arm, disarm, type Conditions } from "./timers.ts";

/**
 * Our INVITE, as its client transaction sees it (RFC 3261 §17.1.1 figure 5, with the Accepted state of RFC 6026 §8.4).
 * Entering `terminated` disarms whatever is armed; an `inform` or `fail` is always the last effect, as its user may act upon it.
 */
export type InviteClientState =
  | {
      readonly name: "calling";
      readonly request: SipRequest;
      readonly resendAfterMs: number;
      /** The user gave up before any provisional response: CANCEL must wait for one (RFC 3261 §9.1). */
      readonly cancelWanted: boolean;
    }
  | { readonly name: "proceeding"; readonly request: SipRequest }
  /** CANCEL has been sent; a final response is due within 64*T1 (RFC 3261 §9.1). */
  | { readonly name: "cancelling"; readonly request: SipRequest }
  | { readonly name: "completed"; readonly ack: SipRequest }
  /** `answeredBy`: the To tags of the 2xx that the user has had. */
  | { readonly name: "accepted"; readonly answeredBy: readonly string[] }
  | { readonly name: "terminated" };

export type InviteClientNext = readonly [InviteClientState, ...ClientEffect[]];

/** Forks of one INVITE whose 2xx are told apart; a further one is a stray. */
export const MAX_FORKS = 32;

/** The INVITE goes out for the first time. `request` carries our Via. */
export function startInviteClient(request: SipRequest, { timers, reliable }: Conditions): InviteClientNext {
  const calling = { name: "calling", request, resendAfterMs: timers.firstRetransmitMs, cancelWanted: false } as const;
  const timeout = arm("B", timers.t1x64Ms);
  if (reliable) return [calling, transmit(request), timeout];
  return [calling, transmit(request), arm("A", timers.firstRetransmitMs), timeout];
}

export function stepInviteClient(state: InviteClientState, input: ClientInput, on: Conditions): InviteClientNext {
  switch (state.name) {
    case "calling":
      return whenCalling(state, input, on);
    case "proceeding":
      return whenProceeding(state, input, on);
    case "cancelling":
      return whenCancelling(state, input, on);
    case "completed":
      return whenCompleted(state, input);
    case "accepted":
      return whenAccepted(state, input);
    case "terminated":
      return [state];
  }
}

type In<Name extends InviteClientState["name"]> = Extract<InviteClientState, { name: Name }>;

/** Calling: sent, and nothing heard yet. */
function whenCalling(state: In<"calling">, input: ClientInput, on: Conditions): InviteClientNext {
  switch (input.kind) {
    case "response": {
      const { response } = input;
      if (response.status >= 200) return final(state.request, response, on);
      if (!state.cancelWanted)
        return [{ name: "proceeding", request: state.request }, disarm("A"), disarm("B"), inform(response)];
      const [cancelling, ...effects] = cancel(state.request, on);
      return [cancelling, disarm("A"), disarm("B"), ...effects, inform(response)];
    }
    case "alarm": {
      if (input.timer === "B") return [{ name: "terminated" }, fail("timeout")];
      if (input.timer !== "A") return [state];
      const resendAfterMs = 2 * state.resendAfterMs;
      return [{ ...state, resendAfterMs }, transmit(state.request), arm("A", resendAfterMs)];
    }
    case "cancel":
      return [{ ...state, cancelWanted: true }];
    case "unreachable":
      return [{ name: "terminated" }, fail(input.trouble)];
  }
}

/** Proceeding: the peer works on it. How long that may take is the user's business (timer C). */
function whenProceeding(state: In<"proceeding">, input: ClientInput, on: Conditions): InviteClientNext {
  switch (input.kind) {
    case "response":
      if (input.response.status >= 200) return final(state.request, input.response, on);
      return [state, inform(input.response)];
    case "cancel":
      return cancel(state.request, on);
    case "unreachable":
      return lostWhilePending(state, input.trouble);
    case "alarm":
      return [state];
  }
}

/** Cancelling: 487 is expected, a 2xx may have crossed (RFC 3261 §9.1). */
function whenCancelling(state: In<"cancelling">, input: ClientInput, on: Conditions): InviteClientNext {
  switch (input.kind) {
    case "response": {
      if (input.response.status < 200) return [state, inform(input.response)];
      const [next, ...effects] = final(state.request, input.response, on);
      return [next, disarm("cancel"), ...effects];
    }
    case "alarm":
      if (input.timer !== "cancel") return [state];
      return [{ name: "terminated" }, fail("timeout")];
    case "unreachable":
      return lostWhilePending(state, input.trouble);
    case "cancel":
      return [state];
  }
}

/** Completed: refused and acknowledged; a repeated refusal means that our ACK was lost. */
function whenCompleted(state: In<"completed">, input: ClientInput): InviteClientNext {
  switch (input.kind) {
    case "response":
      if (input.response.status >= 300) return [state, transmit(state.ack)];
      // A fork may answer after the refusal reached us (RFC 3261 §16.7 step 5): it must be acknowledged and hung up.
      if (input.response.status >= 200) return [state, { kind: "stray", response: input.response }];
      return [state];
    case "alarm":
      return input.timer === "D" ? [{ name: "terminated" }] : [state];
    case "unreachable":
      return [{ name: "terminated" }]; // the user has had its final response already
    case "cancel":
      return [state];
  }
}

/** Accepted: answered; 2xx of further forks and repeated 2xx may come for 64*T1 (RFC 6026 §7.2). */
function whenAccepted(state: In<"accepted">, input: ClientInput): InviteClientNext {
  switch (input.kind) {
    case "response": {
      const { response } = input;
      if (response.status < 200 || response.status >= 300) return [state]; // RFC 6026 §8.4: only 2xx matter now
      const tag = tagIn(response, "to");
      if (state.answeredBy.includes(tag) || state.answeredBy.length >= MAX_FORKS)
        return [state, { kind: "stray", response }];
      return [{ ...state, answeredBy: [...state.answeredBy, tag] }, inform(response)];
    }
    case "alarm":
      return input.timer === "M" ? [{ name: "terminated" }] : [state];
    case "unreachable":
    case "cancel":
      return [state];
  }
}

function final(request: SipRequest, response: SipResponse, { timers, reliable }: Conditions): InviteClientNext {
  if (response.status < 300) {
    const accepted = { name: "accepted", answeredBy: [tagIn(response, "to")] } as const;
    return [accepted, disarm("A"), disarm("B"), arm("M", timers.t1x64Ms), inform(response)];
  }
  const ack = createAck(request, response);
  if (reliable) return [{ name: "terminated" }, transmit(ack), inform(response)]; // timer D is 0
  return [
    { name: "completed", ack },
    transmit(ack),
    disarm("A"),
    disarm("B"),
    arm("D", timers.t1x64Ms),
    inform(response),
  ];
}

function cancel(request: SipRequest, { timers }: Conditions): InviteClientNext {
  return [{ name: "cancelling", request }, { kind: "send-cancel" }, arm("cancel", timers.t1x64Ms)];
}

/**
 * A phone whose own connection is gone cannot answer any more. On a connection that either side may reopen the response can still come
 * (RFC 3261 §18.2.2: the server connects to us then).
 */
function lostWhilePending(state: In<"proceeding"> | In<"cancelling">, trouble: ClientTrouble): InviteClientNext {
  return trouble === "flow-closed" ? [{ name: "terminated" }, fail(trouble)] : [state];
}
