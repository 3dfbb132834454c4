import type { AnsweredCallee } from "../leg/answered-callee.ts";
import type { CallerSide } from "../caller/caller-side.ts";
import { inactiveAnswer } from "../../sdp/inactive-answer.ts";
import type { Shown } from "../leg/connected-identity.ts";
import type { Leg } from "../leg/leg.ts";

const NOT_ACCEPTABLE = 488;

/** What came of telling a telephone of another peer. */
export type Attached =
  | {
      readonly kind: "attached";
      readonly callee: AnsweredCallee;
      /** The telephone has its peer of before again, as far as it takes it back. */
      readonly restore: () => Promise<void>;
    }
  /** It would not have it: its session is as it was, unless it is gone. */
  | { readonly kind: "refused"; readonly status: number };

/**
 * A party whose leg is up already becomes the callee of a call: its telephone is told of the caller by re-INVITE (3PCC,
 * RFC 3725 §4.1). The leg stays its owner's until the callee is connected.
 *
 * @param offer  the caller's SDP; undefined: the telephone makes the offer
 * @param caller  as the telephone shall show them; undefined: it isn't told
 */
export async function attachCallee(leg: Leg, offer: string | undefined, caller: Shown | undefined): Promise<Attached> {
  const before = { sdp: leg.sentSdp, shown: leg.shown };
  leg.show(caller ?? before.shown);
  const response = await leg.reinvite(offer);
  if (response.status >= 300 || response.body === "") {
    leg.show(before.shown, true);
    response.acknowledge?.(leg.remoteSdp);
    return { kind: "refused", status: response.status < 300 ? NOT_ACCEPTABLE : response.status };
  }
  leg.receive(undefined);
  const { body, acknowledge } = response;
  return {
    kind: "attached",
    callee: {
      sdp: body,
      connect: (answer) => {
        acknowledge?.(answer ?? body);
        return Promise.resolve(leg);
      },
      refuse: (reason) => {
        acknowledge?.(body); // any answer will do for a call that ends here
        return leg.hangUp(reason);
      },
    },
    restore: async () => {
      acknowledge?.(body);
      leg.show(before.shown);
      if (before.sdp !== "") await leg.reinvite(before.sdp);
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
