import { splitValues } from "../sip/message/headers.ts";
import { parseNameAddress } from "../sip/name-addr.ts";
import { paramValue } from "../sip/params.ts";
import { parseSeconds } from "../sip/scalars.ts";
import { parseSipUri, unescapeUri } from "../sip/uri.ts";

/** The pure part of registering with a provider: what its answer means and when to ask again. */

/** What we ask for; the provider has the last word (RFC 3261 §10.2.1.1). */
export const ASKED_SECONDS = 3_600;
/** Longest refresh interval: a provider that has lost our registration is noticed after this time. */
const MOST_SECONDS = 86_400;
const FIRST_RETRY_MS = 30_000;
const LONGEST_RETRY_MS = 600_000;
/** A registration is refreshed this long before its end: two attempts fit in, with their time-outs. */
const LONGEST_MARGIN_MS = 90_000;
const LEAST_REFRESH_MS = 1_000;

/** An answer to a REGISTER, as far as it matters here. */
export interface RegisterAnswer {
  readonly status: number;
  readonly reason: string;
  get(header: string): string | undefined;
  /** Why a challenge stays unanswered. */
  readonly refusal?: string;
}

export type RegisterOutcome =
  | { readonly kind: "registered"; readonly seconds: number }
  /** 423: it takes no registration this short (RFC 3261 §10.3 step 7). */
  | { readonly kind: "too-brief"; readonly leastSeconds: number }
  | { readonly kind: "failed"; readonly reason: string };

/** Interprets the provider's response to our REGISTER. @param contactUser  the user part of our Contact */
export function registerOutcomeOf(answer: RegisterAnswer, contactUser: string, askedSeconds: number): RegisterOutcome {
  if (answer.status >= 200 && answer.status < 300) {
    const seconds = grantedSeconds(answer, contactUser) ?? askedSeconds;
    if (seconds === 0) return { kind: "failed", reason: "registered for no time at all" };
    return { kind: "registered", seconds: Math.min(seconds, MOST_SECONDS) };
  }
  const least = secondsIn(answer.get("Min-Expires"));
  if (answer.status === 423 && least !== undefined && least > askedSeconds && least <= MOST_SECONDS)
    return { kind: "too-brief", leastSeconds: least };
  const refusal = answer.refusal === undefined ? "" : `: ${answer.refusal}`;
  return { kind: "failed", reason: `${answer.status} ${answer.reason}`.trim() + refusal };
}

/** The expiry of our own Contact, not of another binding of the account (RFC 3261 §10.3 step 8). */
function grantedSeconds(answer: RegisterAnswer, contactUser: string): number | undefined {
  const contacts = splitValues(answer.get("Contact") ?? "").map(parseNameAddress);
  const ours = contacts.find((contact) => contact.ok && uriUser(contact.value.uri) === contactUser);
  const expires = ours?.ok === true ? paramValue(ours.value.params, "expires") : undefined;
  return secondsIn(expires) ?? secondsIn(answer.get("Expires"));
}

function uriUser(text: string): string | undefined {
  const user = parseSipUri(text)?.user;
  return user === undefined ? undefined : unescapeUri(user);
}

function secondsIn(text: string | undefined): number | undefined {
  return text === undefined ? undefined : parseSeconds(text.trim());
}

/** When to refresh a registration that holds for so long. */
export function refreshAfterMs(seconds: number): number {
  const holdsMs = seconds * 1_000;
  return Math.max(LEAST_REFRESH_MS, holdsMs - Math.min(LONGEST_MARGIN_MS, holdsMs / 5));
}

/** When to try again after so many failures in a row, at least one. */
export function retryAfterMs(failures: number): number {
  return Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(failures - 1, 20));
}
