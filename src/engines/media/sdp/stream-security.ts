import { isIPv6 } from "node:net";
import { isUsableFingerprint } from "../../dtls/certificate.ts";
import type { IceAgreement, IceCredentials } from "../../ice/ice-lite.ts";
import type { StreamKeys } from "../../rtp/srtp/stream-encryption.ts";
import type { SrtpKey } from "../../rtp/srtp/key.ts";
import type { DtlsAgreement } from "../rtp/dtls-association.ts";
import type { TransportAgreement } from "../rtp/peer-transport.ts";
import { cryptoLine } from "../../../sdp/crypto-attribute.ts";
import type { MediaLine } from "../../../sdp/session-description.ts";
import type { Setup } from "../../../sdp/transport-attributes.ts";
import type { SrtpSuite } from "../../../vocabulary/srtp-suite.ts";

/** What we say of ourselves to a browser, or to another peer whose keys are agreed on in the stream (DTLS-SRTP). */
export interface LocalWebRtc {
  readonly ice: IceCredentials;
  /** Of our certificate, by SHA-256, made when it is first asked for. */
  fingerprint(): string;
  /** Addresses at which our port can be reached, the likeliest first. */
  readonly addresses: readonly string[];
}

/** Our end of a stream, as far as its security goes. */
export interface LocalSecurity {
  readonly port: number;
  /** Of each suite one, for the whole of the call: a re-INVITE needn't change it (RFC 4568 §7.1.4). */
  readonly keys: ReadonlyMap<SrtpSuite, SrtpKey>;
  readonly webRtc: LocalWebRtc;
}

/** How a stream is kept secret: not at all, by keys in the descriptions (SDES), or by keys of its own (DTLS). */
type Security = "none" | "sdes" | "dtls";

/** What is agreed on, and the attributes that say so. */
export interface AgreedSecurity extends Pick<TransportAgreement, "keys" | "dtls" | "ice"> {
  readonly attributes: readonly string[];
}

const PLAIN_PROFILES = new Set(["RTP/AVP", "RTP/AVPF"]);
const SECURE_PROFILES = new Set(["RTP/SAVP", "RTP/SAVPF"]);
const DTLS_PROFILES = new Set(["UDP/TLS/RTP/SAVP", "UDP/TLS/RTP/SAVPF"]);
export const WEBRTC_PROFILE = "UDP/TLS/RTP/SAVPF";

/** Undefined: in no way that we have. */
export function securityOf(line: MediaLine): Security | undefined {
  const { protocol } = line;
  if (PLAIN_PROFILES.has(protocol)) return "none";
  if (SECURE_PROFILES.has(protocol) && line.crypto.length > 0) return "sdes";
  const isDtls = DTLS_PROFILES.has(protocol) || SECURE_PROFILES.has(protocol);
  const { fingerprints = [], setup } = line.dtls ?? {};
  return isDtls && setup !== "holdconn" && fingerprints.some(isUsableFingerprint) ? "dtls" : undefined;
}

/**
 * Takes what the peer says of the security of its stream.
 *
 * @param before  what was agreed on last: a connection that goes on keeps its roles (RFC 8842 §5.5)
 */
export function agreeOnSecurity(
  line: MediaLine,
  local: LocalSecurity,
  before: TransportAgreement | undefined,
): AgreedSecurity {
  switch (securityOf(line)) {
    case "sdes":
      return agreeOnKeys(line, local);
    case "dtls":
      return agreeOnDtls(line, local, before);
    case "none":
    case undefined:
      return { keys: undefined, dtls: undefined, ice: undefined, attributes: [] };
  }
}

/** What our own offer of a stream with SDES says. */
export function sdesOffer(local: LocalSecurity, suites: readonly SrtpSuite[]): readonly string[] {
  return suites.flatMap((suite, at) => {
    const key = local.keys.get(suite);
    return key === undefined ? [] : [cryptoLine({ ...key, tag: at + 1 })];
  });
}

/** What our own offer to a browser says: either side may begin. */
export function webRtcOffer(local: LocalSecurity): readonly string[] {
  return ["a=mid:0", "a=msid:offhook audio", "a=rtcp-mux", ...dtlsLines("actpass", local), ...iceLines(local)];
}

/** The key of the peer's that we take, and with it ours of the same suite and tag (RFC 4568 §5.1.2). */
function agreeOnKeys(line: MediaLine, local: LocalSecurity): AgreedSecurity {
  const [taken] = line.crypto;
  const send = taken === undefined ? undefined : local.keys.get(taken.suite);
  if (taken === undefined || send === undefined) throw new Error("a stream with keys, and without a key");
  const keys: StreamKeys = { send, receive: { suite: taken.suite, keySalt: taken.keySalt } };
  return { keys, dtls: undefined, ice: undefined, attributes: [cryptoLine({ ...send, tag: taken.tag })] };
}

function agreeOnDtls(line: MediaLine, local: LocalSecurity, before: TransportAgreement | undefined): AgreedSecurity {
  const { fingerprints = [], setup = "active" } = line.dtls ?? {};
  const usable = fingerprints.filter(isUsableFingerprint);
  const role = roleFor(setup, before?.dtls, usable);
  const ice = iceWith(line, local);
  const attributes = [
    ...dtlsLines(role === "client" ? "active" : "passive", local),
    ...(ice === undefined ? [] : iceLines(local)),
  ];
  if (line.protocol === WEBRTC_PROFILE) attributes.push("a=msid:offhook audio");
  return { keys: undefined, dtls: { role, fingerprints: usable }, ice, attributes };
}

/** Where the peer leaves it to us we begin (RFC 5763 §5), unless we talk to the same peer already. */
function roleFor(
  setup: Setup,
  before: DtlsAgreement | undefined,
  fingerprints: DtlsAgreement["fingerprints"],
): DtlsAgreement["role"] {
  if (setup !== "actpass") return setup === "active" ? "server" : "client";
  const values = (of: DtlsAgreement["fingerprints"]): string => of.map(({ value }) => value).join();
  return before !== undefined && values(before.fingerprints) === values(fingerprints) ? before.role : "client";
}

/**
 * Undefined: there is no ICE. A peer that makes no checks either, or that would look for a way for its reports too (we have one port
 * for both, as browsers have), is where its description says.
 */
function iceWith({ ice, isMuxed }: MediaLine, local: LocalSecurity): IceAgreement | undefined {
  return ice === undefined || ice.isLite || !isMuxed ? undefined : { local: local.webRtc.ice, remoteUfrag: ice.ufrag };
}

function dtlsLines(setup: Setup, { webRtc }: LocalSecurity): string[] {
  return [`a=setup:${setup}`, `a=fingerprint:sha-256 ${webRtc.fingerprint()}`];
}

/** RFC 8839 §5: we are at these addresses and at no others, so these are all candidates that there will ever be. */
function iceLines({ port, webRtc }: LocalSecurity): string[] {
  const { ice, addresses } = webRtc;
  return [
    `a=ice-ufrag:${ice.ufrag}`,
    `a=ice-pwd:${ice.password}`,
    ...addresses.map((address, at) => {
      const priority = HOST_PREFERENCE * 2 ** 24 + (HIGHEST_LOCAL_PREFERENCE - at) * 2 ** 8 + 255;
      return `a=candidate:${isIPv6(address) ? 6 : 4}${at} 1 UDP ${priority} ${address} ${port} typ host`;
    }),
    "a=end-of-candidates",
  ];
}

/** RFC 8445 §5.1.2. */
const HOST_PREFERENCE = 126;
const HIGHEST_LOCAL_PREFERENCE = 65_535;
