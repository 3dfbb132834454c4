import { defined } from "../runtime/defined.ts";
import { splitValues } from "../sip/message/headers.ts";
import { parseNameAddress } from "../sip/name-addr.ts";
import { paramValue } from "../sip/params.ts";
import { parseLongSeconds, parseUint } from "../sip/scalars.ts";
import { parseSipUri } from "../sip/uri.ts";
import type { Parsed } from "../vocabulary/parsed.ts";

/** A phone has a handful of contacts; more in one request is an attack or a fault. */
export const MAXIMUM_CONTACTS = 10;
const MAXIMUM_HEADER_LENGTH = 8_192;
/** Longer URIs don't fit what they are used for: a Request-URI in one datagram. */
const MAXIMUM_URI_LENGTH = 512;
const MAXIMUM_INSTANCE_LENGTH = 128;
/** RFC 5626 §4.2 names no limit; no phone has more flows. */
const MAXIMUM_REG_ID = 999_999_999;

/** One value of a REGISTER's Contact (RFC 3261 §20.10). */
export interface ContactValue {
  readonly uri: string;
  /** Absent or unreadable: the Expires header's, or our default (RFC 3261 §10.2.1.1). */
  readonly expiresSeconds?: number;
  readonly instance?: string;
  readonly regId?: number;
}

/** Contact = "*" or a list of addresses (RFC 3261 §20.10): all of them sip or sips, or none is taken. */
export function parseContacts(text: string): Parsed<"*" | readonly ContactValue[]> {
  if (text.trim() === "*") return { ok: true, value: "*" };
  if (text.length > MAXIMUM_HEADER_LENGTH) return { ok: false, problem: "Contact: too long" };
  const values = splitValues(text);
  if (values.length === 0) return { ok: false, problem: "Contact: empty" };
  if (values.length > MAXIMUM_CONTACTS) return { ok: false, problem: "Contact: too many" };

  const contacts: ContactValue[] = [];
  for (const value of values) {
    const contact = parseContact(value);
    if (contact === undefined) return { ok: false, problem: "Contact: not an address that we can call" };
    contacts.push(contact);
  }
  return { ok: true, value: contacts };
}

function parseContact(text: string): ContactValue | undefined {
  const address = parseNameAddress(text);
  if (!address.ok || !isCallable(address.value.uri)) return undefined;
  const { uri, params } = address.value;
  const instance = paramValue(params, "+sip.instance") ?? "";
  const regId = parseUint(paramValue(params, "reg-id") ?? "", MAXIMUM_REG_ID) ?? 0;
  return {
    uri,
    ...defined({
      expiresSeconds: parseLongSeconds(paramValue(params, "expires") ?? ""),
      instance: isInstance(instance) ? instance : undefined,
      regId: isInstance(instance) && regId > 0 ? regId : undefined, // RFC 5626 §6: reg-id counts only with an instance
    }),
  };
}

/** A "|" separates the fields of what drachtio-srf and its engine say to each other. */
function isCallable(uri: string): boolean {
  return uri.length <= MAXIMUM_URI_LENGTH && !uri.includes("|") && parseSipUri(uri) !== undefined;
}

/** RFC 5626 §4.1: "<" URN ">"; it is written back, so it must not break out of its quotes. */
function isInstance(text: string): boolean {
  return text.length <= MAXIMUM_INSTANCE_LENGTH && /^<[^<>"\\\s]+>$/.test(text);
}
