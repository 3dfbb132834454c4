import { randomBytes } from "node:crypto";
import {
  answerChallenge,
  chooseChallenges,
  type Account,
  type AnswerableChallenge,
  type ProvenRequest,
} from "../sip/digest/answer.ts";
import { printCredentials } from "../sip/digest/credentials.ts";
import type { NonceUses } from "./nonce-uses.ts";

/** A response that asks for credentials: 401 of the server itself, 407 of a proxy on the way. */
export interface ChallengeResponse {
  readonly status: number;
  get(header: string): string | undefined;
}

export type ProofStep =
  /** The request is to be sent again, with these headers. */
  | { readonly kind: "again"; readonly headers: Readonly<Record<string, string>> }
  /** It can't be proven, or the proof isn't believed; why, for administrators. */
  | { readonly kind: "refused"; readonly reason: string };

/** Two proxies and the server, each with a nonce that has become too old meanwhile. */
export const MOST_CHALLENGES = 6;
const CNONCE_BYTES = 8;

export function isChallenge(status: number): boolean {
  return status === 401 || status === 407;
}

/** Proves one request of ours to a provider, through as many challenges as it meets (RFC 3261 §22.1 to §22.3). */
export class RequestProof {
  readonly #account: Account | undefined;
  readonly #uses: NonceUses;
  /** By header and realm: what is answered in each further request. */
  readonly #answered = new Map<string, { readonly header: string; readonly challenge: AnswerableChallenge }>();
  #challenges = 0;

  /** @param account  undefined: there is none at this provider */
  constructor(account: Account | undefined, uses: NonceUses) {
    this.#account = account;
    this.#uses = uses;
  }

  /** @param request  as it was sent, and will be again */
  answer(response: ChallengeResponse, request: ProvenRequest): ProofStep {
    const isProxys = response.status === 407;
    const chosen = chooseChallenges(response.get(isProxys ? "Proxy-Authenticate" : "WWW-Authenticate"));
    if (!chosen.ok) return refused(chosen.problem);
    const account = this.#account;
    if (account === undefined) return refused("asks for a password, and none is set");
    if (++this.#challenges > MOST_CHALLENGES) return refused("asks for credentials again and again");

    const header = isProxys ? "Proxy-Authorization" : "Authorization";
    for (const challenge of chosen.challenges) {
      const key = `${header} ${challenge.challenge.realm}`;
      // Only a nonce that was too old is worth a second try with the same password (RFC 7616 §3.3).
      if (this.#answered.has(key) && !challenge.challenge.stale) return refused("refuses the username or password");
      this.#answered.set(key, { header, challenge });
    }
    return { kind: "again", headers: this.#headers(account, request) };
  }

  #headers(account: Account, request: ProvenRequest): Record<string, string> {
    const headers: Record<string, string> = {};
    for (const { header, challenge } of this.#answered.values()) {
      const { realm, nonce } = challenge.challenge;
      const chance = {
        nonceCount: this.#uses.next(realm, nonce),
        cnonce: randomBytes(CNONCE_BYTES).toString("hex"),
      };
      const credentials = printCredentials(answerChallenge(challenge, account, request, chance));
      // RFC 3261 §7.3.1: credentials must not share a header line.
      const before = headers[header];
      headers[header] = before === undefined ? credentials : `${before}\r\n${header}: ${credentials}`;
    }
    return headers;
  }
}

function refused(reason: string): ProofStep {
  return { kind: "refused", reason };
}
