import { printChallenge } from "../sip/digest/challenge.ts";
import type { OfferedAlgorithm } from "./algorithms.ts";
import { makeNonce, type NonceSecret } from "./nonce.ts";
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
}

/** The challenges of one 401, the values of one WWW-Authenticate line each (RFC 8760 §2.3), most preferred first. */
export function challengesOf(
  { realm, secret, algorithms }: ChallengeTerms,
  { source, userAgent, nowMs, stale }: ChallengedPhone,
): readonly string[] {
  return challengesFor(userAgent, algorithms).map((algorithm) =>
    printChallenge({
      ...{ realm, algorithm, qop: ["auth"], opaque: undefined, stale },
      nonce: makeNonce({ realm, secret, source, nowMs }),
    }),
  );
}
