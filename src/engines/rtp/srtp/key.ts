import { createCipheriv, randomBytes } from "node:crypto";
import { SRTP_SUITES, type SrtpSuite, type SrtpSuiteSizes } from "../../../vocabulary/srtp-suite.ts";

/** The master key and salt by which one direction of a stream is encrypted, as SDP carries them (RFC 4568 §6.1). */
export interface SrtpKey {
  readonly suite: SrtpSuite;
  /** The master key, and the master salt right behind it. */
  readonly keySalt: Uint8Array;
}

/** Keys of one direction, for RTP or for RTCP (RFC 3711 §4.3). */
export interface SessionKeys {
  readonly encryption: Buffer;
  readonly salt: Buffer;
  /** Of HMAC-SHA1; without meaning for AEAD, which authenticates by its own key. */
  readonly authentication: Buffer;
}

/** RFC 3711 §4.3.1: what a key is for. */
const LABELS = {
  rtp: { encryption: 0, authentication: 1, salt: 2 },
  rtcp: { encryption: 3, authentication: 4, salt: 5 },
} as const;
const AUTHENTICATION_KEY_BYTES = 20;
/** The salt of AES counter mode; that of AEAD is shorter, and filled up with zeros here (RFC 7714 §11). */
const PRF_SALT_BYTES = 14;
const LABEL_AT = 7;
const BLOCK_BYTES = 16;

export function suiteSizes(suite: SrtpSuite): SrtpSuiteSizes {
  const sizes = SRTP_SUITES.get(suite);
  if (sizes === undefined) throw new Error(`no such SRTP suite: ${suite}`);
  return sizes;
}

/** A fresh key of ours. */
export function newSrtpKey(suite: SrtpSuite): SrtpKey {
  const { keyBytes, saltBytes } = suiteSizes(suite);
  return { suite, keySalt: randomBytes(keyBytes + saltBytes) };
}

/** Session keys of a master key; the key derivation rate is 0: they last as long as it does (RFC 3711 §4.3.1). */
export function sessionKeys({ suite, keySalt }: SrtpKey, use: keyof typeof LABELS): SessionKeys {
  const { keyBytes, saltBytes } = suiteSizes(suite);
  const labels = LABELS[use];
  const derive = (label: number, bytes: number): Buffer => {
    const iv = Buffer.alloc(BLOCK_BYTES);
    iv.set(keySalt.subarray(keyBytes, keyBytes + Math.min(saltBytes, PRF_SALT_BYTES)));
    iv[LABEL_AT] = (iv[LABEL_AT] ?? 0) ^ label;
    return createCipheriv(`aes-${8 * keyBytes}-ctr`, keySalt.subarray(0, keyBytes), iv).update(Buffer.alloc(bytes));
  };
  return {
    encryption: derive(labels.encryption, keyBytes),
    salt: derive(labels.salt, saltBytes),
    authentication: derive(labels.authentication, AUTHENTICATION_KEY_BYTES),
  };
}
