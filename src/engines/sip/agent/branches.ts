import { randomFillSync } from "node:crypto";
import { BRANCH_COOKIE } from "../../../sip/via.ts";

/** 72 random bits: a peer that cannot read our requests cannot answer them (RFC 3261 §8.1.1.7). */
const BYTES = 9;
/** Asking the system for randomness costs more than all the rest of a branch. */
const POOL_BYTES = 512 * BYTES;

const pool = Buffer.alloc(POOL_BYTES);
let used = POOL_BYTES;

/** The name of a new transaction of ours. */
export function createBranch(): string {
  if (used === POOL_BYTES) {
    randomFillSync(pool);
    used = 0;
  }
  used += BYTES;
  return BRANCH_COOKIE + pool.toString("hex", used - BYTES, used);
}
