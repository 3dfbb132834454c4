import { COMPACT_FORMS, LIST_HEADERS } from "./header-names.ts";
import type { Header, SipMessage } from "./message.ts";
import { trimBlanks } from "../token.ts";
import { quotedEnd } from "../quoted-string.ts";

const CANONICAL = new Map<string, string>();
for (const [compact, long] of COMPACT_FORMS) {
  CANONICAL.set(compact, long).set(compact.toUpperCase(), long).set(long, long);
}

/** Senders spell a few dozen headers in a few ways; what else they write is looked up each time. */
const MOST_SPELLINGS = 500;
const spellings = new Map<string, string>(CANONICAL);

/** The one name of a header, lower-case and long, whatever spelling or compact form a sender chose (RFC 3261 §7.3.1, §7.3.3). */
export function canonicalName(name: string): string {
  const known = spellings.get(name);
  if (known !== undefined) return known;
  const lower = name.toLowerCase();
  const canonical = CANONICAL.get(lower) ?? lower;
  if (spellings.size < MOST_SPELLINGS) spellings.set(name, canonical);
  return canonical;
}

function isNamed(header: Header, canonical: string): boolean {
  const { name } = header;
  if (name.length !== canonical.length && name.length !== 1) return false;
  return name === canonical || canonicalName(name) === canonical;
}

function indexOfHeader(headers: readonly Header[], canonical: string): number {
  for (let index = 0; index < headers.length; index++) {
    if (isNamed(headers[index] as Header, canonical)) return index;
  }
  return -1;
}

/** Any part of a message that has headers; changing one gives another of the same kind. */
type WithHeaders = Pick<SipMessage, "headers">;

export function hasHeader(message: WithHeaders, name: string): boolean {
  return indexOfHeader(message.headers, canonicalName(name)) !== -1;
}

/**
 * The first value of a header: the topmost Via, the first Contact. Of a header that is a comma-separated list this is
 * one element, so of Allow or Supported you want `headerValues`.
 */
export function headerValue(message: WithHeaders, name: string): string | undefined {
  const canonical = canonicalName(name);
  const header = message.headers[indexOfHeader(message.headers, canonical)];
  if (header === undefined) return undefined;
  if (!LIST_HEADERS.has(canonical)) return header.value;
  const comma = commaAt(header.value, 0);
  return comma === -1 ? header.value : trimBlanks(header.value.slice(0, comma));
}

/** Every value of a header, top to bottom; lines of the comma-separated kind are split (RFC 3261 §7.3.1). */
export function headerValues(message: WithHeaders, name: string): readonly string[] {
  const canonical = canonicalName(name);
  const list = LIST_HEADERS.has(canonical);
  const values: string[] = [];
  for (const header of message.headers) {
    if (!isNamed(header, canonical)) continue;
    if (list) splitInto(values, header.value);
    else values.push(header.value);
  }
  return values;
}

/** The elements of one comma-separated value; commas in quotes and angle brackets separate nothing. Empty ones are left out. */
export function splitValues(value: string): readonly string[] {
  const values: string[] = [];
  splitInto(values, value);
  return values;
}

function splitInto(values: string[], value: string): void {
  let at = 0;
  for (let comma = commaAt(value, 0); comma !== -1; comma = commaAt(value, at)) {
    const element = trimBlanks(value.slice(at, comma));
    if (element !== "") values.push(element);
    at = comma + 1;
  }
  const last = at === 0 ? value : trimBlanks(value.slice(at));
  if (last !== "") values.push(last);
}

/** The next comma that separates; -1 when there is none, or a quote or bracket before it is never closed. */
function commaAt(value: string, at: number): number {
  if (!value.includes(",", at)) return -1;
  for (let next = at; next < value.length; next++) {
    const code = value.charCodeAt(next);
    if (code === 0x2c) return next;
    if (code === 0x22) {
      next = quotedEnd(value, next) - 1;
      if (next < 0) return -1;
    } else if (code === 0x3c) {
      next = value.indexOf(">", next);
      if (next === -1) return -1;
    }
  }
  return -1;
}

function changed<Message extends WithHeaders>(message: Message, headers: readonly Header[]): Message {
  return { ...message, headers };
}

/** The header set to one value: in its old place if there is one, else at the end; further ones of the name go. */
export function withHeader<Message extends WithHeaders>(message: Message, name: string, value: string): Message {
  const canonical = canonicalName(name);
  const place = indexOfHeader(message.headers, canonical);
  if (place === -1) return changed(message, [...message.headers, { name, value }]);
  const headers: Header[] = [];
  message.headers.forEach((header, index) => {
    if (index === place) headers.push({ name, value });
    else if (!isNamed(header, canonical)) headers.push(header);
  });
  return changed(message, headers);
}

/** The message without any header of these names; the same message when it has none. */
export function withoutHeader<Message extends WithHeaders>(message: Message, ...names: readonly string[]): Message {
  const canonicals = names.map(canonicalName);
  const headers = message.headers.filter((header) => !canonicals.some((canonical) => isNamed(header, canonical)));
  return headers.length === message.headers.length ? message : changed(message, headers);
}

/** A value on top of those of its name (a new Via, a Record-Route), or at the head of the message if it is the first. */
export function prependHeader<Message extends WithHeaders>(message: Message, name: string, value: string): Message {
  const place = Math.max(0, indexOfHeader(message.headers, canonicalName(name)));
  return changed(message, message.headers.toSpliced(place, 0, { name, value }));
}

/** A value below all others: at the end of the message. */
export function appendHeader<Message extends WithHeaders>(message: Message, name: string, value: string): Message {
  return changed(message, [...message.headers, { name, value }]);
}

/** The first value replaced, whether it has a line of its own or heads a list; added on top when there is none. */
export function withFirstValue<Message extends WithHeaders>(message: Message, name: string, value: string): Message {
  const place = indexOfHeader(message.headers, canonicalName(name));
  const header = message.headers[place];
  if (header === undefined) return prependHeader(message, name, value);
  const rest = afterFirst(canonicalName(name), header.value);
  const line = { name: header.name, value: rest === undefined ? value : `${value}, ${rest}` };
  return changed(message, message.headers.with(place, line));
}

/** The first value taken away: the Via of ours in a response, the Route that led to us. The same message when there is none. */
export function withoutFirstValue<Message extends WithHeaders>(message: Message, name: string): Message {
  const place = indexOfHeader(message.headers, canonicalName(name));
  const header = message.headers[place];
  if (header === undefined) return message;
  const rest = afterFirst(canonicalName(name), header.value);
  if (rest === undefined) return changed(message, message.headers.toSpliced(place, 1));
  return changed(message, message.headers.with(place, { name: header.name, value: rest }));
}

/** What follows the first element of a list; undefined when nothing does. */
function afterFirst(canonical: string, value: string): string | undefined {
  const comma = LIST_HEADERS.has(canonical) ? commaAt(value, 0) : -1;
  const rest = comma === -1 ? "" : trimBlanks(value.slice(comma + 1));
  return rest === "" ? undefined : rest;
}
