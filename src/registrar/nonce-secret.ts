import { randomBytes } from "node:crypto";
import type { NonceSecret } from "../challenge/nonce.ts";
import type { RegistrarKeys } from "../redis/keys.ts";
import { systemSecret, type SystemSecretParts } from "../sealing/system-secret.ts";

const SECRET_BYTES = 32;

/**
 * The secret that signs nonces: made at the very first start, the same for all processes and later starts.
 * @throws whatever Redis throws: without it there is nothing to sign with
 */
export async function loadNonceSecret(parts: SystemSecretParts, keys: RegistrarKeys): Promise<NonceSecret> {
  const make = (): string => randomBytes(SECRET_BYTES).toString("hex");
  return Buffer.from((await systemSecret(parts, keys.nonceSecret, make)) ?? make(), "hex");
}
