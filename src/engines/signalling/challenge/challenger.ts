import { challengesOf, type ChallengeTerms } from "../../../challenge/challenges.ts";
import { headerValue, hasHeader } from "../../../sip/message/headers.ts";
import type { SipRequest } from "../../../sip/message/message.ts";
import type { Refusal } from "../../sip/agent/stateless.ts";
import { tagIn } from "../../sip/dialog/reading.ts";
import type { Arrival } from "../../sip/transport/hop.ts";

/** An application looks at these before it asks for a password, or sees a password in them. */
const APPLICATIONS: readonly string[] = ["authorization", "proxy-authorization", "require"];

export interface ChallengerOptions {
  readonly nowMs: () => number;
  /** Whether an application takes what comes after the challenge. */
  readonly takesRegister: () => boolean;
  /** Whether the engine answers this request otherwise, whatever an application would say. */
  readonly isFiltered: (request: SipRequest) => boolean;
}

/**
 * Answers a REGISTER that shows no password with the 401 that the application would answer, without asking it (RFC 3261 §22.1): half of
 * all that phones send to a registrar. Nothing is kept of it; whichever process gets the next REGISTER can check the nonce.
 */
export class Challenger {
  readonly #options: ChallengerOptions;
  #terms: ChallengeTerms | undefined;
  #untold = 0;

  constructor(options: ChallengerOptions) {
    this.#options = options;
  }

  /** Undefined: applications challenge by themselves. */
  obey(terms: ChallengeTerms | undefined): void {
    this.#terms = terms;
  }

  get isActive(): boolean {
    return this.#terms !== undefined;
  }

  /** Undefined: an application answers. */
  answer(request: SipRequest, { source }: Arrival): Refusal | undefined {
    const { nowMs, takesRegister, isFiltered } = this.#options;
    if (this.#terms === undefined || request.method !== "REGISTER") return undefined;
    if (APPLICATIONS.some((name) => hasHeader(request, name)) || tagIn(request, "to") !== undefined) return undefined;
    if (!takesRegister() || isFiltered(request)) return undefined;
    this.#untold++;
    const userAgent = headerValue(request, "user-agent");
    const phone = { source: source.address, userAgent, nowMs: nowMs(), stale: false, request: nameOf(request) };
    const challenges = challengesOf(this.#terms, phone);
    return { status: 401, headers: challenges.map((value) => ({ name: "WWW-Authenticate", value })) };
  }

  /** How many were challenged since this was asked last: told once, to one application, which counts registrations. */
  takeCount(): number {
    const count = this.#untold;
    this.#untold = 0;
    return count;
  }
}

/** The same when the request is sent again: nothing is kept of it, and it gets the same challenge (RFC 3261 §8.2.7). */
function nameOf(request: SipRequest): string {
  return ["via", "call-id", "cseq"].map((name) => headerValue(request, name)).join(" ");
}
