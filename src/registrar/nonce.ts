import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";

/** What signs our nonces: the same in every process, so that any of them can check what another gave out. */
export type NonceSecret = Buffer;

/** How long a nonce serves before the phone is asked to take a new one (`stale=true`, without asking its user). */
export const NONCE_LIFETIME_MS = 300_000;
/** Clocks of our machines differ a little. */
const CLOCK_SKEW_MS = 5_000;

/** 48 bits of time, 64 of chance, 128 of signature. */
const NONCE = /^(?<time>[0-9a-f]{12})(?<random>[0-9a-f]{16})(?<signature>[0-9a-f]{32})$/;

/**
 * A nonce that needs no memory (RFC 7616 §3.3): it says itself when it was made, and only we can have made it.
 *
 * @param random for tests; 16 lower-case hexadecimal digits
 */
export function makeNonce(
  secret: NonceSecret,
  realm: string,
  nowMs: number,
  random: string = randomBytes(8).toString("hex"),
): string {
  const stamp = Math.floor(nowMs).toString(16).padStart(12, "0") + random;
  return stamp + sign(secret, realm, stamp);
}

/** What a nonce must fit. */
export interface NonceCheck {
  readonly secret: NonceSecret;
  readonly realm: string;
  readonly nowMs: number;
  readonly nonceLifetimeMs?: number;
}

/** Whether a nonce is ours and young enough. */
export function isFreshNonce(
  nonce: string,
  { secret, realm, nowMs, nonceLifetimeMs = NONCE_LIFETIME_MS }: NonceCheck,
): boolean {
  const parts = NONCE.exec(nonce)?.groups;
  if (parts === undefined) return false;
  const { time = "", random = "", signature = "" } = parts;
  if (!timingSafeEqual(Buffer.from(signature), Buffer.from(sign(secret, realm, time + random)))) return false;
  const ageMs = nowMs - Number.parseInt(time, 16);
  return ageMs < nonceLifetimeMs && ageMs > -CLOCK_SKEW_MS;
}

function sign(secret: NonceSecret, realm: string, stamp: string): string {
  return createHmac("sha256", secret).update(`${stamp}:${realm}`).digest("hex").slice(0, 32);
}
