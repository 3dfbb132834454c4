import crypto, { createHmac } from "node:crypto";

/** Of SHA-256, which HMAC pads its key to (RFC 2104 §2). */
const BLOCK_BYTES = 64;
const DIGEST_BYTES = 32;
/** Longer texts take the ordinary way. */
const MOST_BYTES = 2_048;

/** HMAC-SHA-256 (RFC 2104) of a text under one key, as lower-case hexadecimal digits. */
export type KeyedHash = (text: string) => string;

/**
 * Made once for many texts: where Node.js has its one-shot `hash` (20.12), without the object and the key schedule that `createHmac` costs
 * each time, which is most of the work for texts of a line.
 */
export function keyedHash(key: Buffer): KeyedHash {
  const plainly = (text: string): string => createHmac("sha256", key).update(text).digest("hex");
  if (typeof crypto.hash !== "function" || key.length > BLOCK_BYTES) return plainly;
  const inner = padded(key, 0x36, MOST_BYTES);
  const outer = padded(key, 0x5c, DIGEST_BYTES);
  return (text) => {
    if (text.length * 3 > MOST_BYTES) return plainly(text);
    const length = inner.write(text, BLOCK_BYTES, "utf8");
    crypto.hash("sha256", inner.subarray(0, BLOCK_BYTES + length), "buffer").copy(outer, BLOCK_BYTES);
    return crypto.hash("sha256", outer, "hex");
  };
}

/** The key, padded to a block and changed by a byte, with room behind it. */
function padded(key: Buffer, byte: number, room: number): Buffer {
  const bytes = Buffer.alloc(BLOCK_BYTES + room, 0);
  bytes.fill(byte, 0, BLOCK_BYTES);
  key.forEach((each, index) => (bytes[index] = each ^ byte));
  return bytes;
}
