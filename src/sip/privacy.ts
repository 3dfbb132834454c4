import { skipBlanks, tokenEnd } from "./token.ts";
import type { Uri } from "./uri.ts";

/** The From of a caller who is not to be known (RFC 3323 §4.1.1.3). */
export const ANONYMOUS = '"Anonymous" <sip:anonymous@anonymous.invalid>';

/** Whether a URI names such a caller. */
export function isAnonymous(uri: Uri): boolean {
  return uri.kind === "sip" && uri.host.toLowerCase() === "anonymous.invalid";
}

/** Privacy-hdr = priv-value *( ";" priv-value ), in lower case   (RFC 3323 §4.2). Some separate them by commas or blanks. */
export function parsePrivacy(text: string | undefined): ReadonlySet<string> {
  const values = new Set<string>();
  if (text === undefined) return values;
  let at = 0;
  while (at < text.length) {
    const end = tokenEnd(text, at);
    if (end > at) values.add(text.slice(at, end).toLowerCase());
    at = skipBlanks(text, Math.max(end, at) + (end > at ? 0 : 1));
  }
  return values;
}
