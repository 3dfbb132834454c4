import type { Parsed } from "../vocabulary/parsed.ts";
import { headerValue, headerValues, splitValues } from "./message/headers.ts";
import type { SipMessage } from "./message/message.ts";
import { NO_PARAMS, findParam, paramValue, parseParams, printParams, type Param } from "./params.ts";
import { quote, quotedEnd, unquote } from "./quoted-string.ts";
import { isBlank, skipBlanks, tokenEnd, trimBlanks } from "./token.ts";

/** Who or where: the value of From, To, Contact, Route, Record-Route, Diversion, P-Asserted-Identity, Refer-To, … */
export interface NameAddress {
  /** What a phone shows, unquoted; undefined when there is none. */
  readonly display: string | undefined;
  /** The URI's text, for `parseUri`. */
  readonly uri: string;
  /** Parameters of the header (tag, expires, q), not those of the URI. */
  readonly params: readonly Param[];
}

/**
 * ( name-addr / addr-spec ) *( SEMI generic-param )   (RFC 3261 §25.1)
 *
 * Without angle brackets what follows a semicolon belongs to the header, and a "?" or "," is refused (§20). A display
 * name without quotes is tokens; letters beyond ASCII are let through, for phones forget the quotes around them.
 */
export function parseNameAddress(text: string): Parsed<NameAddress> {
  const start = skipBlanks(text, 0);
  if (text.charCodeAt(start) === 0x22) {
    const end = quotedEnd(text, start);
    if (end === -1) return { ok: false, problem: "address: a quoted name is never closed" };
    return bracketed(unquote(text.slice(start, end)), text, skipBlanks(text, end));
  }
  const open = text.indexOf("<", start);
  if (open === -1) return bare(text, start);
  const name = trimBlanks(text.slice(start, open));
  if (name !== "" && !isPlainName(name)) return { ok: false, problem: "address: the name needs quotes" };
  return bracketed(name === "" ? undefined : name, text, open);
}

/**
 * The same for headers that only tell who calls (P-Asserted-Identity, a From that is shown): a display name that lacks its
 * quotes, or the end of them, is no reason not to know. A list's first value counts.
 */
export function readNameAddress(text: string): NameAddress | undefined {
  const first = splitValues(text)[0] ?? "";
  const strict = parseNameAddress(first);
  if (strict.ok) return strict.value;
  const whole = first.includes("<") ? first : text; // a comma in a name without quotes
  const open = whole.indexOf("<", Math.max(0, quotedEnd(whole, whole.indexOf('"'))));
  if (open === -1) return undefined;
  const name = trimBlanks(whole.slice(0, open));
  const value = splitValues(whole.slice(open))[0] ?? "";
  const address = bracketed(name === "" || name.includes('"') ? undefined : name, value, 0);
  return address.ok ? address.value : undefined;
}

/** Longer lists of addresses come from no telephone and no provider. */
const MOST_ADDRESSES = 32;

/** All values of such a header, as many as can be read; a display name without quotes may hold a comma here too. */
export function readNameAddresses(text: string): readonly NameAddress[] {
  const addresses: NameAddress[] = [];
  let unread = "";
  for (const value of splitValues(text).slice(0, MOST_ADDRESSES)) {
    const whole = unread === "" ? value : `${unread}, ${value}`;
    const address = readNameAddress(whole);
    unread = address === undefined ? whole : "";
    if (address !== undefined) addresses.push(address);
  }
  return addresses;
}

/** The tag of a From or To as text; undefined when it has none (RFC 3261 §19.3). */
export function tagIn(header: string | undefined): string | undefined {
  const address = header === undefined ? undefined : readNameAddress(header);
  return address && tagOf(address);
}

/** name-addr *( COMMA name-addr ), several lines joined by commas: Contact, P-Asserted-Identity, Diversion, History-Info, … */
export function parseNameAddresses(text: string): Parsed<readonly NameAddress[]> {
  return parseAll(splitValues(text));
}

function bracketed(display: string | undefined, text: string, open: number): Parsed<NameAddress> {
  if (text.charCodeAt(open) !== 0x3c) return { ok: false, problem: "address: a name without a URI in angle brackets" };
  const close = text.indexOf(">", open);
  const uri = text.slice(open + 1, Math.max(open + 1, close));
  if (close === -1 || !isUriText(uri)) return { ok: false, problem: "address: no valid URI in the angle brackets" };
  const params = parseParams(text, close + 1);
  if (!params.ok) return { ok: false, problem: `address ${params.problem}` };
  return { ok: true, value: { display, uri, params: params.value } };
}

function bare(text: string, start: number): Parsed<NameAddress> {
  const semicolon = text.indexOf(";", start);
  const end = semicolon === -1 ? text.length : semicolon;
  const uri = trimBlanks(text.slice(start, end));
  if (!isUriText(uri)) return { ok: false, problem: "address: no URI" };
  if (uri.includes("?") || uri.includes(",")) return { ok: false, problem: "address: the URI needs angle brackets" };
  const params = parseParams(text, end);
  if (!params.ok) return { ok: false, problem: `address ${params.problem}` };
  return { ok: true, value: { display: undefined, uri, params: params.value } };
}

/** scheme ":" something, without blanks, quotes, brackets or control characters. */
function isUriText(text: string): boolean {
  return /^[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20\x7f"<>]+$/.test(text);
}

/** *( token LWS ), and letters beyond ASCII. */
function isPlainName(name: string): boolean {
  let at = 0;
  while (at < name.length) {
    const end = tokenEnd(name, at);
    if (end > at) at = end;
    else if (isBlank(name.charCodeAt(at)) || name.charCodeAt(at) > 0x7f) at++;
    else return false;
  }
  return true;
}

/** Always in angle brackets; the display name is quoted unless it is plain tokens. */
export function printNameAddress({ display, uri, params }: NameAddress): string {
  const name = display === undefined ? "" : isAsciiName(display) ? `${display} ` : `${quote(display)} `;
  return `${name}<${uri}>${printParams(params)}`;
}

/** The same with the display name in quotes in any case, as phones and providers understand it best. */
export function quotedNameAddress(display: string, uri: string): string {
  return `${quote(display)} <${uri}>`;
}

function isAsciiName(name: string): boolean {
  return /^[\w\-.!%*+`'~]+(?: [\w\-.!%*+`'~]+)*$/.test(name);
}

/** A name and a URI, for headers that we make. */
export function nameAddress(uri: string, display?: string, params: readonly Param[] = NO_PARAMS): NameAddress {
  return { display, uri, params };
}

/** From or To of a message. */
export function addressOf(message: SipMessage, name: "from" | "to"): Parsed<NameAddress> {
  const text = headerValue(message, name);
  return text === undefined ? { ok: false, problem: `${name}: missing` } : parseNameAddress(text);
}

/** The tag of a header's parameters; undefined when it has none (RFC 3261 §19.3). */
export function tagOf(address: NameAddress): string | undefined {
  return paramValue(address.params, "tag");
}

/** The same address with another tag, or with one at all. */
export function withTag(address: NameAddress, tag: string): NameAddress {
  const params = address.params.filter((param) => param.name.toLowerCase() !== "tag");
  return { ...address, params: [...params, { name: "tag", value: tag }] };
}

/** Where a message's sender wants to be reached: addresses in order, or "*", all of them (RFC 3261 §10.2.2). */
export type Contacts = "*" | readonly NameAddress[];

/** All Contact values of a message; "*" stands alone or not at all. */
export function contactsOf(message: SipMessage): Parsed<Contacts> {
  const values = headerValues(message, "contact");
  if (values.length === 1 && values[0] === "*") return { ok: true, value: "*" };
  return parseAll(values);
}

/** All values of a header of addresses: "route", "record-route", "p-asserted-identity", "diversion", … */
export function addressesOf(message: SipMessage, name: string): Parsed<readonly NameAddress[]> {
  return parseAll(headerValues(message, name));
}

function parseAll(values: readonly string[]): Parsed<readonly NameAddress[]> {
  const addresses: NameAddress[] = [];
  for (const value of values) {
    const address = parseNameAddress(value);
    if (!address.ok) return address;
    addresses.push(address.value);
  }
  return { ok: true, value: addresses };
}

/**
 * Contacts by the preference that their sender wrote, the best first (RFC 3261 §8.1.3.4); of equal ones in its order. A q that is
 * no qvalue, but a number, is understood; what can't be read was worth less than all to its sender.
 */
export function byPreference(contacts: readonly NameAddress[]): readonly NameAddress[] {
  return contacts.toSorted((one, other) => likedPreference(other) - likedPreference(one));
}

function likedPreference(contact: NameAddress): number {
  const text = paramValue(contact.params, "q") ?? (findParam(contact.params, "q") === undefined ? "1" : "");
  const q = /^\d*\.?\d*$/.test(text) && text !== "" ? Number(text) : Number.NaN;
  return q >= 0 && q <= 1 ? q : 0;
}

/** The preference of a contact, 0 to 1; 1 when it says none (RFC 3261 §20.10); undefined when it can't be read. */
export function preferenceOf(contact: NameAddress): number | undefined {
  const q = findParam(contact.params, "q");
  if (q === undefined) return 1;
  return /^(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/.test(q.value ?? "") ? Number(q.value) : undefined;
}
