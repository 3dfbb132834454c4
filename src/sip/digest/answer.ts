import { parseAuthHeaders } from "./auth-header.ts";
import { parseChallenges, type Challenge } from "./challenge.ts";
import type { Credentials } from "./credentials.ts";
import { digestHa1, digestResponse, parseDigestAlgorithm, type DigestAlgorithm } from "./digest.ts";

/** A client's account at a server. */
export interface Account {
  readonly username: string;
  readonly password: string;
}

/** What of a request is hashed. */
export interface ProvenRequest {
  readonly method: string;
  /** The Request-URI that is sent. */
  readonly uri: string;
  /** As it is sent; "" without one. */
  readonly body: string;
}

/** A challenge that can be answered, and how. */
export interface AnswerableChallenge {
  readonly challenge: Challenge;
  readonly algorithm: DigestAlgorithm;
  /** Undefined: the server is as old as RFC 2069. */
  readonly qop: "auth" | "auth-int" | undefined;
}

/** The challenges of one 401 or 407 that are to be answered, one a realm; or why none can be, for administrators. */
export type ChallengeChoice =
  | { readonly ok: true; readonly challenges: readonly AnswerableChallenge[] }
  | { readonly ok: false; readonly problem: string };

/**
 * Of the challenges of each realm the first that can be answered: the server's order is its preference (RFC 8760 §2.4). Several
 * realms are several servers, each of which wants its own answer (RFC 3261 §22.3).
 *
 * @param header  WWW-Authenticate or Proxy-Authenticate, lines joined by commas
 */
export function chooseChallenges(header: string | undefined): ChallengeChoice {
  const byRealm = new Map<string, AnswerableChallenge>();
  const offered = parseChallenges(header);
  for (const challenge of offered) {
    const algorithm = parseDigestAlgorithm(challenge.algorithm);
    const isAnswerable = challenge.qop.length === 0 || challenge.qop.some((each) => QOPS.has(each));
    if (algorithm === undefined || !isAnswerable || byRealm.has(challenge.realm)) continue;
    byRealm.set(challenge.realm, { challenge, algorithm, qop: qopOf(challenge) });
  }
  if (byRealm.size > 0) return { ok: true, challenges: [...byRealm.values()] };
  return { ok: false, problem: problemWith(header, offered) };
}

const QOPS: ReadonlySet<string> = new Set(["auth", "auth-int"]);

function qopOf({ qop }: Challenge): AnswerableChallenge["qop"] {
  if (qop.includes("auth")) return "auth";
  return qop.includes("auth-int") ? "auth-int" : undefined;
}

function problemWith(header: string | undefined, offered: readonly Challenge[]): string {
  const [first] = offered;
  if (first !== undefined) {
    const algorithm = parseDigestAlgorithm(first.algorithm) === undefined ? first.algorithm : undefined;
    return algorithm === undefined
      ? `asks for digest with the unknown qop ${shown(first.qop.join())}`
      : `asks for digest with the unknown algorithm ${shown(algorithm)}`;
  }
  const [other] = parseAuthHeaders(header);
  if (other === undefined) return header === undefined ? "names no challenge" : "its challenge can't be read";
  return other.scheme.toLowerCase() === "digest"
    ? "its challenge lacks realm or nonce"
    : `asks for ${shown(other.scheme)}, which is no digest`;
}

/** A word of a stranger's, for logs. */
function shown(word: string): string {
  return word.replace(/[^\x21-\x7e]/g, "?").slice(0, 40);
}

/**
 * The credentials that answer a challenge (RFC 7616 §3.4).
 *
 * @param nonceCount  how many requests were sent with this nonce, this one included
 * @param cnonce  by chance
 */
export function answerChallenge(
  { challenge, algorithm, qop }: AnswerableChallenge,
  { username, password }: Account,
  { method, uri, body }: ProvenRequest,
  { nonceCount, cnonce }: { readonly nonceCount: number; readonly cnonce: string },
): Credentials {
  const { realm, nonce, opaque } = challenge;
  const counted = qop === undefined ? undefined : nonceCount.toString(16).padStart(8, "0");
  // A session's key is made of the cnonce too, so that the server must know it where it counts nothing.
  const known = qop !== undefined || algorithm.endsWith("-sess") ? cnonce : undefined;
  const input = { uri, nonce, qop, nonceCount: counted, cnonce: known };
  const ha1 = digestHa1(algorithm, username, realm, password);
  const response = digestResponse(algorithm, ha1, method, { ...input, body });
  return { username, realm, response, algorithm: challenge.algorithm, opaque, ...input };
}
