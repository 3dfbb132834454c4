import { splitValues } from "./message/headers.ts";
import { isToken, skipBlanks, tokenEnd } from "./token.ts";

/**
 * token *( COMMA token ): Require, Supported, Unsupported, Allow, Allow-Events, Proxy-Require (RFC 3261 §25.1), several
 * lines joined by commas; what is no token is left out. Option tags in lower case (§7.3.1); methods are compared as they are.
 */
export function parseTokens(text: string | undefined): readonly string[] {
  return text === undefined ? [] : splitValues(text).filter(isToken);
}

/** Whether a list of tokens has this one, in whatever case. */
export function hasToken(text: string | undefined, token: string): boolean {
  return parseTokens(text).some((each) => each.length === token.length && each.toLowerCase() === token.toLowerCase());
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
