import { timingSafeEqual } from "node:crypto";

import type { OfferedAlgorithm } from "../challenge/algorithms.ts";
import { isFreshNonce, type NonceSecret } from "../challenge/nonce.ts";
import type { Credentials } from "../sip/digest/credentials.ts";
import { digestResponse, parseDigestAlgorithm } from "../sip/digest/digest.ts";
import { parseSipUri, unescapeUri } from "../sip/uri.ts";
import type { OwnNames } from "./own-names.ts";

/** H(username:realm:password) by algorithm, lower-case hexadecimal (RFC 7616 §3.4.2). */
export type Ha1 = Readonly<Record<OfferedAlgorithm, string>>;

/** Compared against where the user is unknown, so that it takes as long as a wrong password. */
const NOBODYS: Ha1 = { MD5: "0".repeat(32), "SHA-256": "0".repeat(64) };

export interface DigestCheck {
  readonly method: string;
  readonly requestUri: string;
  readonly realm: string;
  /** The IP address that the request came from. */
  readonly source: string;
  readonly secret: NonceSecret;
  readonly nonceLifetimeMs: number;
  readonly nowMs: number;
  /** Whether a host is one of this system's names: a proxy may have put another one into the Request-URI. */
  readonly isOurs?: OwnNames;
  /** Undefined: no such user. */
  readonly ha1Of: (username: string) => Ha1 | undefined;
}

export type DigestVerdict =
  /** The password is right, and the nonce is ours and young; whether its count was used before is still to be seen. */
  | { readonly kind: "proven"; readonly username: string; readonly nonce: string; readonly nonceCount: number }
  /** The proof is for another request (RFC 7616 §3.4.6). */
  | { readonly kind: "other-request" }
  /** Stale: the password is right, only the nonce is not (RFC 7616 §3.3). */
  | { readonly kind: "challenge"; readonly stale: boolean };

/** Judges the credentials of one request. Pure; takes the same steps for an unknown user as for a wrong password. */
export function verifyDigest(offered: readonly Credentials[], check: DigestCheck): DigestVerdict {
  const ours = credentialsFor(check.realm, offered);
  const algorithm = ours && algorithmOf(ours.algorithm);
  if (ours === undefined || algorithm === undefined) return { kind: "challenge", stale: false };
  if (!isForRequest(ours.uri, check)) return { kind: "other-request" };

  const nonceCount = nonceCountOf(ours);
  if (nonceCount === undefined) return { kind: "challenge", stale: false };

  const known = check.ha1Of(ours.username);
  const expected = digestResponse(algorithm, (known ?? NOBODYS)[algorithm], check.method, ours);
  const matches = isSameHex(expected, ours.response);
  const fresh = isFreshNonce(ours.nonce, check);
  if (!matches || known === undefined) return { kind: "challenge", stale: false };
  if (!fresh) return { kind: "challenge", stale: true };
  return { kind: "proven", username: ours.username, nonce: ours.nonce, nonceCount };
}

/** Those of a request's credentials that are for us: a phone may hold others, for proxies on the way (RFC 3261 §22.3). */
export function credentialsFor(realm: string, offered: readonly Credentials[]): Credentials | undefined {
  return offered.find((each) => each.realm === realm && algorithmOf(each.algorithm) !== undefined);
}

function algorithmOf(text: string | undefined): OfferedAlgorithm | undefined {
  const algorithm = parseDigestAlgorithm(text);
  return algorithm === "MD5" || algorithm === "SHA-256" ? algorithm : undefined;
}

/** Replay is refused by this count, so qop=auth is a must (RFC 7616 §3.4.3 lets a server insist). */
function nonceCountOf({ qop, cnonce, nonceCount }: Credentials): number | undefined {
  if (qop !== "auth" || cnonce === undefined || nonceCount === undefined) return undefined;
  if (!/^[0-9a-f]{8}$/i.test(nonceCount)) return undefined;
  const count = Number.parseInt(nonceCount, 16);
  return count > 0 ? count : undefined;
}

/**
 * RFC 7616 §3.4.6 wants the same resource. Phones differ in port, transport and escapes between the two, so the user
 * and the host are compared; and a proxy on the way may have written one of our names for another, which is "not
 * necessarily a failure" (RFC 3261 §22.4 item 8).
 */
function isForRequest(digestUri: string, { requestUri, isOurs = () => false }: DigestCheck): boolean {
  if (digestUri === requestUri) return true;
  const [a, b] = [parseSipUri(digestUri), parseSipUri(requestUri)];
  if (a === undefined || b === undefined || unescapeUri(a.user ?? "") !== unescapeUri(b.user ?? "")) return false;
  return a.host.toLowerCase() === b.host.toLowerCase() || (isOurs(a.host) && isOurs(b.host));
}

function isSameHex(expected: string, given: string): boolean {
  const [a, b] = [Buffer.from(expected), Buffer.from(given.toLowerCase())];
  return a.length === b.length && timingSafeEqual(a, b);
}
