import { cryptoAttributes } from "./crypto-attribute.ts";
import { isSecureProfile } from "./encryption.ts";
import { protocolOf, textOf, withProtocol } from "./media-offer.ts";
import { splitSdp, type Section } from "./sections.ts";

/** What of a session is said for streams that look for their way (ICE), or share a port. */
const OF_ICE = /^a=(?:ice-lite|ice-options|group:)/i;
const FINGERPRINT = /^a=fingerprint:/i;
const MID = /^a=mid:/i;

/**
 * A media server that makes the offer may offer each stream twice, encrypted and plain (FreeSWITCH does), or a third time for
 * browsers (ours does).
 * Telephones take that for two streams and refuse both, or one that is to stay one stream in a session that began with it
 * (RFC 3264 §8). Only the plain one is offered: the server is told of the answer by an offer of its own, which needn't match.
 */
export function plainOffer(sdp: string): string {
  const { session, streams } = splitSdp(sdp);
  const plain = streams.filter((stream) => !isSecureProfile(stream));
  return plain.length === 0 || plain.length === streams.length ? sdp : textOf(withoutIce(session), ...plain);
}

/**
 * Only the encrypted one is offered within a session: as the session's is, by keys in the description (SDES) or by keys of its own
 * (DTLS). Undefined: the media server doesn't encrypt in this way.
 *
 * @param told  what the telephone was told last; its offer would not be one of the same session (RFC 3264 §8) with another profile
 */
export function secureOffer(sdp: string, told: string): string | undefined {
  const { session, streams } = splitSdp(sdp);
  const before = splitSdp(told);
  const isKeyed = [before.session, ...before.streams].some(announces);
  if (isKeyed) {
    const keyed = streams.find(announces);
    return keyed === undefined ? undefined : withNameOf(textOf(session, keyed), told);
  }
  const secure = streams.find((stream) => isSecureProfile(stream) && cryptoAttributes(stream.rest).length > 0);
  return secure === undefined ? undefined : withProfileOf(textOf(withoutIce(session), secure), told);
}

function announces({ rest }: Section): boolean {
  return rest.some((line) => FINGERPRINT.test(line));
}

function withoutIce({ first, rest }: Section): Section {
  return { first, rest: rest.filter((line) => !OF_ICE.test(line)) };
}

/** The one stream with the name (RFC 9143) and the profile that the audio of a session has; other streams share its port, or none. */
function withNameOf(offer: string, told: string): string {
  const audio = splitSdp(told).streams.find(({ first }) => first.startsWith("m=audio "));
  const { session, streams } = splitSdp(withProfileOf(offer, told));
  const mid = audio?.rest.find((line) => MID.test(line));
  const named = streams.map(({ first, rest }) => ({
    first,
    rest: mid === undefined ? rest : rest.map((line) => (MID.test(line) ? mid : line)),
  }));
  const name = named[0]?.rest.find((line) => MID.test(line))?.replace(MID, "");
  const bundle = name === undefined ? [] : [`a=group:BUNDLE ${name}`];
  return textOf({ ...session, rest: [...session.rest, ...bundle] }, ...named);
}

/**
 * An encrypted offer within a session in which keys stood beside a plain profile (RTP/AVP): the profile stays what it was
 * (RFC 3264 §8.3).
 *
 * @param session  what the telephone was told last
 */
function withProfileOf(offer: string, session: string): string {
  const before = splitSdp(session).streams.find(({ first }) => first.startsWith("m=audio "));
  const now = splitSdp(offer);
  if (before === undefined) return offer;
  return textOf(now.session, ...now.streams.map((stream) => withProtocol(stream, protocolOf(before))));
}
