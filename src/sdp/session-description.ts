import { isIP } from "node:net";
import type { Parsed } from "../vocabulary/parsed.ts";
import { connectionOf, directionOf, type Direction } from "./direction.ts";
import { cryptoAttributes, type CryptoAttribute } from "./crypto-attribute.ts";
import { signallingSourceOf } from "./signalling-source.ts";
import { splitSdp, type Section } from "./sections.ts";
import { transportAttributes, type TransportAttributes } from "./transport-attributes.ts";

/** One way to encode a medium. */
export interface Format {
  readonly payloadType: number;
  /** As written: "PCMA". */
  readonly encoding: string;
  readonly clockRate: number;
}

/** One m= line and what belongs to it. */
export interface MediaLine extends TransportAttributes {
  readonly kind: string;
  readonly port: number;
  readonly protocol: string;
  /** As they stand in the m= line, for echoing a refused line. */
  readonly formatList: string;
  readonly formats: readonly Format[];
  /** From its own c= line, or else the session's. */
  readonly address: string;
  readonly direction: Direction;
  /** Keys of its author's that can be used, the one that is liked best first (SDES, RFC 4568). */
  readonly crypto: readonly CryptoAttribute[];
  /** Reports share the port of the stream, where the other side has it too (rtcp-mux, RFC 5761). */
  readonly isMuxed: boolean;
  /** Where reports go, where that isn't the next port (RFC 3605). */
  readonly controlPort: number | undefined;
  /** How much sound its author likes to get in one packet, and takes at most (RFC 8866 §6.3, §6.4). */
  readonly ptimeMs: number | undefined;
  readonly maxptimeMs: number | undefined;
}

/** The part of an SDP that a media server needs (RFC 8866). */
export interface SessionDescription {
  readonly media: readonly MediaLine[];
  /** Where its author's SIP comes from, in descriptions that the application hands to a media server. */
  readonly signallingSource: string | undefined;
  /** Streams of it may share one port (RFC 9143). */
  readonly isBundled: boolean;
}

/** More m= lines, or a longer text, is no telephone. */
const MAX_MEDIA_LINES = 32;
const MAX_SDP_BYTES = 64 * 1024;

/** Formats that need no rtpmap (RFC 3551 §6). */
const STATIC_FORMATS: ReadonlyMap<number, string> = new Map([
  [0, "PCMU"],
  [3, "GSM"],
  [4, "G723"],
  [8, "PCMA"],
  [9, "G722"],
  [13, "CN"],
  [18, "G729"],
]);

/** Reads a session description. Lines that say nothing to us are passed over. */
export function parseSdp(text: string): Parsed<SessionDescription> {
  if (text.length > MAX_SDP_BYTES) return { ok: false, problem: "SDP: too long" };
  const { session, streams } = splitSdp(text);
  if (session.first.trim() !== "v=0") return { ok: false, problem: "SDP: does not start with v=0" };
  if (streams.length > MAX_MEDIA_LINES) return { ok: false, problem: "SDP: too many m= lines" };

  const media: MediaLine[] = [];
  for (const section of streams) {
    const line = parseMedia(section, session);
    if (line === undefined) return { ok: false, problem: "SDP: bad m= or c= line" };
    media.push(line);
  }
  const isBundled = session.rest.some((line) => line.startsWith("a=group:BUNDLE "));
  return { ok: true, value: { media, signallingSource: signallingSourceOf(session), isBundled } };
}

/** m= media SP port ["/" integer] SP proto 1*(SP fmt)   (RFC 8866 §9) */
const MEDIA = /^m=(?<kind>\S+) (?<port>\d{1,5})(?:\/\d+)? (?<protocol>\S+) (?<formats>.+)$/;

function parseMedia(section: Section, session: Section): MediaLine | undefined {
  const { kind, port, protocol, formats } = MEDIA.exec(section.first.trimEnd())?.groups ?? {};
  if (kind === undefined || protocol === undefined || formats === undefined || Number(port) > 65_535) return undefined;
  // Only literal addresses: a telephone that makes SDP knows its own.
  const written = connectionOf(section) ?? connectionOf(session);
  const address = written === undefined || isIP(written) === 0 ? undefined : written;
  if (address === undefined && Number(port) !== 0) return undefined;
  return {
    kind,
    port: Number(port),
    protocol,
    formatList: formats,
    formats: formats.split(" ").flatMap((word) => formatOf(word, section.rest)),
    address: address ?? "",
    direction: directionOf(section) ?? directionOf(session) ?? "sendrecv",
    crypto: cryptoAttributes(section.rest),
    isMuxed: section.rest.some((line) => /^a=rtcp-mux\s*$/.test(line)),
    controlPort: controlPortOf(section.rest),
    ptimeMs: packetTimeOf(section.rest, "a=ptime:"),
    maxptimeMs: packetTimeOf(section.rest, "a=maxptime:"),
    ...transportAttributes(section, session),
  };
}

/** a=rtcp:<port> …   RFC 3605 §2.1 */
function controlPortOf(lines: readonly string[]): number | undefined {
  for (const line of lines) {
    const port = line.startsWith("a=rtcp:") ? /^a=rtcp:(\d{1,5})(?:\s|$)/.exec(line)?.[1] : undefined;
    if (port !== undefined && Number(port) > 0 && Number(port) <= 65_535) return Number(port);
  }
  return undefined;
}

/** a=ptime:<packet time>, a=maxptime:<maximum packet time>; in ms, some write fractions. Undefined: none that makes sense. */
function packetTimeOf(lines: readonly string[], name: string): number | undefined {
  const value = lines.find((line) => line.startsWith(name))?.slice(name.length);
  const ms = /^(\d{1,4})(?:\.\d+)?\s*$/.exec(value ?? "")?.[1];
  return ms === undefined || Number(ms) === 0 ? undefined : Number(ms);
}

function formatOf(word: string, lines: readonly string[]): Format[] {
  if (!/^\d{1,3}$/.test(word) || Number(word) > 127) return [];
  const payloadType = Number(word);
  const prefix = `a=rtpmap:${word} `;
  const mapped = lines
    .find((line) => line.startsWith(prefix))
    ?.slice(prefix.length)
    .trim();
  const { encoding, rate } = /^(?<encoding>[^/\s]+)\/(?<rate>\d{1,6})/.exec(mapped ?? "")?.groups ?? {};
  if (encoding !== undefined) return [{ payloadType, encoding, clockRate: Number(rate) }];
  const known = STATIC_FORMATS.get(payloadType);
  return known === undefined || mapped !== undefined ? [] : [{ payloadType, encoding: known, clockRate: 8000 }];
}
