import { isIP } from "node:net";
import { isEncryptedStream } from "./encryption.ts";
import { connectionOf } from "./direction.ts";
import { splitSdp, type Section } from "./sections.ts";

/** What a media server is offered of a telephone's offer: the one stream that it can serve. */
export type MediaOffer =
  | {
      readonly kind: "usable";
      readonly offer: string;
      /** The telephone's answer, made of the media server's: as many streams in the same order, the others refused (RFC 3264 §6). */
      readonly answer: (served: string) => string;
    }
  /** @see RFC 3261 §20.43: the code and the text of a Warning */
  | { readonly kind: "unusable"; readonly warning: MediaWarning };

export interface MediaWarning {
  readonly code: 301 | 302 | 304 | 305 | 399;
  readonly text: string;
}

export const NO_COMMON_CODEC: MediaWarning = { code: 305, text: "Incompatible media format" };

/** Telephone audio that isn't encrypted; with feedback (RFC 4585) it is the same to us. */
const PLAIN_PROFILE = /^RTP\/AVPF?$/i;
/** m= media SP port ["/" integer] SP proto SP formats   (RFC 8866 §9) */
const MEDIA = /^m=(?<kind>\S+) (?<port>\d{1,5})(?:\/\d+)? (?<protocol>\S+) (?<formats>.+)$/;
/** Of other streams (RFC 9143), or of an encryption that the media server doesn't do. */
const OF_OTHERS = /^a=(?:group:|crypto:|fingerprint:|setup:)/i;

/** Takes the first stream that is audio in the clear (RTP/AVP or RTP/AVPF), whatever stands beside it. */
export function mediaOffer(sdp: string): MediaOffer {
  const { session, streams } = splitSdp(sdp);
  if (session.first.trim() !== "v=0") return unusable(399, "Session description not understood");
  const audio = streams.filter((stream) => kindOf(stream) === "audio");
  const plain = audio.filter((stream) => PLAIN_PROFILE.test(MEDIA.exec(stream.first)?.groups?.["protocol"] ?? ""));
  const chosen = plain.find((stream) => isIP(connectionOf(stream) ?? connectionOf(session) ?? "") !== 0);
  if (chosen === undefined) {
    if (audio.length === 0) return unusable(304, "Media type not available");
    if (plain.length === 0) return unusable(302, "Incompatible transport protocol");
    return unusable(301, "Incompatible network address formats");
  }
  return {
    kind: "usable",
    offer: textOf(clear(session), clear(chosen)),
    answer: (served) => (streams.length === 1 ? served : answerOf(streams, chosen, served)),
  };
}

/** "" for a stream that is given up (port 0), or that can't be read. */
function kindOf({ first }: Section): string {
  const { kind, port } = MEDIA.exec(first.trimEnd())?.groups ?? {};
  return kind === undefined || Number(port) === 0 ? "" : kind;
}

function clear({ first, rest }: Section): Section {
  return { first, rest: rest.filter((line) => !OF_OTHERS.test(line)) };
}

function answerOf(streams: readonly Section[], chosen: Section, served: string): string {
  const answer = splitSdp(served);
  const [audio] = answer.streams.filter((stream) => kindOf(stream) === "audio" && !isEncryptedStream(stream));
  return textOf(answer.session, ...streams.map((stream) => (stream === chosen && audio ? audio : refused(stream))));
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
