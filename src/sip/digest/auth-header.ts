import type { Parsed } from "../../vocabulary/parsed.ts";
import { splitValues } from "../message/headers.ts";
import { quote, quotedEnd, unquote } from "../quoted-string.ts";
import { isBlank, skipBlanks, tokenEnd } from "../token.ts";

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

/** Longer headers carry nothing that a digest needs. */
const MAX_AUTH_CHARS = 8_192;
/** A phone that talks to several realms sends as many; some ten parameters for each of them. */
const MAX_AUTH_HEADERS = 8;
const MAX_AUTH_PARAMS = 100;

/** All of several challenges or credentials, their header lines joined by commas (RFC 3261 §20.7); what can't be read is left out. */
export function parseAuthHeaders(text: string | undefined): readonly AuthHeader[] {
  if (text === undefined || text.length > MAX_AUTH_CHARS) return [];
  const elements = splitValues(text);
  if (elements.length > MAX_AUTH_PARAMS) return [];
  const found: { scheme: string; params: AuthParam[]; isReadable: boolean }[] = [];
  for (const element of elements) {
    const schemeEnd = schemeEndOf(element);
    if (schemeEnd > 0) found.push({ scheme: element.slice(0, schemeEnd), params: [], isReadable: true });
    const current = found.at(-1);
    const param = readAuthParam(element, schemeEnd === 0 ? 0 : skipBlanks(element, schemeEnd));
    if (current === undefined) continue;
    const isTwice = param.ok && current.params.some(({ name }) => name === param.value.param.name);
    if (param.ok && param.value.end === element.length && !isTwice) current.params.push(param.value.param);
    else current.isReadable = false;
  }
  return found.slice(0, MAX_AUTH_HEADERS).filter(({ isReadable }) => isReadable);
}

/** The end of the scheme that an element begins with; 0 where it begins with a parameter. */
function schemeEndOf(element: string): number {
  const end = tokenEnd(element, 0);
  const next = skipBlanks(element, end);
  return next > end && next < element.length && element.charCodeAt(next) !== 0x3d ? end : 0;
}

function parseAuthParams(text: string, at: number): Parsed<readonly AuthParam[]> {
  const params: AuthParam[] = [];
  const seen = new Set<string>();
  let next = at;
  for (;;) {
    const read = readAuthParam(text, next);
    if (!read.ok) return read;
    const { param, end } = read.value;
    if (seen.has(param.name)) return { ok: false, problem: `credentials: ${param.name} twice` };
    seen.add(param.name);
    params.push(param);

    const comma = skipBlanks(text, end);
    if (comma === text.length) return { ok: true, value: params };
    if (text.charCodeAt(comma) !== 0x2c) return { ok: false, problem: "credentials: no comma between parameters" };
    next = skipBlanks(text, comma + 1);
  }
}

/** auth-param = token EQUAL ( token / quoted-string ), and where it ends. */
function readAuthParam(text: string, at: number): Parsed<{ readonly param: AuthParam; readonly end: number }> {
  const nameEnd = tokenEnd(text, at);
  const equals = skipBlanks(text, nameEnd);
  if (nameEnd === at || text.charCodeAt(equals) !== 0x3d) return { ok: false, problem: "credentials: no name=value" };
  const name = text.slice(at, nameEnd).toLowerCase();
  const valueAt = skipBlanks(text, equals + 1);
  const quoted = text.charCodeAt(valueAt) === 0x22;
  const end = quoted ? quotedEnd(text, valueAt) : plainValueEnd(text, valueAt);
  if (end <= valueAt) return { ok: false, problem: `credentials: ${name} has no value` };
  const value = text.slice(valueAt, end);
  return { ok: true, value: { param: { name, value: quoted ? unquote(value) : value, quoted }, end } };
}

/** Wider than token: some phones leave a nonce or a URI unquoted. */
function plainValueEnd(text: string, at: number): number {
  let end = at;
  for (; end < text.length; end++) {
    const code = text.charCodeAt(end);
    if (isBlank(code) || code === 0x2c || code === 0x22) break;
  }
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
