import { findParam, paramValue } from "./params.ts";
import { parseUriParams, unescapeUri, userOf, type Uri } from "./uri.ts";

/** A telephone number as a URI names it: digits as they are dialled, and where they are dialled so. */
export interface TelephoneNumber {
  /** Unescaped, with its visual separators; what a URI names that is no number, too ("alice"). */
  readonly number: string;
  /** The leading digits of the global numbers among which a local number stands ("+33"); undefined: it doesn't say. */
  readonly context: string | undefined;
}

/** global-number-digits, as a phone-context may be (RFC 3966 §3). */
const GLOBAL_PREFIX = /^\+[0-9().-]*[0-9][0-9().-]*$/;

/**
 * The number that a URI names: of tel: (RFC 3966), or of the user part of sip: (RFC 3261 §19.1.6). Its phone-context stands
 * in the number's own parameters; where "user=phone" says what the user part is, some write it behind the host. A context
 * that is a domain name says nothing about digits, and a global number has none (RFC 3966 §5.1.5).
 */
export function telephoneIn(uri: Uri): TelephoneNumber {
  const number = userOf(uri);
  const context = number.startsWith("+") ? undefined : contextOf(uri);
  return { number, context: context !== undefined && GLOBAL_PREFIX.test(context) ? context : undefined };
}

function contextOf(uri: Uri): string | undefined {
  if (uri.kind === "other") return undefined;
  if (uri.kind === "tel") return unescaped(paramValue(uri.params, "phone-context"));
  const semicolon = uri.user?.indexOf(";") ?? -1;
  const own = semicolon === -1 ? [] : (parseUriParams(uri.user?.slice(semicolon) ?? "") ?? []);
  const isPhone = findParam(uri.params, "user")?.value?.toLowerCase() === "phone";
  return unescaped(paramValue(own, "phone-context") ?? (isPhone ? paramValue(uri.params, "phone-context") : undefined));
}

function unescaped(text: string | undefined): string | undefined {
  return text === undefined ? undefined : unescapeUri(text);
}

/** Whether a text can be a telephone number: digits, perhaps "+" before them, and what only serves the eye. */
export function isTelephoneNumber(text: string): boolean {
  return /^\+?[().-]*[0-9][0-9().-]*$/.test(text);
}
