import type { AnsweredCallee } from "../leg/answered-callee.ts";
import type { CallerSide } from "../caller/caller-side.ts";
import { inactiveAnswer } from "../../sdp/inactive-answer.ts";
import type { Leg } from "../leg/leg.ts";

/**
 * Somebody whose leg is up already becomes the callee of a call: their telephone is told of the caller by re-INVITE (3PCC,
 * RFC 3725 §4.1). Undefined: it refused, or is gone; the leg is as it was, and still its owner's.
 *
 * @param offer  the caller's SDP; undefined: the telephone makes the offer
 */
export async function attachCallee(leg: Leg, offer: string | undefined): Promise<AnsweredCallee | undefined> {
  const response = await leg.reinvite(offer);
  if (response.status >= 300) return undefined;
  if (response.body === "") {
    response.acknowledge?.(leg.remoteSdp);
    return undefined;
  }
  leg.receive(undefined);
  const { body, acknowledge } = response;
  return {
    sdp: body,
    connect: (answer) => {
      acknowledge?.(answer ?? body);
      return Promise.resolve(leg);
    },
    refuse: (reason) => {
      acknowledge?.(body); // any answer will do for a call that ends here
      return leg.hangUp(reason);
    },
  };
}

/**
 * Answers somebody who calls in order to take another call: nothing is heard until `asCallee` tells their telephone of
 * whom it is. Rejects as `CallerSide.answer` does; with undefined: the telephone made no offer, and nothing was answered.
 */
export async function answerSilently(incoming: CallerSide): Promise<Leg | undefined> {
  return incoming.offer === undefined ? undefined : incoming.answer(inactiveAnswer(incoming.offer));
}
