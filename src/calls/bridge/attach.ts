import type { AnsweredCallee } from "../leg/answered-callee.ts";
import type { CallerSide } from "../caller/caller-side.ts";
import { inactiveAnswer } from "../../sdp/inactive-answer.ts";
import type { Leg } from "../leg/leg.ts";

/**
 * A party whose leg is up already becomes the callee of a call: its telephone is told of the caller by re-INVITE (3PCC,
 * RFC 3725 §4.1). Undefined: the telephone refused, or is gone; the leg is as it was, and still its owner's.
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
 * Answers a telephone that calls in order to pick up another call: nothing is heard until `attachCallee` tells it of
 * that caller. Rejects as `CallerSide.answer` does; with undefined: the telephone made no offer, and nothing was answered.
 */
export async function answerSilently(incoming: CallerSide): Promise<Leg | undefined> {
  return incoming.offer === undefined ? undefined : incoming.answer(inactiveAnswer(incoming.offer));
}
