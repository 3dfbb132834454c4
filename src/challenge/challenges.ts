import { printChallenge } from "../sip/digest/challenge.ts";
import type { OfferedAlgorithm } from "./algorithms.ts";
import { makeNonce, noncesFor, type NonceSecret, type RequestName } from "./nonce.ts";
import { challengesFor } from "./phone-quirks.ts";

/** What every process of the system must know alike to challenge a phone, so that any of them can check the phone's answer. */
export interface ChallengeTerms {
  readonly realm: string;
  readonly secret: NonceSecret;
  /** Most preferred first. */
  readonly algorithms: readonly OfferedAlgorithm[];
}

/** Who is challenged, and when. */
export interface ChallengedPhone {
  /** The IP address that the request came from. */
  readonly source: string;
  readonly userAgent: string | undefined;
  readonly nowMs: number;
  /** The password was right, only the nonce was too old (RFC 7616 §3.3). */
  readonly stale: boolean;
  /** The request that is challenged, where nothing is kept of it; undefined: each challenge has a nonce of its own. */
  readonly request?: RequestName;
}

/** What a nonce is put into, printed once for the terms that hold. */
const templates = new WeakMap<ChallengeTerms, Map<string, readonly [before: string, after: string]>>();

/** No hexadecimal digits, and nothing that a quoted string would escape. */
const NONCE_HERE = "@nonce@";

/** The challenges of one 401, the values of one WWW-Authenticate line each (RFC 8760 §2.3), most preferred first. */
export function challengesOf(
  terms: ChallengeTerms,
  { source, userAgent, nowMs, stale, request }: ChallengedPhone,
): readonly string[] {
  const { realm, secret, algorithms } = terms;
  const given = { realm, secret, source, nowMs };
  const lasting = request === undefined ? [] : noncesFor(given, request);
  return challengesFor(userAgent, algorithms).map((algorithm, nth) => {
    const [before, after] = templateOf(terms, algorithm, stale);
    return before + (lasting[nth] ?? makeNonce(given)) + after;
  });
}

function templateOf(terms: ChallengeTerms, algorithm: OfferedAlgorithm, stale: boolean): readonly [string, string] {
  const ofTerms = templates.get(terms) ?? new Map<string, readonly [string, string]>();
  templates.set(terms, ofTerms);
  const key = stale ? `${algorithm} stale` : algorithm;
  const known = ofTerms.get(key);
  if (known !== undefined) return known;
  const printed = printChallenge({
    ...{ realm: terms.realm, nonce: NONCE_HERE, algorithm, qop: ["auth"], opaque: undefined, stale },
  });
  const at = printed.lastIndexOf(NONCE_HERE); // a realm may hold anything
  const template = [printed.slice(0, at), printed.slice(at + NONCE_HERE.length)] as const;
  ofTerms.set(key, template);
  return template;
}
