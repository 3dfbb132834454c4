import { refused, textOf } from "./media-offer.ts";
import { splitSdp } from "./sections.ts";

/**
 * An offer within a session has all streams that the session ever had, at their places (RFC 3264 §8): one that knows fewer of
 * them gives the others up. Where it knows them all it stays as its author wrote it.
 *
 * @param known  the last description of the session, by either side
 */
export function withStreamsOf(offer: string, known: string): string {
  const { session, streams } = splitSdp(offer);
  const missing = splitSdp(known).streams.slice(streams.length);
  return missing.length === 0 ? offer : textOf(session, ...streams, ...missing.map(refused));
}

/**
 * An answer has as many streams as its offer (RFC 3264 §6): further ones, which another party's session had, are left out, and
 * those that it says nothing of are refused.
 */
export function answeringStreamsOf(answer: string, offer: string): string {
  const { session, streams } = splitSdp(answer);
  const count = splitSdp(offer).streams.length;
  return streams.length <= count ? withStreamsOf(answer, offer) : textOf(session, ...streams.slice(0, count));
}

/** An answer with the streams of the offer; or, as an offer to an empty re-INVITE, with those of the session so far. */
export function fittingAnswer(sdp: string, { offer, sent }: { readonly offer: string; readonly sent: string }): string {
  return offer === "" ? withStreamsOf(sdp, sent) : answeringStreamsOf(sdp, offer);
}
