import type { Answered } from "./branch.ts";
import type { CallerSide } from "./caller-side.ts";
import type { Leg } from "./leg.ts";

const SDP = { "Content-Type": "application/sdp" };

/**
 * Somebody whose leg is up already becomes the callee of a call: their telephone is told of the caller by re-INVITE (3PCC,
 * RFC 3725 §4.1). Undefined: it refused, or is gone; the leg is as it was, and still its owner's.
 *
 * @param offer  the caller's SDP; undefined: the telephone makes the offer
 */
export async function asCallee(leg: Leg, offer: string | undefined): Promise<Answered | undefined> {
  const response = await leg.request("INVITE", offer ?? "", offer === undefined ? {} : SDP);
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

/** An answer that takes what is offered, but no media yet (RFC 3264 §6.1): the offer's own codecs, at no address. */
export function inactiveAnswer(offer: string): string {
  const lines = offer.split(/\r?\n/).filter((line) => line !== "");
  const kept = lines.filter((line) => /^(?:v|t|m)=|^a=(?:rtpmap|fmtp|mid|ptime)/.test(line));
  const session = ["o=- 0 0 IN IP4 0.0.0.0", "s=-", "c=IN IP4 0.0.0.0"];
  const [version = "v=0", ...rest] = kept;
  const silent = rest.flatMap((line) => (line.startsWith("m=") ? [line, "a=inactive"] : [line]));
  return [version, ...session, ...silent, ""].join("\r\n");
}
