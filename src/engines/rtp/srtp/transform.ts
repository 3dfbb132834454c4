import { createCipheriv, createDecipheriv, createHmac, timingSafeEqual, type Cipher } from "node:crypto";
import type { SrtpSuite } from "../../../vocabulary/srtp-suite.ts";
import type { SessionKeys } from "./key.ts";

/** Which packet of which source: what makes its keystream unlike every other's. */
export interface PacketIndex {
  readonly ssrc: number;
  /** Rollover counter and sequence number of RTP, or the index of RTCP: the upper and the lower part of 48 bits. */
  readonly upper: number;
  readonly lower: number;
}

/**
 * What encrypts and authenticates packets, by the keys of one direction.
 *
 * `clear` is the part of a packet that is authenticated and not encrypted, `trailer` what is authenticated behind the packet (the
 * rollover counter of RTP, the index of RTCP).
 */
export interface Transform {
  /** Encrypted payload and tag. */
  seal(clear: Uint8Array, payload: Uint8Array, trailer: Uint8Array, index: PacketIndex): Buffer;
  /** The payload; undefined when the tag isn't that of this packet: it was changed, or is a stranger's. */
  open(clear: Uint8Array, sealed: Uint8Array, trailer: Uint8Array, index: PacketIndex): Buffer | undefined;
}

export function createTransform(suite: SrtpSuite, keys: SessionKeys, tagBytes: number): Transform {
  return suite.startsWith("AEAD") ? new AeadTransform(keys) : new CounterModeTransform(keys, tagBytes);
}

const BLOCK_BYTES = 16;

/**
 * AES in counter mode and HMAC-SHA1 (RFC 3711 §4.1.1, §4.2.1). One cipher for all packets makes the keystream, block by block:
 * making one for each packet takes half as long again.
 */
class CounterModeTransform implements Transform {
  readonly #keys: SessionKeys;
  readonly #tagBytes: number;
  readonly #blocks: Cipher;
  #counters = Buffer.alloc(0);

  constructor(keys: SessionKeys, tagBytes: number) {
    this.#keys = keys;
    this.#tagBytes = tagBytes;
    this.#blocks = createCipheriv(`aes-${8 * keys.encryption.length}-ecb`, keys.encryption, null);
    this.#blocks.setAutoPadding(false);
  }

  seal(clear: Uint8Array, payload: Uint8Array, trailer: Uint8Array, index: PacketIndex): Buffer {
    const sealed = Buffer.allocUnsafe(payload.length + this.#tagBytes);
    this.#crypt(payload, sealed, index);
    sealed.set(this.#tag(clear, sealed.subarray(0, payload.length), trailer), payload.length);
    return sealed;
  }

  open(clear: Uint8Array, sealed: Uint8Array, trailer: Uint8Array, index: PacketIndex): Buffer | undefined {
    const length = sealed.length - this.#tagBytes;
    if (length < 0) return undefined;
    const encrypted = sealed.subarray(0, length);
    if (!timingSafeEqual(this.#tag(clear, encrypted, trailer), sealed.subarray(length))) return undefined;
    const payload = Buffer.allocUnsafe(length);
    this.#crypt(encrypted, payload, index);
    return payload;
  }

  /** IV = (k_s * 2^16) XOR (SSRC * 2^64) XOR (i * 2^16)   RFC 3711 §4.1.1 */
  #crypt(from: Uint8Array, to: Buffer, { ssrc, upper, lower }: PacketIndex): void {
    const { salt } = this.#keys;
    const bytes = BLOCK_BYTES * Math.ceil(from.length / BLOCK_BYTES);
    if (this.#counters.length < bytes) this.#counters = Buffer.alloc(bytes);
    const counters = this.#counters.subarray(0, bytes);
    for (let at = 0; at < bytes; at += BLOCK_BYTES) {
      counters.writeUInt32BE(salt.readUInt32BE(0), at);
      counters.writeUInt32BE((salt.readUInt32BE(4) ^ ssrc) >>> 0, at + 4);
      counters.writeUInt32BE((salt.readUInt32BE(8) ^ upper) >>> 0, at + 8);
      counters.writeUInt16BE(salt.readUInt16BE(12) ^ lower, at + 12);
      counters.writeUInt16BE(at / BLOCK_BYTES, at + 14);
    }
    const stream = this.#blocks.update(counters);
    for (let at = 0; at < from.length; at++) to[at] = (from[at] ?? 0) ^ (stream[at] ?? 0);
  }

  #tag(clear: Uint8Array, encrypted: Uint8Array, trailer: Uint8Array): Buffer {
    const hmac = createHmac("sha1", this.#keys.authentication).update(clear).update(encrypted).update(trailer);
    return hmac.digest().subarray(0, this.#tagBytes);
  }
}

const AEAD_TAG_BYTES = 16;
const AEAD_IV_BYTES = 12;

/** AES in Galois/counter mode (RFC 7714 §8.1, §9.1): the IV has 32 bits above the sequence number; RTCP's index fills the lower 32. */
class AeadTransform implements Transform {
  readonly #keys: SessionKeys;
  readonly #algorithm: "aes-128-gcm" | "aes-256-gcm";

  constructor(keys: SessionKeys) {
    this.#keys = keys;
    this.#algorithm = keys.encryption.length === 32 ? "aes-256-gcm" : "aes-128-gcm";
  }

  seal(clear: Uint8Array, payload: Uint8Array, trailer: Uint8Array, index: PacketIndex): Buffer {
    const cipher = createCipheriv(this.#algorithm, this.#keys.encryption, this.#iv(index));
    cipher.setAAD(trailer.length === 0 ? clear : Buffer.concat([clear, trailer]));
    const encrypted = cipher.update(payload);
    cipher.final();
    return Buffer.concat([encrypted, cipher.getAuthTag()]);
  }

  open(clear: Uint8Array, sealed: Uint8Array, trailer: Uint8Array, index: PacketIndex): Buffer | undefined {
    const length = sealed.length - AEAD_TAG_BYTES;
    if (length < 0) return undefined;
    const decipher = createDecipheriv(this.#algorithm, this.#keys.encryption, this.#iv(index));
    decipher.setAAD(trailer.length === 0 ? clear : Buffer.concat([clear, trailer]));
    decipher.setAuthTag(sealed.subarray(length));
    const payload = decipher.update(sealed.subarray(0, length));
    try {
      decipher.final();
    } catch {
      return undefined; // the tag is another one
    }
    return payload;
  }

  #iv({ ssrc, upper, lower }: PacketIndex): Buffer {
    const { salt } = this.#keys;
    const iv = Buffer.alloc(AEAD_IV_BYTES);
    iv.writeUInt16BE(salt.readUInt16BE(0), 0);
    iv.writeUInt32BE((salt.readUInt32BE(2) ^ ssrc) >>> 0, 2);
    iv.writeUInt32BE((salt.readUInt32BE(6) ^ upper) >>> 0, 6);
    iv.writeUInt16BE(salt.readUInt16BE(10) ^ lower, 10);
    return iv;
  }
}
