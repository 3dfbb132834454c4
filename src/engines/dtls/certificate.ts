import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from "node:crypto";
import type { Fingerprint } from "../../vocabulary/fingerprint.ts";

/** By which one end of a DTLS connection shows who it is: a key, and a certificate of it that its own key has signed. */
export interface DtlsIdentity {
  readonly privateKey: KeyObject;
  /** X.509 in DER. */
  readonly certificate: Buffer;
  /** Of the certificate, by SHA-256, as SDP writes it: pairs of capital hexadecimal digits (RFC 8122 §5). */
  readonly fingerprint: string;
}

const DAY_MS = 86_400_000;
/** No peer looks at it: what counts is the fingerprint. */
const VALID_DAYS = 365;
const SERIAL_BYTES = 8;

const BIT_STRING = 0x03;
const INTEGER = 0x02;
const UTF8_STRING = 0x0c;
const UTC_TIME = 0x17;
const SEQUENCE = 0x30;
const SET = 0x31;
const VERSION = 0xa0;
/** 1.2.840.10045.4.3.2 */
const ECDSA_WITH_SHA256 = der(SEQUENCE, Buffer.from("06082a8648ce3d040302", "hex"));
/** 2.5.4.3 */
const COMMON_NAME = Buffer.from("0603550403", "hex");

/** A fresh identity: ECDSA on P-256, which every peer has (RFC 8827 §6.5), in a certificate of X.509 (RFC 5280 §4.1). */
export function newIdentity(nowMs: number): DtlsIdentity {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const serial = randomBytes(SERIAL_BYTES);
  serial[0] = ((serial[0] ?? 0) & 0x3f) | 0x40; // positive, and as long as it looks
  const name = der(SEQUENCE, der(SET, der(SEQUENCE, COMMON_NAME, der(UTF8_STRING, Buffer.from("WebRTC")))));
  const body = der(
    SEQUENCE,
    der(VERSION, der(INTEGER, Buffer.from([2]))), // the third
    der(INTEGER, serial),
    ECDSA_WITH_SHA256,
    name,
    der(SEQUENCE, time(nowMs - DAY_MS), time(nowMs + VALID_DAYS * DAY_MS)),
    name,
    publicKey.export({ type: "spki", format: "der" }),
  );
  const signature = der(BIT_STRING, Buffer.from([0]), sign("sha256", body, privateKey));
  const certificate = der(SEQUENCE, body, ECDSA_WITH_SHA256, signature);
  return { privateKey, certificate, fingerprint: fingerprintOf(certificate, "sha256") };
}

/** Hashes that are worth something, by the names that SDP gives them. SHA-1 isn't (RFC 8122 §5). */
const HASHES: ReadonlyMap<string, string> = new Map([
  ["sha-256", "sha256"],
  ["sha-384", "sha384"],
  ["sha-512", "sha512"],
]);

/** Whether a fingerprint is of a hash that counts. */
export function isUsableFingerprint({ algorithm }: Fingerprint): boolean {
  return HASHES.has(algorithm.toLowerCase());
}

/** Whether a certificate is one of those that the peer's session description announced (RFC 8122 §6.2: one that fits is enough). */
export function isAnnounced(certificate: Buffer, announced: readonly Fingerprint[]): boolean {
  return announced.some(({ algorithm, value }) => {
    const hash = HASHES.get(algorithm.toLowerCase());
    return hash !== undefined && fingerprintOf(certificate, hash) === value.toUpperCase();
  });
}

function fingerprintOf(certificate: Buffer, hash: string): string {
  const digest = createHash(hash).update(certificate).digest("hex").toUpperCase();
  return (digest.match(/../g) ?? []).join(":");
}

/** One ASN.1 value: identifier, length in as few bytes as may be, contents (X.690 §8.1, §10.1). */
function der(tag: number, ...contents: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(contents);
  const { length } = body;
  const written = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...written]), body]);
}

/** YYMMDDHHMMSSZ (RFC 5280 §4.1.2.5.1). */
function time(atMs: number): Buffer {
  const text = new Date(atMs).toISOString();
  return der(UTC_TIME, Buffer.from(`${text.slice(2, 19).replace(/[-:T]/g, "")}Z`));
}
