import type { Parsed } from "../../vocabulary/parsed.ts";
import { cseqOf, parseCSeq } from "../cseq.ts";
import { badRequest, type Fault } from "./head.ts";
import { spelledName } from "./header-names.ts";
import { canonicalName, splitValues } from "./headers.ts";
import type { Header, SipRequest, SipResponse } from "./message.ts";
import { parseNameAddress, preferenceOf } from "../name-addr.ts";
import type { Param } from "../params.ts";
import { parseRAck } from "../rack.ts";
import {
  parseMaxForwards,
  parseMinSe,
  parseRSeq,
  parseRetryAfter,
  parseSeconds,
  parseSessionExpires,
} from "../scalars.ts";
import { parseUri } from "../uri.ts";
import { parseVia } from "../via.ts";

/** What is wrong with a header's value; undefined when nothing is. */
type Check = (value: string) => string | undefined;

interface Rule {
  readonly check: Check;
  /** Two of them contradict each other (RFC 4475 §3.3.8). */
  readonly once: boolean;
}

/** Without these a request has no transaction and no dialog (RFC 3261 §8.1.1). Max-Forwards is forgiven: RFC 2543 had none. */
const MANDATORY = ["via", "from", "to", "call-id", "cseq"] as const;

const fine: Check = () => undefined;
const address: Check = (value) => problemOf(parseNameAddress(value));
const via: Check = (value) => {
  const parsed = parseVia(value);
  return parsed.ok ? twice(parsed.value.params, "branch") : parsed.problem;
};
const party: Check = (value) => {
  const parsed = parseNameAddress(value);
  return parsed.ok ? twice(parsed.value.params, "tag") : parsed.problem;
};
/** A bare URI with headers needs brackets (RFC 3261 §20), but attended transfers come without them. */
const referTo: Check = (value) => address(/[<"]/.test(value) ? value : `<${value}>`);
const addresses: Check = (value) => each(value, address);
const number =
  (parse: (text: string) => unknown): Check =>
  (value) =>
    parse(value) === undefined ? "not a number in its range" : undefined;

/** Headers whose syntax matters to this system; any other is passed on as it is (RFC 3261 §7.3.1). */
const RULES: ReadonlyMap<string, Rule> = new Map([
  ["via", { once: false, check: (value) => each(value, via) }],
  ["from", { once: true, check: party }],
  ["to", { once: true, check: party }],
  ["call-id", { once: true, check: (value) => (/^\S+$/.test(value) ? undefined : "empty, or with blanks") }],
  ["cseq", { once: true, check: (value) => problemOf(parseCSeq(value)) }],
  ["max-forwards", { once: true, check: number(parseMaxForwards) }],
  ["contact", { once: false, check: checkContact }],
  ["route", { once: false, check: addresses }],
  ["record-route", { once: false, check: addresses }],
  ["path", { once: false, check: addresses }],
  ["refer-to", { once: true, check: referTo }],
  ["expires", { once: true, check: fine }], // malformed, it counts as the default (RFC 3261 §10.2.1.1)
  ["min-expires", { once: true, check: number(parseSeconds) }],
  ["session-expires", { once: true, check: number(parseSessionExpires) }],
  ["min-se", { once: true, check: number(parseMinSe) }],
  ["rseq", { once: true, check: number(parseRSeq) }],
  ["rack", { once: true, check: (value) => problemOf(parseRAck(value)) }],
  ["retry-after", { once: true, check: number(parseRetryAfter) }],
  ["content-type", { once: true, check: fine }],
  ["event", { once: true, check: fine }],
  ["replaces", { once: true, check: fine }],
] satisfies [string, Rule][]);

/** A response whose advice can't be read is a response all the same: dropped, a call would wait for it until its timers end. */
const ONLY_ADVICE = new Set(["min-expires", "session-expires", "min-se", "retry-after"]);
const RULES_OF_RESPONSES: ReadonlyMap<string, Rule> = new Map([
  ...[...RULES].filter(([name]) => !ONLY_ADVICE.has(name)),
  ["contact", { once: false, check: (value) => (value === "*" ? undefined : addresses(value)) }],
]);

/**
 * What a server says of a request before it looks at what it asks for (RFC 3261 §8.2, RFC 4475).
 *
 * Let through on purpose: no branch, no From tag, no Max-Forwards or 0, no Contact, any URI scheme. Those are answered
 * by who knows the method (416, 483), or work well enough.
 * @returns the answer to give; undefined when the request may go on
 */
export function validateRequest(request: SipRequest): Fault | undefined {
  const fault = checkHeaders(request.headers);
  if (fault !== undefined) return fault;
  const cseq = cseqOf(request);
  if (cseq.ok && cseq.value.method !== request.method) return badRequest("CSeq: another method");
  return checkRequestUri(request.uri);
}

/** What is wrong with a response, which is then dropped (RFC 4475 §3.1.2.5); undefined when it may go on. */
export function validateResponse(response: SipResponse): string | undefined {
  return checkHeaders(response.headers, RULES_OF_RESPONSES)?.problem;
}

function checkHeaders(headers: readonly Header[], rules = RULES): Fault | undefined {
  const seen = new Set<string>();
  for (const header of headers) {
    const name = canonicalName(header.name);
    const rule = rules.get(name);
    if (rule === undefined) continue;
    if (rule.once && seen.has(name)) return badHeader(name, "twice");
    seen.add(name);
    const problem = rule.check(header.value);
    if (problem !== undefined) return badHeader(name, problem);
  }
  const missing = MANDATORY.find((name) => !seen.has(name));
  return missing === undefined
    ? undefined
    : badRequest(`${missing}: missing`, `Missing ${spelledName(missing)} Header`);
}

function badHeader(name: string, problem: string): Fault {
  return badRequest(`${name}: ${problem}`, `Bad ${spelledName(name)} Header`);
}

/** Angle brackets don't belong there, nor do headers (RFC 3261 §19.1.1 table 1); an unknown scheme is none of our business. */
function checkRequestUri(text: string): Fault | undefined {
  const uri = parseUri(text);
  if (!uri.ok) return badRequest(uri.problem, "Bad Request-URI");
  if (uri.value.kind !== "sip" || uri.value.headers === undefined) return undefined;
  return badRequest("Request-URI: with headers", "Bad Request-URI");
}

/** "*" or addresses, whose preference is a number in its range; a malformed expiry counts as the default (RFC 3261 §20.10). */
function checkContact(value: string): string | undefined {
  if (value === "*") return undefined;
  return each(value, (contact) => {
    const parsed = parseNameAddress(contact);
    if (!parsed.ok) return parsed.problem;
    return preferenceOf(parsed.value) === undefined ? "q out of range" : undefined;
  });
}

function each(value: string, check: Check): string | undefined {
  const values = splitValues(value);
  if (values.length === 0) return "empty";
  for (const element of values) {
    const problem = check(element);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/** Two of a parameter that identifies: which one would our peers go by? */
function twice(params: readonly Param[], name: string): string | undefined {
  return params.filter((param) => param.name.toLowerCase() === name).length > 1 ? `two of ${name}` : undefined;
}

function problemOf(parsed: Parsed<unknown>): string | undefined {
  return parsed.ok ? undefined : parsed.problem;
}
