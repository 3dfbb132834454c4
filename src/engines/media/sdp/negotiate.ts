import { isIPv6 } from "node:net";
import { PCMA, PCMU } from "../../rtp/g711.ts";
import type { Companding } from "../../rtp/g711.ts";
import type { SrtpKey } from "../../rtp/srtp/key.ts";
import type { StreamKeys } from "../../rtp/srtp/stream-encryption.ts";
import type { MediaAddress } from "../../rtp/network/media-address.ts";
import type { MediaAgreement } from "../rtp/stream.ts";
import { cryptoLine } from "../../../sdp/crypto-attribute.ts";
import type { CryptoAttribute } from "../../../sdp/crypto-attribute.ts";
import type { Direction } from "../../../sdp/direction.ts";
import type { Format, MediaLine, SessionDescription } from "../../../sdp/session-description.ts";
import type { SrtpSuite } from "../../../vocabulary/srtp-suite.ts";

/** Our end of the audio, as it stands in a session description. */
export interface LocalMedia {
  readonly address: string;
  readonly port: number;
  /** Of each suite one, for the whole of the call: a re-INVITE needn't change it (RFC 4568 §7.1.4). */
  readonly keys: ReadonlyMap<SrtpSuite, SrtpKey>;
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
  /** The m= lines of the answer with their attributes. */
  readonly lines: readonly string[];
}

const CODECS: readonly Companding[] = [PCMU, PCMA];
const EVENT_PAYLOAD_TYPE = 101;
const PLAIN_PROFILES = new Set(["RTP/AVP", "RTP/AVPF"]);
const SECURE_PROFILES = new Set(["RTP/SAVP", "RTP/SAVPF"]);
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
  const isTransport =
    PLAIN_PROFILES.has(line.protocol) || (SECURE_PROFILES.has(line.protocol) && line.crypto.length > 0);
  return line.kind === "audio" && line.port !== 0 && isTransport && codecOf(line) !== undefined;
}

/** The key of the peer's that we take, and with it ours of the same suite and tag (RFC 4568 §5.1.2); undefined: nothing is encrypted. */
function keysOf(line: MediaLine, local: LocalMedia): { keys: StreamKeys; answered: CryptoAttribute } | undefined {
  const [taken] = line.crypto;
  const send = taken === undefined ? undefined : local.keys.get(taken.suite);
  if (taken === undefined || send === undefined || !SECURE_PROFILES.has(line.protocol)) return undefined;
  const receive = { suite: taken.suite, keySalt: taken.keySalt };
  return { keys: { send, receive }, answered: { ...send, tag: taken.tag } };
}

function codecOf(line: MediaLine): { codec: Companding; payloadType: number } | undefined {
  for (const format of line.formats) {
    const codec = CODECS.find((known) => known.name === format.encoding.toUpperCase() && format.clockRate === 8000);
    if (codec !== undefined) return { codec, payloadType: format.payloadType };
  }
  return undefined;
}

function eventTypeOf(formats: readonly Format[]): number | undefined {
  return formats.find(({ encoding, clockRate }) => encoding.toLowerCase() === "telephone-event" && clockRate === 8000)
    ?.payloadType;
}

/**
 * Answers an offer (RFC 3264 §6): its first codec that we have, its payload numbers, its m= lines in its order, all but one refused.
 * @returns undefined when there is no common codec: 488
 */
export function answerTo(offer: SessionDescription, local: LocalMedia): Negotiated | undefined {
  const chosen = usableAudio(offer);
  const codec = chosen === undefined ? undefined : codecOf(chosen);
  if (chosen === undefined || codec === undefined) return undefined;
  const eventType = eventTypeOf(chosen.formats);
  const direction = MIRRORED[chosen.direction];
  const encryption = keysOf(chosen, local);
  const { protocol } = chosen;
  const { port } = local;
  const crypto = encryption === undefined ? [] : [encryption.answered];
  return {
    agreement: {
      ...codec,
      eventType,
      signalling: offer.signallingSource,
      ...reach(chosen, local),
      keys: encryption?.keys,
    },
    written: { address: chosen.address, port: chosen.port },
    direction,
    lines: offer.media.flatMap((line) =>
      line === chosen
        ? audioLines({ protocol, port, codecs: [codec], eventType, direction, crypto })
        : [`m=${line.kind} 0 ${line.protocol} ${line.formatList}`],
    ),
  };
}

/** Our own offer: all codecs that we have, encrypted or plain, as a peer likes it; FreeSWITCH's has both lines too. */
export function offerLines(local: LocalMedia): readonly string[] {
  const codecs = CODECS.map((codec) => ({ codec, payloadType: codec.payloadType }));
  const { port } = local;
  const audio = { port, codecs, eventType: EVENT_PAYLOAD_TYPE, direction: "sendrecv" } as const;
  const crypto = OFFERED_SUITES.flatMap((suite, at) => {
    const key = local.keys.get(suite);
    return key === undefined ? [] : [{ ...key, tag: at + 1 }];
  });
  return [
    ...audioLines({ ...audio, protocol: "RTP/SAVP", crypto }),
    ...audioLines({ ...audio, protocol: "RTP/AVP", crypto: [] }),
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
  const eventType = eventTypeOf(chosen.formats);
  return {
    agreement: {
      ...codec,
      eventType,
      signalling: answer.signallingSource,
      ...reach(chosen, local),
      keys: keysOf(chosen, local)?.keys,
    },
    written: { address: chosen.address, port: chosen.port },
    direction: MIRRORED[chosen.direction],
    lines: offerLines(local),
  };
}

/** Nothing is sent to a peer on hold; 0.0.0.0 (RFC 2543's hold) and our own address are no peer at all. */
function reach(line: MediaLine, local: LocalMedia): Pick<MediaAgreement, "peer" | "sends"> {
  const nowhere = line.address === "0.0.0.0" || line.address === "::";
  const ourselves = line.address === local.address && line.port === local.port;
  if (nowhere || ourselves) return { peer: undefined, sends: false };
  const receives = line.direction === "sendrecv" || line.direction === "recvonly";
  return { peer: { address: line.address, port: line.port }, sends: receives };
}

interface AudioMedia {
  readonly protocol: string;
  readonly port: number;
  readonly codecs: readonly { readonly codec: Companding; readonly payloadType: number }[];
  readonly eventType: number | undefined;
  readonly direction: Direction;
  readonly crypto: readonly CryptoAttribute[];
}

/** The m= line of our audio, and its attributes. */
function audioLines({ protocol, port, codecs, eventType, direction, crypto }: AudioMedia): string[] {
  const types = codecs.map(({ payloadType }) => payloadType);
  const attributes = codecs.map(({ codec, payloadType }) => `a=rtpmap:${payloadType} ${codec.name}/8000`);
  if (eventType !== undefined) {
    types.push(eventType);
    attributes.push(`a=rtpmap:${eventType} telephone-event/8000`, `a=fmtp:${eventType} 0-15`);
  }
  attributes.push(...crypto.map(cryptoLine), "a=ptime:20");
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
