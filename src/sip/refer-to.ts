import type { Parsed } from "../vocabulary/parsed.ts";
import { parseNameAddress } from "./name-addr.ts";
import { paramValue } from "./params.ts";
import { parseReplaces, type Replaces } from "./replaces.ts";
import { parseUri, uriHeader, type Uri } from "./uri.ts";

/** Where a REFER sends its receiver (RFC 3515 §2.1). */
export interface ReferTo {
  readonly uri: Uri;
  /** What shall be sent there, upper-case; INVITE unless the URI says otherwise (RFC 3261 §19.1.1). */
  readonly method: string;
  /** The dialog whose place the new one shall take: an attended transfer (RFC 5589 §7). */
  readonly replaces: Replaces | undefined;
}

/**
 * Refer-To = ( name-addr / addr-spec ) *( SEMI generic-param )   (RFC 3515 §2.1)
 *
 * Exactly one target. Without angle brackets what follows a "?" belongs to nothing, and is left out.
 */
export function parseReferTo(text: string): Parsed<ReferTo> {
  const isBare = !text.includes("<");
  const question = isBare ? text.indexOf("?") : -1;
  const address = parseNameAddress(question === -1 ? text : text.slice(0, question));
  if (!address.ok) return { ok: false, problem: `Refer-To: ${address.problem}` };
  const uri = parseUri(withEscapedHeaders(address.value.uri));
  if (!uri.ok) return { ok: false, problem: `Refer-To: ${uri.problem}` };
  const { value } = uri;
  if (value.kind !== "sip") return { ok: true, value: { uri: value, method: "INVITE", replaces: undefined } };

  const method = paramValue(value.params, "method")?.toUpperCase() ?? "INVITE";
  const header = uriHeader(value, "replaces");
  if (header === undefined) return { ok: true, value: { uri: value, method, replaces: undefined } };
  const replaces = parseReplaces(header);
  return replaces.ok ? { ok: true, value: { uri: value, method, replaces: replaces.value } } : replaces;
}

/** Phones leave the "@" of a Call-ID in the URI's Replaces unescaped, which RFC 3261 §25.1 (hvalue) asks to escape. */
function withEscapedHeaders(uri: string): string {
  const question = uri.indexOf("?", uri.indexOf("@") + 1);
  return question === -1 ? uri : uri.slice(0, question) + uri.slice(question).replaceAll("@", "%40");
}

/** The value of a Refer-To that asks to take the place of a dialog at this URI. */
export function printReferTo(uri: string, replaces?: string): string {
  return replaces === undefined ? `<${uri}>` : `<${uri}?Replaces=${encodeURIComponent(replaces)}>`;
}
