import { isIPv6 } from "node:net";
import type { AudioCodec } from "../../rtp/codec.ts";
import { PCMA, PCMU } from "../../rtp/g711.ts";
import { G722 } from "../../rtp/g722.ts";
import { OPUS } from "../../rtp/opus.ts";
import type { MediaAddress } from "../../rtp/network/media-address.ts";
import { packetMsFor } from "../rtp/packetizer.ts";
import type { MediaAgreement } from "../rtp/stream.ts";
import type { Direction } from "../../../sdp/direction.ts";
import type { Format, MediaLine, SessionDescription } from "../../../sdp/session-description.ts";
import type { SrtpSuite } from "../../../vocabulary/srtp-suite.ts";
import {
  agreeOnSecurity,
  sdesOffer,
  securityOf,
  WEBRTC_PROFILE,
  webRtcOffer,
  type LocalSecurity,
} from "./stream-security.ts";

/** Our end of the audio, as it stands in a session description. */
export interface LocalMedia extends LocalSecurity {
  readonly address: string;
  /** Opus can be had: each stream with it takes some of the processor. */
  readonly hasOpus: boolean;
}

/** Which version of which session this is (the o= line). */
export interface Origin {
  readonly sessionId: number;
  readonly version: number;
}

/** What both sides have agreed on, and the line that says so. */
export interface Negotiated {
  readonly agreement: MediaAgreement;
  /** Where the peer said that its audio goes to, as it stands there. */
  readonly written: MediaAddress;
  /** Ours, after the peer's. */
  readonly direction: Direction;
  /** What holds for the whole session, and the m= lines with their attributes. */
  readonly lines: readonly string[];
}

/** In the order in which we offer them; in an answer the offer's order counts. */
const CODECS: readonly AudioCodec[] = [G722, PCMU, PCMA, OPUS];
/** What we offer a browser: it comes from far, where packets get lost. */
const CODECS_FOR_BROWSERS: readonly AudioCodec[] = [OPUS, G722, PCMU, PCMA];
/** Of telephone events; of those beside Opus, by its clock (RFC 4733 §2.5.1.1), for browsers. */
const EVENTS: EventFormat = { payloadType: 101, clockRate: 8_000 };
const EVENTS_BESIDE_OPUS: EventFormat = { payloadType: 110, clockRate: OPUS.clockRate };

interface EventFormat {
  readonly payloadType: number;
  readonly clockRate: number;
}
/** What we offer, by tags from 1 on: the suite that all telephones have, stronger ones, and one with short tags. */
const OFFERED_SUITES: readonly SrtpSuite[] = [
  "AES_CM_128_HMAC_SHA1_80",
  "AES_256_CM_HMAC_SHA1_80",
  "AEAD_AES_128_GCM",
  "AES_CM_128_HMAC_SHA1_32",
];

const MIRRORED: Readonly<Record<Direction, Direction>> = {
  sendrecv: "sendrecv",
  sendonly: "recvonly",
  recvonly: "sendonly",
  inactive: "inactive",
};

/** The first audio line of an offer that we can take: where its audio goes to. */
export function usableAudio(offer: SessionDescription): MediaLine | undefined {
  return offer.media.find((line) => isUsable(line));
}

function isUsable(line: MediaLine): boolean {
  return line.kind === "audio" && line.port !== 0 && securityOf(line) !== undefined && codecOf(line) !== undefined;
}

/**
 * An address of the peer, by which the one of ours that faces it is found. A browser's description may hide it: then the peer is
 * where its SIP comes from.
 */
export function peerAddress(offer: SessionDescription): string | undefined {
  const line = usableAudio(offer);
  if (line?.ice === undefined) return line?.address;
  const [candidate] = line.ice.addresses;
  return offer.signallingSource ?? (isNowhere(line.address) ? candidate : line.address);
}

/** Whether a line that is usable can be answered with Opus, or only with it. */
export function opusIn(line: MediaLine): "none" | "beside-others" | "alone" {
  const names = line.formats.some(({ encoding }) => encoding.toLowerCase() === OPUS.name);
  return !names ? "none" : codecOf(line, false) === undefined ? "alone" : "beside-others";
}

/** The first of its codecs that we have. */
function codecOf(line: MediaLine, hasOpus = true): { codec: AudioCodec; payloadType: number } | undefined {
  for (const format of line.formats) {
    const codec = CODECS.find(
      (known) =>
        known.name.toLowerCase() === format.encoding.toLowerCase() &&
        known.clockRate === format.clockRate &&
        (hasOpus || known !== OPUS),
    );
    if (codec !== undefined) return { codec, payloadType: format.payloadType };
  }
  return undefined;
}

/** By the clock of the audio (RFC 4733 §2.5.1.1), or by that of telephones. */
function eventsOf(formats: readonly Format[], codec: AudioCodec): EventFormat | undefined {
  const events = formats.filter(({ encoding }) => encoding.toLowerCase() === "telephone-event");
  const byClock = (wanted: number): EventFormat | undefined => events.find(({ clockRate }) => clockRate === wanted);
  return byClock(codec.clockRate) ?? byClock(EVENTS.clockRate);
}

/**
 * Answers an offer (RFC 3264 §6): its first codec that we have, its payload numbers, its m= lines in its order, all but one refused.
 * @returns undefined when there is no common codec: 488
 */
export function answerTo(
  offer: SessionDescription,
  local: LocalMedia,
  before: MediaAgreement | undefined,
): Negotiated | undefined {
  const chosen = usableAudio(offer);
  const codec = chosen === undefined ? undefined : codecOf(chosen, local.hasOpus);
  if (chosen === undefined || codec === undefined) return undefined;
  const events = eventsOf(chosen.formats, codec.codec);
  const direction = MIRRORED[chosen.direction];
  const { attributes, ...security } = agreeOnSecurity(chosen, local, before);
  const { protocol, mid } = chosen;
  const { port } = local;
  const named = [...midLine(mid), ...(chosen.isMuxed ? ["a=rtcp-mux"] : []), ...attributes];
  return {
    agreement: {
      ...codec,
      ...security,
      ...reach(chosen, local),
      eventType: events?.payloadType,
      eventClockRate: events?.clockRate ?? EVENTS.clockRate,
      packetMs: packetMsFor(chosen, codec.codec === OPUS),
      controlPort: chosen.controlPort,
      signalling: offer.signallingSource,
      reports: reportsOf(chosen, security.dtls !== undefined),
    },
    written: { address: chosen.address, port: chosen.port },
    direction,
    lines: [
      ...(security.ice === undefined ? [] : ["a=ice-lite"]),
      ...(offer.isBundled && mid !== undefined ? [`a=group:BUNDLE ${mid}`] : []),
      ...offer.media.flatMap((line) =>
        line === chosen
          ? audioLines({
              protocol,
              port,
              codecs: [codec],
              events: events === undefined ? [] : [events],
              direction,
              attributes: named,
            })
          : [`m=${line.kind} 0 ${line.protocol} ${line.formatList}`, ...midLine(line.mid)],
      ),
    ],
  };
}

/** Without one port for both, DTLS would be spoken a second time for the reports alone (RFC 5764 §4.1): they are left out. */
function reportsOf({ isMuxed }: MediaLine, isDtls: boolean): MediaAgreement["reports"] {
  return isMuxed ? "muxed" : isDtls ? "none" : "beside";
}

/** RFC 9143 §7.3: a stream keeps its name, also where it is refused. */
function midLine(mid: string | undefined): string[] {
  return mid === undefined ? [] : [`a=mid:${mid}`];
}

/**
 * Our own offer: all codecs that we have, encrypted or plain, as a peer likes it; FreeSWITCH's has both lines too. The third one is
 * for a browser: the application offers one of them.
 */
export function offerLines(local: LocalMedia): readonly string[] {
  const offered = (codecs: readonly AudioCodec[]): AudioMedia["codecs"] =>
    codecs
      .filter((codec) => local.hasOpus || codec !== OPUS)
      .map((codec) => ({ codec, payloadType: codec.payloadType }));
  const { port } = local;
  const audio = { port, codecs: offered(CODECS), events: [EVENTS], direction: "sendrecv" } as const;
  const forBrowsers = local.hasOpus
    ? { ...audio, codecs: offered(CODECS_FOR_BROWSERS), events: [EVENTS_BESIDE_OPUS, EVENTS] }
    : audio;
  return [
    "a=ice-lite",
    ...audioLines({ ...audio, protocol: "RTP/SAVP", attributes: sdesOffer(local, OFFERED_SUITES) }),
    ...audioLines({ ...audio, protocol: "RTP/AVP", attributes: [] }),
    ...audioLines({ ...forBrowsers, protocol: WEBRTC_PROFILE, attributes: webRtcOffer(local) }),
  ];
}

/**
 * Reads the answer to our offer. An answer that names our own address is an application's placeholder for a peer that
 * does not exist yet: nothing is sent.
 */
export function agreedBy(answer: SessionDescription, local: LocalMedia): Negotiated | undefined {
  const chosen = usableAudio(answer);
  const codec = chosen === undefined ? undefined : codecOf(chosen);
  if (chosen === undefined || codec === undefined) return undefined;
  const events = eventsOf(chosen.formats, codec.codec);
  const { attributes: _, ...security } = agreeOnSecurity(chosen, local, undefined);
  return {
    agreement: {
      ...codec,
      ...security,
      ...reach(chosen, local),
      eventType: events?.payloadType,
      eventClockRate: events?.clockRate ?? EVENTS.clockRate,
      packetMs: packetMsFor(chosen, codec.codec === OPUS),
      controlPort: chosen.controlPort,
      signalling: answer.signallingSource,
      reports: reportsOf(chosen, security.dtls !== undefined),
    },
    written: { address: chosen.address, port: chosen.port },
    direction: MIRRORED[chosen.direction],
    lines: offerLines(local),
  };
}

/** Nothing is sent to a peer on hold; 0.0.0.0 (RFC 2543's hold) and our own address are no peer at all, unless ICE finds it. */
function reach(line: MediaLine, local: LocalMedia): Pick<MediaAgreement, "peer" | "sends"> {
  const ourselves = line.address === local.address && line.port === local.port;
  const nowhere = isNowhere(line.address);
  if (ourselves || (nowhere && line.ice === undefined)) return { peer: undefined, sends: false };
  const receives = line.direction === "sendrecv" || line.direction === "recvonly";
  return { peer: nowhere ? undefined : { address: line.address, port: line.port }, sends: receives };
}

function isNowhere(address: string): boolean {
  return address === "0.0.0.0" || address === "::";
}

interface AudioMedia {
  readonly protocol: string;
  readonly port: number;
  readonly codecs: readonly { readonly codec: AudioCodec; readonly payloadType: number }[];
  readonly events: readonly EventFormat[];
  readonly direction: Direction;
  /** How it is kept secret, and how it is found. */
  readonly attributes: readonly string[];
}

/** The m= line of our audio, and its attributes. */
function audioLines({ protocol, port, codecs, events, direction, attributes: more }: AudioMedia): string[] {
  const types = codecs.map(({ payloadType }) => payloadType);
  const attributes = codecs.flatMap(({ codec, payloadType }) => {
    const channels = codec.channels === undefined ? "" : `/${codec.channels}`;
    const named = `a=rtpmap:${payloadType} ${codec.name}/${codec.clockRate}${channels}`;
    return codec.parameters === undefined ? [named] : [named, `a=fmtp:${payloadType} ${codec.parameters}`];
  });
  for (const { payloadType, clockRate } of events) {
    types.push(payloadType);
    attributes.push(`a=rtpmap:${payloadType} telephone-event/${clockRate}`, `a=fmtp:${payloadType} 0-15`);
  }
  attributes.push(...more, "a=ptime:20");
  if (direction !== "sendrecv") attributes.push(`a=${direction}`);
  return [`m=audio ${port} ${protocol} ${types.join(" ")}`, ...attributes];
}

/** The whole text. */
export function writeSdp(origin: Origin, local: LocalMedia, lines: readonly string[]): string {
  const network = `IN ${isIPv6(local.address) ? "IP6" : "IP4"} ${local.address}`;
  const head = [
    "v=0",
    `o=FreeSWITCH ${origin.sessionId} ${origin.version} ${network}`,
    "s=FreeSWITCH",
    `c=${network}`,
    "t=0 0",
  ];
  return [...head, ...lines, ""].join("\r\n");
}
