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
      /** The stream is encrypted (SRTP), by keys in the offer and its answer (SDES). */
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
  readonly code: 301 | 302 | 304 | 305 | 399;
  readonly text: string;
}

export const NO_COMMON_CODEC: MediaWarning = { code: 305, text: "Incompatible media format" };
export const NO_COMMON_TRANSPORT: MediaWarning = { code: 302, text: "Incompatible transport protocol" };

/** Telephone audio; with feedback (RFC 4585) it is the same to us. Keys may stand beside a plain profile too: encryption is optional. */
const PLAIN_PROFILE = /^RTP\/AVPF?$/i;
const SECURE_PROFILE = /^RTP\/SAVPF?$/i;
/** m= media SP port ["/" integer] SP proto SP formats   (RFC 8866 §9) */
const MEDIA = /^m=(?<kind>\S+) (?<port>\d{1,5})(?:\/\d+)? (?<protocol>\S+) (?<formats>.+)$/;
/** Of other streams (RFC 9143), or of an encryption that the media server doesn't do. */
const OF_OTHERS = /^a=(?:group:|fingerprint:|setup:)/i;
const KEYS = /^a=crypto:/i;

/** Takes the first stream that is audio encrypted by keys that we can use (SDES), or else the first in the clear, whatever stands beside it. */
export function mediaOffer(sdp: string): MediaOffer {
  const { session, streams } = splitSdp(sdp);
  if (session.first.trim() !== "v=0") return unusable(399, "Session description not understood");
  const audio = streams.filter((stream) => kindOf(stream) === "audio");
  const encrypted = audio.filter((stream) => isAudio(stream) && cryptoAttributes(stream.rest).length > 0);
  const plain = audio.filter((stream) => PLAIN_PROFILE.test(protocolOf(stream)));
  const reachable = (stream: Section): boolean => isIP(connectionOf(stream) ?? connectionOf(session) ?? "") !== 0;
  const chosen = encrypted.find(reachable) ?? plain.find(reachable);
  if (chosen === undefined) {
    if (audio.length === 0) return unusable(304, "Media type not available");
    if (plain.length + encrypted.length === 0) return unusable(NO_COMMON_TRANSPORT.code, NO_COMMON_TRANSPORT.text);
    return unusable(301, "Incompatible network address formats");
  }
  const isEncrypted = encrypted.includes(chosen);
  return {
    kind: "usable",
    isEncrypted,
    offer: textOf(clear(session), isEncrypted ? secured(clear(chosen)) : withoutKeys(clear(chosen))),
    answer: (served) => answerOf(streams, chosen, isEncrypted, served),
  };
}

function isAudio(stream: Section): boolean {
  const protocol = protocolOf(stream);
  return PLAIN_PROFILE.test(protocol) || SECURE_PROFILE.test(protocol);
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

function clear({ first, rest }: Section): Section {
  return { first, rest: rest.filter((line) => !OF_OTHERS.test(line)) };
}

function answerOf(
  streams: readonly Section[],
  chosen: Section,
  isEncrypted: boolean,
  served: string,
): string | undefined {
  if (!isEncrypted && streams.length === 1) return served;
  const answer = splitSdp(served);
  const audio = answer.streams.find(
    (stream) => kindOf(stream) === "audio" && isEncryptedStream(stream) === isEncrypted,
  );
  if (isEncrypted && audio === undefined) return undefined;
  const taken = audio === undefined ? refused(chosen) : withProtocol(audio, protocolOf(chosen));
  return textOf(answer.session, ...streams.map((stream) => (stream === chosen ? taken : refused(stream))));
}

/** The stream as it was offered, given up (RFC 3264 §6). */
export function refused({ first }: Section): Section {
  return { first: first.replace(/^(m=\S+ )\d+(?:\/\d+)?/, "$10"), rest: [] };
}

/** The description of these sections. */
export function textOf(...sections: readonly Section[]): string {
  return `${sections.flatMap(({ first, rest }) => [first, ...rest]).join("\r\n")}\r\n`;
}

function unusable(code: MediaWarning["code"], text: string): MediaOffer {
  return { kind: "unusable", warning: { code, text } };
}
