import { hasEncryption, isSecureProfile } from "./encryption.ts";
import { protocolOf, textOf, withProtocol } from "./media-offer.ts";
import { splitSdp } from "./sections.ts";

/**
 * A media server that makes the offer may offer each stream twice, encrypted and plain (FreeSWITCH does, and so does ours).
 * Telephones take that for two streams and refuse both, or one that is to stay one stream in a session that began with it
 * (RFC 3264 §8). Only the plain one is offered: the server is told of the answer by an offer of its own, which needn't match.
 */
export function plainOffer(sdp: string): string {
  const { session, streams } = splitSdp(sdp);
  const plain = streams.filter((stream) => !isSecureProfile(stream));
  return plain.length === 0 || plain.length === streams.length ? sdp : textOf(session, ...plain);
}

/** Only the encrypted one is offered; undefined: the media server encrypts nothing. */
export function secureOffer(sdp: string): string | undefined {
  const { session, streams } = splitSdp(sdp);
  const [secure] = streams.filter(isSecureProfile);
  const offer = secure === undefined ? undefined : textOf(session, secure);
  return offer !== undefined && hasEncryption(offer) ? offer : undefined;
}

/**
 * An encrypted offer within a session in which keys stood beside a plain profile (RTP/AVP): the profile stays what it was
 * (RFC 3264 §8.3).
 *
 * @param session  what the telephone was told last
 */
export function withProfileOf(offer: string, session: string): string {
  const before = splitSdp(session).streams.find(({ first }) => first.startsWith("m=audio "));
  const now = splitSdp(offer);
  if (before === undefined) return offer;
  return textOf(now.session, ...now.streams.map((stream) => withProtocol(stream, protocolOf(before))));
}
