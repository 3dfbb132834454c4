import { randomFillSync } from "node:crypto";

/** Asking the system for randomness costs more than all that is made of it. */
const POOL_BYTES = 4_096;

const pool = Buffer.alloc(POOL_BYTES);
let used = POOL_BYTES;

/** Random bytes, as lower-case hexadecimal digits: unpredictable, each given out once. @param bytes  at most 64 */
export function randomHex(bytes: number): string {
  if (used + bytes > POOL_BYTES) {
    randomFillSync(pool);
    used = 0;
  }
  used += bytes;
  return pool.toString("hex", used - bytes, used);
}
