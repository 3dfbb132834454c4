import type { SrtpSuite } from "../../vocabulary/srtp-suite.ts";
import { ByteReader, uint, uint16List, vector } from "./bytes.ts";
import { GROUPS } from "./key-exchange.ts";
import { DTLS_1_2 } from "./record.ts";
import { ACCEPTED_SCHEMES } from "./signature.ts";

/** TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, which every peer of WebRTC has (RFC 8827 §6.5). */
export const ECDHE_ECDSA = 0xc02b;
/** … and the same for a peer whose certificate is of RSA. */
export const ECDHE_RSA = 0xc02f;
/** TLS_EMPTY_RENEGOTIATION_INFO_SCSV (RFC 5746 §3.3). */
const RENEGOTIATION_SCSV = 0x00ff;

const SUPPORTED_GROUPS = 10;
const POINT_FORMATS = 11;
const SIGNATURE_ALGORITHMS = 13;
const USE_SRTP = 14;
const EXTENDED_MASTER_SECRET = 23;
const RENEGOTIATION_INFO = 0xff01;
const UNCOMPRESSED = 0;
const RANDOM_BYTES = 32;

/** Ways to encrypt the stream, the one that we like best first (RFC 5764 §4.1.2, RFC 7714 §14.2). */
const SRTP_PROFILES: ReadonlyMap<number, SrtpSuite> = new Map([
  [0x0007, "AEAD_AES_128_GCM"],
  [0x0001, "AES_CM_128_HMAC_SHA1_80"],
  [0x0008, "AEAD_AES_256_GCM"],
  [0x0002, "AES_CM_128_HMAC_SHA1_32"],
]);

/** What a ClientHello or a ServerHello says beside its suite. */
interface Extensions {
  /** Of the stream's encryption, in the order of the author. */
  readonly srtpProfiles: readonly number[];
  readonly groups: readonly number[];
  readonly schemes: readonly number[];
  /** RFC 7627: the keys depend on the whole handshake, certificates included. */
  readonly hasExtendedMasterSecret: boolean;
  readonly hasRenegotiationInfo: boolean;
}

export interface ClientHello extends Extensions {
  readonly random: Buffer;
  readonly suites: readonly number[];
}

export interface ServerHello extends Extensions {
  readonly random: Buffer;
  readonly suite: number;
}

export function srtpSuiteOf(profile: number | undefined): SrtpSuite | undefined {
  return profile === undefined ? undefined : SRTP_PROFILES.get(profile);
}

/** The profile of the peer's that we like best. */
export function commonProfile(offered: readonly number[]): number | undefined {
  return [...SRTP_PROFILES.keys()].find((profile) => offered.includes(profile));
}

/** @param cookie  of the server's HelloVerifyRequest; empty at first */
export function writeClientHello(random: Buffer, cookie: Buffer): Buffer {
  const suites = [ECDHE_ECDSA, ECDHE_RSA].map((suite) => uint(2, suite));
  const extensions = [
    extension(SUPPORTED_GROUPS, list(GROUPS)),
    extension(POINT_FORMATS, vector(1, Buffer.from([UNCOMPRESSED]))),
    extension(SIGNATURE_ALGORITHMS, list(ACCEPTED_SCHEMES)),
    extension(USE_SRTP, list([...SRTP_PROFILES.keys()]), vector(1)),
    extension(EXTENDED_MASTER_SECRET),
    extension(RENEGOTIATION_INFO, vector(1)),
  ];
  return Buffer.concat([
    uint(2, DTLS_1_2),
    random,
    vector(1), // no session to go on with
    vector(1, cookie),
    vector(2, ...suites),
    vector(1, Buffer.from([0])), // no compression
    vector(2, ...extensions),
  ]);
}

export function readClientHello(body: Buffer): ClientHello | undefined {
  const reader = new ByteReader(body);
  const version = reader.uint16();
  const random = reader.bytes(RANDOM_BYTES);
  reader.vector(1); // session
  reader.vector(1); // cookie
  const suites = uint16List(reader.vector(2));
  const compressions = reader.vector(1);
  const extensions = readExtensions(reader);
  if (extensions === undefined || version > DTLS_1_2 || !compressions.includes(0)) return undefined; // versions count downwards
  const hasRenegotiationInfo = extensions.hasRenegotiationInfo || suites.includes(RENEGOTIATION_SCSV);
  return { ...extensions, hasRenegotiationInfo, random, suites };
}

export function writeServerHello(random: Buffer, profile: number, hasRenegotiationInfo: boolean): Buffer {
  const extensions = [
    extension(POINT_FORMATS, vector(1, Buffer.from([UNCOMPRESSED]))),
    extension(USE_SRTP, list([profile]), vector(1)),
    extension(EXTENDED_MASTER_SECRET),
    ...(hasRenegotiationInfo ? [extension(RENEGOTIATION_INFO, vector(1))] : []),
  ];
  return Buffer.concat([
    uint(2, DTLS_1_2),
    random,
    vector(1), // this session can't be gone on with
    uint(2, ECDHE_ECDSA),
    Buffer.from([0]),
    vector(2, ...extensions),
  ]);
}

export function readServerHello(body: Buffer): ServerHello | undefined {
  const reader = new ByteReader(body);
  const version = reader.uint16();
  const random = reader.bytes(RANDOM_BYTES);
  reader.vector(1); // session
  const suite = reader.uint16();
  const compression = reader.uint8();
  const extensions = readExtensions(reader);
  if (extensions === undefined || version !== DTLS_1_2 || compression !== 0) return undefined;
  return { ...extensions, random, suite };
}

/** The cookie of a HelloVerifyRequest (RFC 6347 §4.2.1). */
export function readCookie(body: Buffer): Buffer | undefined {
  const reader = new ByteReader(body);
  reader.uint16();
  const cookie = reader.vector(1);
  return reader.isComplete ? cookie : undefined;
}

/** Undefined: the message ends in the middle of one. */
function readExtensions(message: ByteReader): Extensions | undefined {
  const found = new Map<number, Buffer>();
  if (message.hasMore) {
    const reader = new ByteReader(message.vector(2));
    while (reader.hasMore) found.set(reader.uint16(), reader.vector(2));
    if (reader.failed) return undefined;
  }
  if (!message.isComplete) return undefined;
  return {
    srtpProfiles: listIn(found.get(USE_SRTP)),
    groups: listIn(found.get(SUPPORTED_GROUPS)),
    schemes: listIn(found.get(SIGNATURE_ALGORITHMS)),
    hasExtendedMasterSecret: found.has(EXTENDED_MASTER_SECRET),
    hasRenegotiationInfo: found.has(RENEGOTIATION_INFO),
  };
}

function listIn(extensionData: Buffer | undefined): readonly number[] {
  return extensionData === undefined ? [] : uint16List(new ByteReader(extensionData).vector(2));
}

function extension(type: number, ...data: readonly Buffer[]): Buffer {
  return Buffer.concat([uint(2, type), vector(2, ...data)]);
}

function list(numbers: readonly number[]): Buffer {
  return vector(2, ...numbers.map((each) => uint(2, each)));
}
