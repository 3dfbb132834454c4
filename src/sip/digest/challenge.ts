import type { Parsed } from "../../vocabulary/parsed.ts";
import { quote, quotedEnd, unquote } from "../quoted-string.ts";
import { skipBlanks, tokenEnd } from "../token.ts";

/** One name=value of a challenge or of credentials, without its quotes. */
export interface AuthParam {
  /** Lower-case. */
  readonly name: string;
  readonly value: string;
  /** Some must be quoted and some must not (RFC 3261 §25.1), and digests of old phones insist. */
  readonly quoted: boolean;
}

/** WWW-Authenticate, Proxy-Authenticate, Authorization, Proxy-Authorization, Authentication-Info (RFC 3261 §20.7, §20.44). */
export interface AuthHeader {
  /** As written: "Digest"; "" in Authentication-Info, which has none. */
  readonly scheme: string;
  readonly params: readonly AuthParam[];
}

/** scheme LWS auth-param *( COMMA auth-param )   (RFC 3261 §25.1). A name that comes twice is refused: which one was hashed? */
export function parseAuthHeader(text: string): Parsed<AuthHeader> {
  const schemeEnd = tokenEnd(text, 0);
  const paramsAt = skipBlanks(text, schemeEnd);
  if (schemeEnd === 0 || paramsAt === schemeEnd) return { ok: false, problem: "credentials: no scheme" };
  const params = parseAuthParams(text, paramsAt);
  return params.ok ? { ok: true, value: { scheme: text.slice(0, schemeEnd), params: params.value } } : params;
}

/** Authentication-Info = ainfo *( COMMA ainfo )   (RFC 3261 §20.6) */
export function parseAuthenticationInfo(text: string): Parsed<AuthHeader> {
  const params = parseAuthParams(text, 0);
  return params.ok ? { ok: true, value: { scheme: "", params: params.value } } : params;
}

function parseAuthParams(text: string, at: number): Parsed<readonly AuthParam[]> {
  const params: AuthParam[] = [];
  const seen = new Set<string>();
  let next = at;
  for (;;) {
    const nameEnd = tokenEnd(text, next);
    const equals = skipBlanks(text, nameEnd);
    if (nameEnd === next || text.charCodeAt(equals) !== 0x3d)
      return { ok: false, problem: "credentials: no name=value" };
    const name = text.slice(next, nameEnd).toLowerCase();
    if (seen.has(name)) return { ok: false, problem: `credentials: ${name} twice` };
    seen.add(name);

    const valueAt = skipBlanks(text, equals + 1);
    const quoted = text.charCodeAt(valueAt) === 0x22;
    const valueEnd = quoted ? quotedEnd(text, valueAt) : plainValueEnd(text, valueAt);
    if (valueEnd <= valueAt) return { ok: false, problem: `credentials: ${name} has no value` };
    const value = text.slice(valueAt, valueEnd);
    params.push({ name, value: quoted ? unquote(value) : value, quoted });

    const comma = skipBlanks(text, valueEnd);
    if (comma === text.length) return { ok: true, value: params };
    if (text.charCodeAt(comma) !== 0x2c) return { ok: false, problem: "credentials: no comma between parameters" };
    next = skipBlanks(text, comma + 1);
  }
}

/** Wider than token: some phones leave a nonce or a URI unquoted. */
function plainValueEnd(text: string, at: number): number {
  let end = at;
  while (end < text.length && !' \t,"'.includes(text.charAt(end))) end++;
  return end;
}

export function printAuthHeader({ scheme, params }: AuthHeader): string {
  const list = params.map(({ name, value, quoted }) => `${name}=${quoted ? quote(value) : value}`).join(", ");
  return scheme === "" ? list : `${scheme} ${list}`;
}

/** The value of a parameter by its lower-case name. */
export function authParam(header: AuthHeader, name: string): string | undefined {
  return header.params.find((param) => param.name === name)?.value;
}

/** Whether it is digest authentication, the only scheme of SIP (RFC 3261 §22.4). */
export function isDigest(header: AuthHeader): boolean {
  return header.scheme.toLowerCase() === "digest";
}
