import { cryptoAttributes } from "./crypto-attribute.ts";
import { editLines, splitSdp, type Section } from "./sections.ts";

/** m=<kind> <port> <profile>: SRTP by its profile (RFC 3711 §12, RFC 5124, RFC 5764 §8). */
const SECURE_PROFILE = /^m=\S+ \d+(?:\/\d+)? \S*SAVPF?(?:\s|$)/i;
/** Keys for it: by SDP (RFC 4568), also beside a plain profile, where encryption is optional. */
const KEYS = /^a=crypto:/i;

/** Whether a stream can't be but encrypted. */
export function isSecureProfile({ first }: Section): boolean {
  return SECURE_PROFILE.test(first);
}

/** Whether a stream is offered or answered with encryption. */
export function isEncryptedStream({ first, rest }: Section): boolean {
  return SECURE_PROFILE.test(first) || rest.some((line) => KEYS.test(line));
}

/** Whether a description offers, or takes, encryption for a stream that is up. */
export function hasEncryption(sdp: string): boolean {
  return splitSdp(sdp).streams.some((stream) => !isGivenUp(stream) && isEncryptedStream(stream));
}

/** Whether nothing that is offered can be taken in the clear: a phone without encryption refuses it. */
export function isEncryptedOnly(sdp: string): boolean {
  const up = splitSdp(sdp).streams.filter((stream) => !isGivenUp(stream));
  return up.length > 0 && up.every(isSecureProfile);
}

/** Whether each encrypted stream that is up has a key that can be used (SDES); others agree on keys in the stream itself (DTLS). */
export function hasUsableKeys(sdp: string): boolean {
  const streams = splitSdp(sdp).streams.filter((stream) => !isGivenUp(stream) && isEncryptedStream(stream));
  return streams.every(({ rest }) => cryptoAttributes(rest).length > 0);
}

/** Whether a session between an offer and its answer is encrypted: both say so. */
export function isEncrypted(one: string, other: string): boolean {
  return hasEncryption(one) && hasEncryption(other);
}

/** Without the keys beside a plain profile: encryption that was optional isn't offered any more. */
export function withoutOptionalKeys(sdp: string): string {
  return isEncryptedOnly(sdp) ? sdp : editLines(sdp, (line) => (KEYS.test(line) ? undefined : line));
}

/** RFC 3264 §6: port 0. */
function isGivenUp({ first }: Section): boolean {
  return /^m=\S+ 0(?:\/\d+)? /.test(first);
}
