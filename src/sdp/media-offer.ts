import { isIP } from "node:net";
import { cryptoAttributes } from "./crypto-attribute.ts";
import { isEncryptedStream } from "./encryption.ts";
import { connectionOf } from "./direction.ts";
import { splitSdp, type Section } from "./sections.ts";

/** What a media server is offered of a telephone's offer: the one stream that it can serve. */
export type MediaOffer =
  | {
      readonly kind: "usable";
      readonly offer: string;
      /** The stream is encrypted (SRTP), by keys in the offer and its answer (SDES) or by keys of its own (DTLS). */
      readonly isEncrypted: boolean;
      /**
       * The telephone's answer, made of the media server's: as many streams in the same order, the others refused (RFC 3264 §6).
       * Undefined: the media server would have an encrypted stream go on in the clear.
       */
      readonly answer: (served: string) => string | undefined;
    }
  /** @see RFC 3261 §20.43: the code and the text of a Warning */
  | { readonly kind: "unusable"; readonly warning: MediaWarning };

export interface MediaWarning {
  readonly code: 301 | 302 | 304 | 305 | 330 | 399;
  readonly text: string;
}

export const NO_COMMON_CODEC: MediaWarning = { code: 305, text: "Incompatible media format" };
export const NO_COMMON_TRANSPORT: MediaWarning = { code: 302, text: "Incompatible transport protocol" };

/** Telephone audio; with feedback (RFC 4585) it is the same to us. Keys may stand beside a plain profile too: encryption is optional. */
const PLAIN_PROFILE = /^RTP\/AVPF?$/i;
const SECURE_PROFILE = /^RTP\/SAVPF?$/i;
/** m= media SP port ["/" integer] SP proto SP formats   (RFC 8866 §9) */
const MEDIA = /^m=(?<kind>\S+) (?<port>\d{1,5})(?:\/\d+)? (?<protocol>\S+) (?<formats>.+)$/;
/** Sound for one telephone is for no one else: 224.0.0.0/4, all hosts of a network, ff00::/8. */
const MULTICAST = /^(?:22[4-9]|23\d|255)\.|^ff[\da-f]{2}:/i;
/** G.711, by its number or by its name (RFC 3551 §6): what every media server does. */
const G711_NUMBER = /^(?:0|8)$/;
const G711_NAME = /^a=rtpmap:\d+ +PCM[AU]\/8000/i;
/** Of other streams (RFC 9143). */
const OF_OTHERS = /^a=(?:group:|bundle-only)/i;
/** Of keys that a stream agrees on itself (RFC 5763), and of the way that they take (RFC 8839). */
const OF_DTLS = /^a=(?:fingerprint:|setup:|ice-|candidate:|end-of-candidates)/i;
const DTLS_PROFILE = /^UDP\/TLS\/RTP\/SAVPF?$/i;
const FINGERPRINT = /^a=fingerprint:/i;
const KEYS = /^a=crypto:/i;
const BUNDLE = /^a=group:BUNDLE /i;
const MID = /^a=mid:/i;

/**
 * Takes the first stream that is audio encrypted by keys that we can use (SDES), or else one that agrees on keys itself (DTLS), or else
 * the first in the clear, whatever stands beside it; those with a telephone's codec first.
 */
export function mediaOffer(sdp: string): MediaOffer {
  const { session, streams } = splitSdp(sdp);
  if (session.first.trim() !== "v=0") return unusable(399, "Session description not understood");
  const audio = streams.filter((stream) => kindOf(stream) === "audio");
  const encrypted = audio.filter((stream) => isAudio(stream) && cryptoAttributes(stream.rest).length > 0);
  const keyed = audio.filter((stream) => isDtls(stream, session));
  const plain = audio.filter((stream) => PLAIN_PROFILE.test(protocolOf(stream)));
  const addressOf = (stream: Section): string => connectionOf(stream) ?? connectionOf(session) ?? "";
  const isReachable = (stream: Section): boolean => isIP(addressOf(stream)) !== 0 && !MULTICAST.test(addressOf(stream));
  const choose = (among: readonly Section[]): Section | undefined =>
    among.find((stream) => isReachable(stream) && hasTelephoneCodec(stream)) ?? among.find(isReachable);
  const chosen = choose(encrypted) ?? choose(keyed) ?? choose(plain);
  if (chosen === undefined) {
    if (audio.length === 0) return unusable(304, "Media type not available");
    if (plain.length + encrypted.length + keyed.length === 0)
      return unusable(NO_COMMON_TRANSPORT.code, NO_COMMON_TRANSPORT.text);
    if (audio.some((stream) => MULTICAST.test(addressOf(stream)))) return unusable(330, "Multicast not available");
    return unusable(301, "Incompatible network address formats");
  }
  const isKeyed = !encrypted.includes(chosen) && keyed.includes(chosen);
  const isEncrypted = isKeyed || encrypted.includes(chosen);
  const taken = { streams, chosen, isEncrypted, isBundled: session.rest.some((line) => BUNDLE.test(line)) };
  return {
    kind: "usable",
    isEncrypted,
    offer: isKeyed
      ? textOf(clear(session, OF_OTHERS), withoutKeys(clear(chosen, OF_OTHERS)))
      : textOf(clear(session), isEncrypted ? secured(clear(chosen)) : withoutKeys(clear(chosen))),
    answer: (served) => answerOf(taken, served),
  };
}

/** Whether a stream agrees on its keys itself, by certificates that its description announces. */
function isDtls(stream: Section, session: Section): boolean {
  const protocol = protocolOf(stream);
  const announces = [...stream.rest, ...session.rest].some((line) => FINGERPRINT.test(line));
  return announces && (DTLS_PROFILE.test(protocol) || SECURE_PROFILE.test(protocol));
}

function isAudio(stream: Section): boolean {
  const protocol = protocolOf(stream);
  return PLAIN_PROFILE.test(protocol) || SECURE_PROFILE.test(protocol);
}

/** Of two streams that can be served, the one whose codec is known is meant, wherever it stands. */
function hasTelephoneCodec({ first, rest }: Section): boolean {
  const formats = MEDIA.exec(first.trimEnd())?.groups?.["formats"]?.split(/ +/) ?? [];
  return formats.some((format) => G711_NUMBER.test(format)) || rest.some((line) => G711_NAME.test(line));
}

/** RTP/AVP, RTP/SAVP …; "" for a line that can't be read. */
export function protocolOf({ first }: Section): string {
  return MEDIA.exec(first.trimEnd())?.groups?.["protocol"] ?? "";
}

export function withProtocol({ first, rest }: Section, protocol: string): Section {
  return { first: first.replace(/^(m=\S+ \S+) \S+/, (_, before: string) => `${before} ${protocol}`), rest };
}

/** With the profile that says that it is encrypted. */
function secured(stream: Section): Section {
  return withProtocol(stream, protocolOf(stream).replace(/^(RTP\/)S?(AVPF?)$/i, "$1S$2"));
}

function withoutKeys({ first, rest }: Section): Section {
  return { first, rest: rest.filter((line) => !KEYS.test(line)) };
}

/** "" for a stream that is given up (port 0), or that can't be read. */
function kindOf({ first }: Section): string {
  const { kind, port } = MEDIA.exec(first.trimEnd())?.groups ?? {};
  return kind === undefined || Number(port) === 0 ? "" : kind;
}

function clear({ first, rest }: Section, ...what: readonly RegExp[]): Section {
  const unwanted = what.length === 0 ? [OF_OTHERS, OF_DTLS] : what;
  return { first, rest: rest.filter((line) => !unwanted.some((pattern) => pattern.test(line))) };
}

interface TakenOffer {
  readonly streams: readonly Section[];
  readonly chosen: Section;
  readonly isEncrypted: boolean;
  /** Its streams may share one port: the answer says which do. */
  readonly isBundled: boolean;
}

function answerOf({ streams, chosen, isEncrypted, isBundled }: TakenOffer, served: string): string | undefined {
  if (!isEncrypted && streams.length === 1) return served;
  const answer = splitSdp(served);
  const audio = answer.streams.find(
    (stream) => kindOf(stream) === "audio" && isEncryptedStream(stream) === isEncrypted,
  );
  if (isEncrypted && audio === undefined) return undefined;
  const taken = audio === undefined ? refused(chosen) : withProtocol(audio, protocolOf(chosen));
  const session = isBundled ? withBundle(answer.session, taken) : answer.session;
  return textOf(session, ...streams.map((stream) => (stream === chosen ? taken : refused(stream))));
}

/** RFC 9143 §7.3.3: of the streams that were to share a port this one is left. */
function withBundle({ first, rest }: Section, stream: Section): Section {
  const mid = stream.rest.find((line) => MID.test(line))?.replace(MID, "");
  return mid === undefined ? { first, rest } : { first, rest: [...rest, `a=group:BUNDLE ${mid}`] };
}

/** The stream as it was offered, given up (RFC 3264 §6); where streams have names it keeps its own. */
export function refused({ first, rest }: Section): Section {
  return {
    first: first.replace(/^(m=\S+ )\d+(?:\/\d+)?/, "$10"),
    rest: rest.filter((line) => MID.test(line)),
  };
}

/** The description of these sections. */
export function textOf(...sections: readonly Section[]): string {
  return `${sections.flatMap(({ first, rest }) => [first, ...rest]).join("\r\n")}\r\n`;
}

function unusable(code: MediaWarning["code"], text: string): MediaOffer {
  return { kind: "unusable", warning: { code, text } };
}
