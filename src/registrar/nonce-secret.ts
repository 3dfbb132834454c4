import { randomBytes } from "node:crypto";
import type { Redis } from "ioredis";

import type { NonceSecret } from "../challenge/nonce.ts";
import type { RegistrarKeys } from "../redis/keys.ts";

const SECRET_BYTES = 32;

/**
 * The secret that signs nonces: made at the very first start, the same for all processes and later starts.
 * @throws whatever Redis throws: without it there is nothing to sign with
 */
export async function loadNonceSecret(redis: Redis, keys: RegistrarKeys): Promise<NonceSecret> {
  const mine = randomBytes(SECRET_BYTES).toString("hex");
  const stored = await redis.set(keys.nonceSecret, mine, "NX").then(() => redis.get(keys.nonceSecret));
  return Buffer.from(stored ?? mine, "hex");
}
