import { createHash } from "node:crypto";

/** RFC 7616 §3.3 and §6.1, RFC 8760 §2.1. */
export const DIGEST_ALGORITHMS = [
  "MD5",
  "MD5-sess",
  "SHA-256",
  "SHA-256-sess",
  "SHA-512-256",
  "SHA-512-256-sess",
] as const;
export type DigestAlgorithm = (typeof DIGEST_ALGORITHMS)[number];

/** The algorithm of that name, in whatever case; MD5 where none is named (RFC 7616 §3.3). */
export function parseDigestAlgorithm(text: string | undefined): DigestAlgorithm | undefined {
  if (text === undefined) return "MD5";
  return DIGEST_ALGORITHMS.find((algorithm) => algorithm.toLowerCase() === text.toLowerCase());
}

/** What a password's owner hashes besides the password: all of it is in the credentials, but the body. */
export interface DigestInput {
  readonly uri: string;
  readonly nonce: string;
  /** Absent: as RFC 2069 had it, which counts no requests. */
  readonly qop?: string | undefined;
  /** Eight hexadecimal digits. */
  readonly nonceCount?: string | undefined;
  readonly cnonce?: string | undefined;
  /** What qop=auth-int protects. */
  readonly body?: string | undefined;
}

/** H(username:realm:password), lower-case hexadecimal (RFC 7616 §3.4.2): all that a server need keep of a password. */
export function digestHa1(algorithm: DigestAlgorithm, username: string, realm: string, password: string): string {
  return hash(algorithm, `${username}:${realm}:${password}`);
}

/** The response of the password's owner (RFC 7616 §3.4.1). @param ha1  H(username:realm:password), without any session */
export function digestResponse(algorithm: DigestAlgorithm, ha1: string, method: string, input: DigestInput): string {
  const { uri, nonce, qop, nonceCount = "", cnonce = "", body = "" } = input;
  const key = algorithm.endsWith("-sess") ? hash(algorithm, `${ha1}:${nonce}:${cnonce}`) : ha1;
  const request = qop === "auth-int" ? `${method}:${uri}:${hash(algorithm, body)}` : `${method}:${uri}`;
  const ha2 = hash(algorithm, request);
  if (qop === undefined) return hash(algorithm, `${key}:${nonce}:${ha2}`);
  return hash(algorithm, `${key}:${nonce}:${nonceCount}:${cnonce}:${qop}:${ha2}`);
}

const HASHES = {
  MD5: "md5",
  "MD5-sess": "md5",
  "SHA-256": "sha256",
  "SHA-256-sess": "sha256",
  "SHA-512-256": "sha512-256",
  "SHA-512-256-sess": "sha512-256",
} as const satisfies Record<DigestAlgorithm, string>;

function hash(algorithm: DigestAlgorithm, text: string): string {
  return createHash(HASHES[algorithm]).update(text).digest("hex");
}
