import { randomHex } from "../../../runtime/random-hex.ts";
import { BRANCH_COOKIE } from "../../../sip/via.ts";

/** 72 random bits: a peer that cannot read our requests cannot answer them (RFC 3261 §8.1.1.7). */
const BYTES = 9;

/** The name of a new transaction of ours. */
export function createBranch(): string {
  return BRANCH_COOKIE + randomHex(BYTES);
}
