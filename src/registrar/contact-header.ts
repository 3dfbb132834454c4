import type { Parsed } from "../vocabulary/parsed.ts";
import { parameterOf, parseSeconds, splitOutside, unquoted } from "./header-values.ts";
import { parseSipUri } from "./sip-uri.ts";

/** A phone has a handful of places; more in one request is an attack or a fault. */
export const MAXIMUM_CONTACTS = 10;
const MAXIMUM_HEADER_LENGTH = 8_192;
const MAXIMUM_INSTANCE_LENGTH = 128;

/** One value of a REGISTER's Contact (RFC 3261 §20.10). */
export interface ContactValue {
  readonly uri: string;
  /** Absent or unreadable: the Expires header's, or our default (RFC 3261 §10.2.1.1). */
  readonly expiresSeconds?: number;
  readonly instance?: string;
  readonly regId?: number;
}

/** name-addr or addr-spec, then parameters: `"Alice" <sip:a@192.0.2.1>;expires=60` or `sip:a@192.0.2.1;expires=60`. */
const ADDRESS = /^(?:(?:"(?:[^"\\]|\\.)*"\s*|[^<>"]*)<(?<angled>[^<>]*)>|(?<bare>[^<>";]+))(?<parameters>(?:;.*)?)$/s;

/** Contact = "*" or a list of addresses (RFC 3261 §20.10). Never throws. */
export function parseContacts(text: string): Parsed<"*" | readonly ContactValue[]> {
  if (text.trim() === "*") return { ok: true, value: "*" };
  if (text.length > MAXIMUM_HEADER_LENGTH) return { ok: false, problem: "Contact: too long" };
  const pieces = splitOutside(text, ",");
  if (pieces.length > MAXIMUM_CONTACTS) return { ok: false, problem: "Contact: too many" };

  const contacts: ContactValue[] = [];
  for (const piece of pieces) {
    const contact = parseContact(piece);
    if (contact === undefined) return { ok: false, problem: "Contact: not an address that we can call" };
    contacts.push(contact);
  }
  return { ok: true, value: contacts };
}

function parseContact(text: string): ContactValue | undefined {
  const parts = ADDRESS.exec(text)?.groups;
  const uri = (parts?.["angled"] ?? parts?.["bare"])?.trim();
  if (parts === undefined || uri === undefined || parseSipUri(uri) === undefined) return undefined;

  const parameters = new Map(splitOutside(parts["parameters"] ?? "", ";").map(parameterOf));
  const expiresSeconds = parseSeconds(parameters.get("expires"));
  const instance = unquoted(parameters.get("+sip.instance") ?? "");
  const regId = Number(/^\d{1,9}$/.exec(parameters.get("reg-id") ?? "")?.[0] ?? Number.NaN);
  return {
    uri,
    ...(expiresSeconds === undefined ? {} : { expiresSeconds }),
    ...(isInstance(instance) ? { instance } : {}),
    ...(isInstance(instance) && regId > 0 ? { regId } : {}), // RFC 5626 §6: reg-id counts only with an instance
  };
}

/** RFC 5626 §4.1: "<" URN ">"; it is written back, so it must not break out of its quotes. */
function isInstance(text: string): boolean {
  return text.length <= MAXIMUM_INSTANCE_LENGTH && /^<[^<>"\\\s]+>$/.test(text);
}

/** The URI of a To or From header; undefined when there is none. */
export function addressOf(header: string | undefined): string | undefined {
  if (header === undefined || header.length > MAXIMUM_HEADER_LENGTH) return undefined;
  const parts = ADDRESS.exec(header.trim())?.groups;
  return (parts?.["angled"] ?? parts?.["bare"])?.trim();
}
