import type { SrtpSuite } from "../../vocabulary/srtp-suite.ts";
import { SRTP_SUITES } from "../../vocabulary/srtp-suite.ts";
import { ByteReader, vector } from "./bytes.ts";
import type { DtlsIdentity } from "./certificate.ts";
import type { HandshakeMessage } from "./handshake-message.ts";
import { prf } from "./prf.ts";
import { RecordProtection } from "./record.ts";

export const HANDSHAKE_FAILURE = 40;
const BAD_CERTIFICATE = 42;
export const ILLEGAL_PARAMETER = 47;
export const DECODE_ERROR = 50;
export const DECRYPT_ERROR = 51;
const UNEXPECTED_MESSAGE = 10;

/** The peer can't be gone on with: the alert that it gets (RFC 5246 §7.2), and why, for our log. */
export class HandshakeFailed extends Error {
  readonly alert: number;

  constructor(alert: number, problem: string) {
    super(problem);
    this.alert = alert;
  }
}

/** A key and salt of one direction of the stream. */
interface DirectionKey {
  readonly suite: SrtpSuite;
  readonly keySalt: Buffer;
}

/** By which the stream is encrypted from now on (RFC 5764 §4.2). */
export interface ExportedKeys {
  readonly send: DirectionKey;
  readonly receive: DirectionKey;
}

/** What a flight of ours is made of; each time that it is sent it gets new record numbers. */
export type FlightItem =
  | { readonly kind: "message"; readonly bytes: Buffer; readonly isEncrypted: boolean }
  | { readonly kind: "change-cipher-spec" };
export type Flight = readonly FlightItem[];

export interface HandshakeParts {
  readonly identity: DtlsIdentity;
  /** Whether this certificate is the peer's, as its session description says. */
  isPeers(certificate: Buffer): boolean;
}

/** One side's part of a handshake: messages of the peer's go in, in their order, flights of ours come out. */
export interface Handshake {
  /** What begins it; undefined: the peer begins. */
  begin(): Flight | undefined;
  /**
   * @returns what is to be sent now; undefined: the peer's flight isn't complete
   * @throws HandshakeFailed
   */
  take(message: HandshakeMessage): Flight | undefined;
  /** Of records from epoch 1 on; undefined: not yet. */
  readonly protection: RecordProtection | undefined;
  /** Undefined until the peer has proved that it is the one. */
  readonly keys: ExportedKeys | undefined;
}

export interface Randoms {
  readonly client: Buffer;
  readonly server: Buffer;
}

const MASTER_SECRET_BYTES = 48;
const VERIFY_BYTES = 12;

/** What both sides have come to by exchanging keys. */
export class Secrets {
  readonly protection: RecordProtection;
  readonly #master: Buffer;
  readonly #randoms: Randoms;
  readonly #role: "client" | "server";

  /** @param session  the hash of all messages up to ClientKeyExchange (RFC 7627 §3) */
  constructor(premaster: Buffer, session: Buffer, randoms: Randoms, role: "client" | "server") {
    this.#master = prf(premaster, "extended master secret", session, MASTER_SECRET_BYTES);
    this.#randoms = randoms;
    this.#role = role;
    this.protection = new RecordProtection(this.#master, Buffer.concat([randoms.server, randoms.client]), role);
  }

  /** What Finished proves: that its author has seen the same messages (RFC 5246 §7.4.9). */
  verifyData(author: "client" | "server", transcript: Buffer): Buffer {
    return prf(this.#master, `${author} finished`, transcript, VERIFY_BYTES);
  }

  /** RFC 5764 §4.2: both keys, then both salts, the client's first. */
  exportedKeys(suite: SrtpSuite): ExportedKeys {
    const { keyBytes = 0, saltBytes = 0 } = SRTP_SUITES.get(suite) ?? {};
    const seed = Buffer.concat([this.#randoms.client, this.#randoms.server]);
    const reader = new ByteReader(prf(this.#master, "EXTRACTOR-dtls_srtp", seed, 2 * (keyBytes + saltBytes)));
    const [clientKey, serverKey] = [reader.bytes(keyBytes), reader.bytes(keyBytes)];
    const client = { suite, keySalt: Buffer.concat([clientKey, reader.bytes(saltBytes)]) };
    const server = { suite, keySalt: Buffer.concat([serverKey, reader.bytes(saltBytes)]) };
    return this.#role === "client" ? { send: client, receive: server } : { send: server, receive: client };
  }
}

/** The first certificate of a Certificate message, where it is the peer's. */
export function peerCertificate(body: Buffer, parts: HandshakeParts): Buffer {
  const message = new ByteReader(body);
  const certificates = new ByteReader(message.vector(3));
  const certificate = certificates.vector(3);
  if (!message.isComplete || certificates.failed) throw new HandshakeFailed(DECODE_ERROR, "no certificate");
  if (!parts.isPeers(certificate))
    throw new HandshakeFailed(BAD_CERTIFICATE, "the certificate is not the one of the session description");
  return certificate;
}

export function certificateBody({ certificate }: DtlsIdentity): Buffer {
  return vector(3, vector(3, certificate));
}

/** Who has signed by which algorithm (RFC 5246 §4.7): a scheme and a signature, behind each other. */
export function readSigned(reader: ByteReader): { readonly scheme: number; readonly signature: Buffer } {
  return { scheme: reader.uint16(), signature: reader.vector(2) };
}

export function unexpected(message: HandshakeMessage): HandshakeFailed {
  return new HandshakeFailed(UNEXPECTED_MESSAGE, `message ${message.type} out of its turn`);
}
