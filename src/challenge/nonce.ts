import { timingSafeEqual } from "node:crypto";
import { sourceOf } from "../runtime/address-block.ts";
import { fingerprint } from "../runtime/fingerprint.ts";
import { keyedHash, type KeyedHash } from "../runtime/keyed-hash.ts";
import { randomHex } from "../runtime/random-hex.ts";

/** What signs our nonces: the same in every process, so that any of them can check what another gave out. */
export type NonceSecret = Buffer;

/** How long a nonce serves before the phone is asked to take a new one (`stale=true`, without asking its user). */
export const NONCE_LIFETIME_MS = 300_000;
/** Clocks of our machines differ a little. */
const CLOCK_SKEW_MS = 5_000;

/** Challenges to one request, sent again within this time, have one nonce (RFC 3261 §8.2.7): as long as UDP repeats requests. */
const SAME_NONCE_MS = 32_000;

/** 48 bits of time, 64 of chance, 128 of signature. */
const NONCE = /^(?<time>[0-9a-f]{12})(?<random>[0-9a-f]{16})(?<signature>[0-9a-f]{32})$/;

/**
 * A nonce that needs no memory (RFC 7616 §3.3): it says itself when it was made, only we can have made it, and only for the
 * address that it was given to.
 *
 * @param random for tests; 16 lower-case hexadecimal digits
 */
export function makeNonce(of: Omit<NonceCheck, "nonceLifetimeMs">, random: string = randomHex(8)): string {
  const stamp = Math.floor(of.nowMs).toString(16).padStart(12, "0") + random;
  return stamp + sign(of, stamp);
}

/** What a nonce must fit. */
export interface NonceCheck {
  readonly secret: NonceSecret;
  readonly realm: string;
  /** The IP address that it is given to, or comes from. */
  readonly source: string;
  readonly nowMs: number;
  readonly nonceLifetimeMs?: number;
}

/** Whether a nonce is ours, young enough, and was given to this source. */
export function isFreshNonce(nonce: string, check: NonceCheck): boolean {
  const { nowMs, nonceLifetimeMs = NONCE_LIFETIME_MS } = check;
  const parts = NONCE.exec(nonce)?.groups;
  if (parts === undefined) return false;
  const { time = "", random = "", signature = "" } = parts;
  if (!timingSafeEqual(Buffer.from(signature), Buffer.from(sign(check, time + random)))) return false;
  const ageMs = nowMs - Number.parseInt(time, 16);
  return ageMs < nonceLifetimeMs && ageMs > -CLOCK_SKEW_MS;
}

/** What tells one request from all others of its source: its Via, Call-ID and CSeq. */
export type RequestName = string;

/**
 * The nonces in the two challenges to one request, which are the same when the request is sent again soon, though nothing is kept of
 * it (RFC 3261 §8.2.7). What makes them ours is their signature, as with any other.
 */
export function noncesFor(of: Omit<NonceCheck, "nonceLifetimeMs">, request: RequestName): readonly [string, string] {
  const nowMs = of.nowMs - (of.nowMs % SAME_NONCE_MS);
  const given = { ...of, nowMs };
  return [makeNonce(given, fingerprint(request)), makeNonce(given, fingerprint(`${request} `))];
}

const signers = new WeakMap<NonceSecret, KeyedHash>();

/** By the address, not the port, which a NAT may change from one datagram to the next; of IPv6, the /64 that a phone roams in. */
function sign({ secret, realm, source }: Pick<NonceCheck, "secret" | "realm" | "source">, stamp: string): string {
  let signer = signers.get(secret);
  if (signer === undefined) signers.set(secret, (signer = keyedHash(secret)));
  return signer(`${stamp}:${sourceOf(source)}:${realm}`).slice(0, 32);
}
