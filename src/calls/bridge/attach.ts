import { MediaRefused } from "../../media/errors.ts";
import type { MediaEndpoint } from "../../media/media-port.ts";
import { mediaOfferTo } from "../caller/media-offer-to.ts";
import type { AnsweredCallee } from "../leg/answered-callee.ts";
import type { CallerSide } from "../caller/caller-side.ts";
import { inactiveAnswer } from "../../sdp/inactive-answer.ts";
import type { Shown } from "../leg/connected-identity.ts";
import type { Leg } from "../leg/leg.ts";

const NOT_ACCEPTABLE = 488;
const NO_MEDIA = 503;

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
 * The same where caller and telephone meet at a media server, as what they offer each other has nothing in common
 * (`../dial/needs-media.ts`).
 *
 * @param open  an endpoint where the caller's will be
 */
export async function attachAtMedia(
  leg: Leg,
  caller: Shown | undefined,
  open: () => Promise<MediaEndpoint>,
): Promise<Attached> {
  let endpoint: MediaEndpoint | undefined;
  let attached: Attached | undefined;
  try {
    endpoint = await open();
    attached = await attachCallee(leg, mediaOfferTo(leg, endpoint), caller);
    if (attached.kind === "attached") {
      await endpoint.acceptAnswer(leg.fromPeer(attached.callee.sdp));
      return atMedia(attached, endpoint);
    }
  } catch (failure) {
    if (attached?.kind === "attached") await attached.restore();
    attached = { kind: "refused", status: failure instanceof MediaRefused ? failure.status : NO_MEDIA };
  }
  await endpoint?.[Symbol.asyncDispose]();
  return attached;
}

function atMedia(
  { callee, restore }: Extract<Attached, { kind: "attached" }>,
  endpoint: MediaEndpoint,
): Extract<Attached, { kind: "attached" }> {
  return {
    kind: "attached",
    callee: {
      ...callee,
      endpoint,
      isUp: true,
      refuse: async (reason) => {
        await Promise.all([callee.refuse(reason), endpoint[Symbol.asyncDispose]()]);
      },
    },
    restore: async () => {
      await restore();
      await endpoint[Symbol.asyncDispose]();
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
