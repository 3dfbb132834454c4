import { parseCSeq } from "./cseq.ts";
import { headerKey } from "./header-names.ts";
import { headerValue, headerValues } from "./headers.ts";
import type { SipMessage, SipRequest, SipResponse } from "./message.ts";
import { parseNameAddress } from "./name-address.ts";
import { parseSipUri, schemeOf } from "./uri.ts";
import { parseVia } from "./via.ts";

/** Why a request that could be read is refused all the same. */
export interface Fault {
  readonly status: 400;
  readonly reason: string;
}

/** Without these nobody could be answered, nor a transaction be told from another (RFC 3261 §8.1.1). */
const MANDATORY = [
  ["from", "From"],
  ["to", "To"],
  ["call-id", "Call-ID"],
  ["cseq", "CSeq"],
] as const;
/** Two of these would leave open which one counts (RFC 4475 §3.3.8). */
const SINGLE = [
  "from",
  "to",
  "call-id",
  "cseq",
  "max-forwards",
  "expires",
  "min-expires",
  "content-type",
  "event",
] as const;
const MAX_EXPIRES = 2 ** 32 - 1;

/**
 * What every SIP element checks of a request before anything else (RFC 3261 §8.2, §16.3; verdicts of RFC 4475).
 * Schemes, extensions, methods and content types that are merely unknown are for later layers to refuse.
 */
export function faultOf(request: SipRequest): Fault | undefined {
  for (const [key, name] of MANDATORY)
    if (headerValue(request, key) === undefined) return bad(`Missing ${name} Header`);
  for (const key of SINGLE) if (timesOf(request, key) > 1) return bad(`Repeated ${key} Header`);
  return (
    uriFault(request.uri) ?? cseqFault(request) ?? viaFault(request) ?? addressFault(request) ?? numberFault(request)
  );
}

/** Whether a response can be matched to what it answers; one that can't is dropped (RFC 4475 §3.1.2.5). */
export function isSound(response: SipResponse): boolean {
  const cseq = headerValue(response, "cseq");
  const via = headerValues(response, "via")[0];
  if (cseq === undefined || via === undefined) return false;
  if (MANDATORY.some(([key]) => timesOf(response, key) !== 1)) return false;
  return parseCSeq(cseq).ok && parseVia(via).ok;
}

function uriFault(uri: string): Fault | undefined {
  if (/[\s<>"]/.test(uri)) return bad("Bad Request-URI");
  const scheme = schemeOf(uri);
  if (scheme === undefined) return bad("Bad Request-URI");
  if (scheme !== "sip" && scheme !== "sips") return undefined;
  const parsed = parseSipUri(uri);
  // RFC 3261 §19.1.1: a Request-URI has no headers.
  return !parsed.ok || parsed.value.headers !== undefined ? bad("Bad Request-URI") : undefined;
}

function cseqFault(request: SipRequest): Fault | undefined {
  const cseq = parseCSeq(headerValue(request, "cseq") ?? "");
  if (!cseq.ok) return bad("Bad CSeq Header");
  return cseq.value.method === request.method ? undefined : bad("CSeq Method Does Not Match");
}

function viaFault(request: SipRequest): Fault | undefined {
  return headerValues(request, "via").every((via) => parseVia(via).ok) ? undefined : bad("Bad Via Header");
}

function addressFault(request: SipRequest): Fault | undefined {
  if (!parseNameAddress(headerValue(request, "from") ?? "").ok) return bad("Bad From Header");
  if (!parseNameAddress(headerValue(request, "to") ?? "").ok) return bad("Bad To Header");
  for (const contact of headerValues(request, "contact")) {
    if (contact === "*") continue;
    const parsed = parseNameAddress(contact);
    if (!parsed.ok || !isQuality(parsed.value.parameters.get("q"))) return bad("Bad Contact Header");
  }
  for (const key of ["route", "record-route"] as const) {
    if (!headerValues(request, key).every((route) => parseNameAddress(route).ok)) return bad("Bad Route Header");
  }
  return undefined;
}

/** qvalue = ( "0" [ "." 0*3DIGIT ] ) / ( "1" [ "." 0*3("0") ] ) */
function isQuality(text: string | undefined): boolean {
  return text === undefined || /^(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/.test(text);
}

function numberFault(request: SipRequest): Fault | undefined {
  if (!isWhole(headerValue(request, "max-forwards"), 255)) return bad("Bad Max-Forwards Header");
  if (!isWhole(headerValue(request, "expires"), MAX_EXPIRES)) return bad("Bad Expires Header");
  return undefined;
}

function isWhole(text: string | undefined, most: number): boolean {
  return text === undefined || (/^\d{1,10}$/.test(text) && Number(text) <= most);
}

function timesOf(message: SipMessage, key: string): number {
  return message.headers.reduce((times, header) => (headerKey(header.name) === key ? times + 1 : times), 0);
}

function bad(reason: string): Fault {
  return { status: 400, reason };
}
