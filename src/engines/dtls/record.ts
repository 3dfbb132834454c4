import { createCipheriv, createDecipheriv } from "node:crypto";
import { ByteReader, uint, vector } from "./bytes.ts";
import { prf } from "./prf.ts";

export const CHANGE_CIPHER_SPEC = 20;
export const ALERT = 21;
export const HANDSHAKE = 22;

/** DTLS 1.2; records of a first ClientHello may say 1.0 (RFC 6347 §4.1). */
export const DTLS_1_2 = 0xfefd;
/** More records than these in one datagram are no handshake's. */
const MAX_RECORDS = 16;
const TAG_BYTES = 16;
const EXPLICIT_NONCE_BYTES = 8;
const KEY_BYTES = 16;
const FIXED_IV_BYTES = 4;

/**
 * One record (RFC 6347 §4.1).
 *
 * | type (1) | version (2) | epoch (2), sequence number (6) | length (2) | fragment |
 */
export interface DtlsRecord {
  readonly type: number;
  readonly epoch: number;
  /** Epoch and sequence number: 8 bytes. */
  readonly number: Buffer;
  readonly fragment: Buffer;
}

/** The records of a datagram; from the first one on that can't be read the rest is left out. */
export function readRecords(datagram: Buffer): readonly DtlsRecord[] {
  const reader = new ByteReader(datagram);
  const records: DtlsRecord[] = [];
  while (reader.hasMore && records.length < MAX_RECORDS) {
    const type = reader.uint8();
    const major = reader.uint16() >> 8;
    const number = reader.bytes(8);
    const fragment = reader.vector(2);
    if (reader.failed || major !== 0xfe) break;
    records.push({ type, epoch: number.readUInt16BE(0), number, fragment });
  }
  return records;
}

export function writeRecord(type: number, number: Buffer, fragment: Uint8Array): Buffer {
  return Buffer.concat([uint(1, type), uint(2, DTLS_1_2), number, vector(2, fragment)]);
}

/** Epoch and sequence number of a record. */
export function recordNumber(epoch: number, sequence: number): Buffer {
  const number = Buffer.alloc(8);
  number.writeUInt16BE(epoch, 0);
  number.writeUIntBE(sequence, 2, 6);
  return number;
}

interface DirectionKeys {
  readonly key: Buffer;
  readonly fixedIv: Buffer;
}

/** Encrypts and authenticates records from epoch 1 on: AES-128-GCM (RFC 5288 §3). */
export class RecordProtection {
  readonly #write: DirectionKeys;
  readonly #read: DirectionKeys;

  /**
   * @param randoms  the server's random and then the client's (RFC 5246 §6.3)
   */
  constructor(masterSecret: Buffer, randoms: Buffer, role: "client" | "server") {
    const reader = new ByteReader(prf(masterSecret, "key expansion", randoms, 2 * (KEY_BYTES + FIXED_IV_BYTES)));
    const [clientKey, serverKey] = [reader.bytes(KEY_BYTES), reader.bytes(KEY_BYTES)];
    const client = { key: clientKey, fixedIv: reader.bytes(FIXED_IV_BYTES) };
    const server = { key: serverKey, fixedIv: reader.bytes(FIXED_IV_BYTES) };
    [this.#write, this.#read] = role === "client" ? [client, server] : [server, client];
  }

  seal(type: number, number: Buffer, content: Uint8Array): Buffer {
    const cipher = createCipheriv("aes-128-gcm", this.#write.key, Buffer.concat([this.#write.fixedIv, number]));
    cipher.setAAD(authenticated(type, number, content.length));
    const sealed = Buffer.concat([cipher.update(content), cipher.final()]);
    return Buffer.concat([number, sealed, cipher.getAuthTag()]);
  }

  /** Undefined: it isn't the peer's. */
  open({ type, number, fragment }: DtlsRecord): Buffer | undefined {
    const length = fragment.length - EXPLICIT_NONCE_BYTES - TAG_BYTES;
    if (length < 0) return undefined;
    const nonce = Buffer.concat([this.#read.fixedIv, fragment.subarray(0, EXPLICIT_NONCE_BYTES)]);
    const decipher = createDecipheriv("aes-128-gcm", this.#read.key, nonce);
    decipher.setAAD(authenticated(type, number, length));
    decipher.setAuthTag(fragment.subarray(EXPLICIT_NONCE_BYTES + length));
    try {
      const content = decipher.update(fragment.subarray(EXPLICIT_NONCE_BYTES, EXPLICIT_NONCE_BYTES + length));
      return Buffer.concat([content, decipher.final()]);
    } catch {
      return undefined; // the tag is another one
    }
  }
}

/** RFC 5246 §6.2.3.3: what is authenticated beside the content. */
function authenticated(type: number, number: Buffer, length: number): Buffer {
  return Buffer.concat([number, uint(1, type), uint(2, DTLS_1_2), uint(2, length)]);
}
