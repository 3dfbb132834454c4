import { createHmac } from "node:crypto";

/**
 * The pseudorandom function of TLS 1.2 with SHA-256 (RFC 5246 §5): every key of a connection is made by it.
 *
 * @param label  what the bytes are for, in ASCII
 */
export function prf(secret: Uint8Array, label: string, seed: Uint8Array, bytes: number): Buffer {
  const labelled = Buffer.concat([Buffer.from(label, "latin1"), seed]);
  const hmac = (data: Uint8Array): Buffer => createHmac("sha256", secret).update(data).digest();
  const blocks: Buffer[] = [];
  let round: Buffer = labelled;
  for (let length = 0; length < bytes; length += 32) {
    round = hmac(round);
    blocks.push(hmac(Buffer.concat([round, labelled])));
  }
  return Buffer.concat(blocks).subarray(0, bytes);
}
