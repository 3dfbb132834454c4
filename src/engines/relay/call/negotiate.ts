import { isSecureProtocol } from "../sdp/profiles.ts";
import { RequestRefused } from "../errors.ts";
import type { PartyStream, RelaySide } from "./side.ts";
import type { Described } from "./described.ts";
import type { StreamRewrite } from "../sdp/rewrite.ts";
import type { StreamKeys } from "../../rtp/srtp/stream-encryption.ts";
import type { CryptoAttribute } from "../../../sdp/crypto-attribute.ts";
import type { MediaLine } from "../../../sdp/session-description.ts";
import type { SrtpSuite } from "../../../vocabulary/srtp-suite.ts";

/** What a party is offered, by tags from 1 on: the suite that all telephones have, stronger ones, and one with short tags. */
const OFFERED_SUITES: readonly SrtpSuite[] = [
  "AES_CM_128_HMAC_SHA1_80",
  "AES_256_CM_HMAC_SHA1_80",
  "AEAD_AES_128_GCM",
  "AES_CM_128_HMAC_SHA1_32",
];

/** A stream as it was offered, and as the other party gets that offer. Ports are filled in by the call. */
export interface OfferedStream {
  readonly line: MediaLine;
  /** Each side's SRTP is ours; false: the parties' keys, if there are any, pass. */
  readonly isTerminated: boolean;
  /** The other party is offered keys of ours. */
  readonly offersKeys: boolean;
  readonly rewrite: StreamRewrite;
}

export interface AnsweredStream {
  readonly rewrite: StreamRewrite;
  readonly offererKeys: StreamKeys | undefined;
  readonly answererKeys: StreamKeys | undefined;
}

const PORTS = { port: 0, controlPort: undefined };

/** @param answerer  the side that faces the party that gets the offer */
export function offerStream(
  line: MediaLine,
  answerer: RelaySide,
  { protocol: asked, offersKeys, mux }: Pick<Described, "protocol" | "offersKeys" | "mux">,
): OfferedStream {
  const isRtp = isRtpProtocol(line.protocol);
  const protocol = isRtp ? (asked ?? line.protocol) : line.protocol;
  const isTerminated = isRtp && (isSecureProtocol(protocol) !== isSecureProtocol(line.protocol) || offersKeys);
  if (isTerminated && isSecureProtocol(line.protocol) && line.crypto.length === 0)
    throw new RequestRefused("No SDES key that can be used");
  const withKeys = isTerminated && (isSecureProtocol(protocol) || offersKeys);
  const crypto = withKeys ? OFFERED_SUITES.map((suite, at) => ({ ...answerer.keyFor(suite), tag: at + 1 })) : [];
  return {
    line,
    isTerminated,
    offersKeys: withKeys,
    rewrite: { ...PORTS, protocol, crypto: isTerminated ? crypto : undefined, mux },
  };
}

/** What both parties have agreed on, each with us; the offerer gets the profile of its offer (RFC 3264 §6.1). */
export function answerStream(
  line: MediaLine,
  offered: OfferedStream,
  { offerer, answerer }: { readonly offerer: RelaySide; readonly answerer: RelaySide },
): AnsweredStream {
  const mux = offered.rewrite.mux === "without" ? (offered.line.isMuxed ? "with" : "as-is") : "as-is";
  if (!offered.isTerminated) {
    const change = { ...PORTS, protocol: line.protocol, crypto: undefined, mux } as const;
    return { rewrite: change, offererKeys: undefined, answererKeys: undefined };
  }
  const taken = offered.offersKeys ? line.crypto.find(({ suite }) => OFFERED_SUITES.includes(suite)) : undefined;
  const mustEncrypt = isSecureProtocol(line.protocol) || isSecureProtocol(offered.rewrite.protocol);
  if (taken === undefined && mustEncrypt) throw new RequestRefused("No SDES key that can be used");
  const { crypto: offeredKeys, protocol } = offered.line;
  const chosen = offeredKeys.find(({ suite }) => suite === taken?.suite) ?? offeredKeys[0];
  const answered = chosen === undefined ? [] : [{ ...offerer.keyFor(chosen.suite), tag: chosen.tag }];
  return {
    rewrite: { ...PORTS, protocol, crypto: answered, mux },
    offererKeys: keysWith(offerer, chosen),
    answererKeys: keysWith(answerer, taken),
  };
}

function keysWith(side: RelaySide, theirs: CryptoAttribute | undefined): StreamKeys | undefined {
  if (theirs === undefined) return undefined;
  return { send: side.keyFor(theirs.suite), receive: { suite: theirs.suite, keySalt: theirs.keySalt } };
}

/** What a party has said of one stream, as the side that faces it needs it. */
export function partyOf(line: MediaLine, signalling: string | undefined, isMuxed: boolean): PartyStream {
  const { address, port, controlPort = port + 1 } = line;
  const isNowhere = address === "0.0.0.0" || address === "::";
  return {
    written: isNowhere ? undefined : { address, port },
    signalling,
    control: isMuxed || isNowhere ? undefined : { address, port: controlPort },
    isRtp: isRtpProtocol(line.protocol),
  };
}

function isRtpProtocol(protocol: string): boolean {
  return /\bRTP\//i.test(protocol);
}
