import { splitValues } from "./message/headers.ts";
import { isToken } from "./token.ts";

/**
 * token *( COMMA token ): Require, Supported, Unsupported, Allow, Allow-Events, Proxy-Require (RFC 3261 §25.1), several
 * lines joined by commas; what is no token is left out. Option tags in lower case (§7.3.1); methods are compared as they are.
 */
export function parseTokens(text: string | undefined): readonly string[] {
  return text === undefined ? [] : splitValues(text).filter(isToken);
}

/** Whether a list of tokens has this one, in whatever case. */
export function hasToken(text: string | undefined, token: string): boolean {
  if (text === undefined) return false;
  const wanted = token.toLowerCase();
  return splitValues(text).some((each) => each.length === wanted.length && each.toLowerCase() === wanted);
}
