import { headerKey, isListHeader } from "./header-names.ts";
import type { Header, SipMessage } from "./message.ts";
import { splitOutsideQuotes } from "./split-list.ts";

/**
 * The value of the first header of this name, as it came.
 *
 * @param key lower case, the long form: "call-id"
 */
export function headerValue(message: Pick<SipMessage, "headers">, key: string): string | undefined {
  for (const header of message.headers) if (headerKey(header.name) === key) return header.value;
  return undefined;
}

/** All values of this name in order; lists ("Route: a, b") are taken apart where the header allows lists. */
export function headerValues(message: Pick<SipMessage, "headers">, key: string): readonly string[] {
  const values: string[] = [];
  for (const header of message.headers) {
    if (headerKey(header.name) !== key) continue;
    if (!isListHeader(key)) values.push(header.value);
    else for (const part of splitOutsideQuotes(header.value, ",").parts) if (part !== "") values.push(part);
  }
  return values;
}

export function hasHeader(message: Pick<SipMessage, "headers">, key: string): boolean {
  return message.headers.some((header) => headerKey(header.name) === key);
}

/** Replaces all headers of this name by one, at the place of the first; appends it where there was none. */
export function withHeader<Message extends SipMessage>(message: Message, name: string, value: string): Message {
  const key = headerKey(name);
  const headers: Header[] = [];
  let placed = false;
  for (const header of message.headers) {
    if (headerKey(header.name) !== key) headers.push(header);
    else if (!placed) {
      headers.push({ name, value });
      placed = true;
    }
  }
  if (!placed) headers.push({ name, value });
  return { ...message, headers };
}

export function withoutHeader<Message extends SipMessage>(message: Message, key: string): Message {
  return { ...message, headers: message.headers.filter((header) => headerKey(header.name) !== key) };
}

/** Puts a header before all others: our Via (RFC 3261 §18.1.1), our Record-Route. */
export function prependHeader<Message extends SipMessage>(message: Message, name: string, value: string): Message {
  return { ...message, headers: [{ name, value }, ...message.headers] };
}

export function appendHeader<Message extends SipMessage>(message: Message, name: string, value: string): Message {
  return { ...message, headers: [...message.headers, { name, value }] };
}

/** Changes the first value of a header, leaving further values on the same line where they are: the top Via. */
export function withFirstValue<Message extends SipMessage>(message: Message, key: string, value: string): Message {
  const index = message.headers.findIndex((header) => headerKey(header.name) === key);
  const header = message.headers[index];
  if (header === undefined) return message;
  const rest = isListHeader(key) ? splitOutsideQuotes(header.value, ",").parts.slice(1) : [];
  const headers = [...message.headers];
  headers[index] = { name: header.name, value: [value, ...rest].join(", ") };
  return { ...message, headers };
}

/** Takes the first value of a header away: our Via from a response, our Route from a request. */
export function withoutFirstValue<Message extends SipMessage>(message: Message, key: string): Message {
  const index = message.headers.findIndex((header) => headerKey(header.name) === key);
  const header = message.headers[index];
  if (header === undefined) return message;
  const rest = isListHeader(key) ? splitOutsideQuotes(header.value, ",").parts.slice(1) : [];
  const headers = [...message.headers];
  if (rest.length === 0) headers.splice(index, 1);
  else headers[index] = { name: header.name, value: rest.join(", ") };
  return { ...message, headers };
}
