import type { Parsed } from "../vocabulary/parsed.ts";
import { parseHostPort, printHostPort } from "./host-port.ts";
import { MAX_PARAMS } from "./message/limits.ts";
import { NO_PARAMS, hasParam, paramValue, printParams, type Param } from "./params.ts";

/** sip: and sips: (RFC 3261 §19.1). Everything as written: escapes are kept, so that what is passed on is unchanged. */
export interface SipUri {
  readonly kind: "sip";
  readonly scheme: "sip" | "sips";
  /** Still escaped; `unescapeUri` gives what it means. */
  readonly user: string | undefined;
  readonly password: string | undefined;
  /** IPv6 without brackets. */
  readonly host: string;
  readonly port: number | undefined;
  readonly params: readonly Param[];
  /** Headers that a request made from this URI shall carry: the text after "?", without it. */
  readonly headers: string | undefined;
}

/** tel: (RFC 3966): a telephone number that no host is named for. */
export interface TelUri {
  readonly kind: "tel";
  /** As written, separators included; starts with "+" when it is global. */
  readonly number: string;
  readonly params: readonly Param[];
}

/** A URI of another scheme: carried, never followed. */
export interface OtherUri {
  readonly kind: "other";
  readonly text: string;
}

export type Uri = SipUri | TelUri | OtherUri;

const SCHEME = /^([A-Za-z][A-Za-z0-9+.-]*):/;
/** Characters that stand in no URI unescaped: blanks, controls, quotes, angle brackets. */
const FOREIGN = /[\x00-\x20\x7f"<>]/;
/** Global and local numbers with their visual separators (RFC 3966 §3). */
const TEL_NUMBER = /^\+?[().-]*[0-9A-Fa-f*#][0-9A-Fa-f*#().-]*$/;

/** SIP-URI / SIPS-URI / telephone-uri / absoluteURI   (RFC 3261 §25.1, RFC 3966 §3) */
export function parseUri(text: string): Parsed<Uri> {
  const scheme = SCHEME.exec(text)?.[1]?.toLowerCase();
  if (scheme === undefined) return { ok: false, problem: "URI: no scheme" };
  if (FOREIGN.test(text)) return { ok: false, problem: "URI: blanks, quotes, brackets or control characters" };
  const rest = text.slice(scheme.length + 1);
  if (rest === "") return { ok: false, problem: "URI: nothing after the scheme" };
  if (scheme === "sip" || scheme === "sips") return parseSipRest(scheme, rest);
  if (scheme === "tel") return parseTelRest(rest);
  return { ok: true, value: { kind: "other", text } };
}

/** A sip: or sips: URI; undefined for anything else. */
export function parseSipUri(text: string): SipUri | undefined {
  const uri = parseUri(text);
  return uri.ok && uri.value.kind === "sip" ? uri.value : undefined;
}

/** userinfo may hold ";", "?" and "/" (RFC 4475 §3.1.1.13), so it is cut off first. */
function parseSipRest(scheme: "sip" | "sips", rest: string): Parsed<SipUri> {
  const at = rest.indexOf("@");
  if (at !== rest.lastIndexOf("@")) return { ok: false, problem: "URI: two @" };
  const userinfo = at === -1 ? undefined : rest.slice(0, at);
  const colon = userinfo?.indexOf(":") ?? -1;
  const user = colon === -1 ? userinfo : userinfo?.slice(0, colon);
  if (user === "") return { ok: false, problem: "URI: no user before the @" };

  const question = rest.indexOf("?", at + 1);
  const headers = question === -1 ? undefined : rest.slice(question + 1);
  if (headers === "") return { ok: false, problem: "URI: no header after the ?" };

  const hostEnd = question === -1 ? rest.length : question;
  const semicolon = rest.indexOf(";", at + 1);
  const paramsAt = semicolon === -1 || semicolon > hostEnd ? hostEnd : semicolon;
  const hostPort = parseHostPort(rest.slice(at + 1, paramsAt));
  if (hostPort === undefined) return { ok: false, problem: "URI: no valid host and port" };
  const params = parseUriParams(rest.slice(paramsAt, hostEnd));
  if (params === undefined) return { ok: false, problem: "URI: an empty parameter, or too many" };
  return {
    ok: true,
    value: {
      kind: "sip",
      scheme,
      user,
      password: colon === -1 ? undefined : userinfo?.slice(colon + 1),
      host: hostPort.host,
      port: hostPort.port,
      params,
      headers,
    },
  };
}

function parseTelRest(rest: string): Parsed<TelUri> {
  const semicolon = rest.indexOf(";");
  const number = semicolon === -1 ? rest : rest.slice(0, semicolon);
  const params = parseUriParams(semicolon === -1 ? "" : rest.slice(semicolon));
  if (!TEL_NUMBER.test(number)) return { ok: false, problem: "URI: no telephone number" };
  if (params === undefined) return { ok: false, problem: "URI: an empty parameter, or too many" };
  return { ok: true, value: { kind: "tel", number, params } };
}

/** *( ";" pname [ "=" pvalue ] ), escapes and all; blanks can't occur here. */
export function parseUriParams(text: string): readonly Param[] | undefined {
  if (text === "") return NO_PARAMS;
  const params: Param[] = [];
  const parts = text.slice(1).split(";", MAX_PARAMS + 1);
  if (parts.length > MAX_PARAMS) return undefined;
  for (const part of parts) {
    const equals = part.indexOf("=");
    if (part === "" || equals === 0) return undefined;
    params.push(
      equals === -1 ? { name: part, value: undefined } : { name: part.slice(0, equals), value: part.slice(equals + 1) },
    );
  }
  return params;
}

/** The value of one of the URI's headers, unescaped (RFC 3261 §19.1.1); names are compared in any case. */
export function uriHeader(uri: SipUri, name: string): string | undefined {
  for (const header of uri.headers?.split("&") ?? []) {
    const equals = header.indexOf("=");
    if (equals > 0 && unescapeUri(header.slice(0, equals)).toLowerCase() === name.toLowerCase())
      return unescapeUri(header.slice(equals + 1));
  }
  return undefined;
}

/**
 * What a URI names at its host, unescaped: the user without password, or the telephone number; "" where it names none.
 * The parameters of a telephone number in a user part (RFC 3261 §19.1.6) are left out.
 */
export function userOf(uri: Uri): string {
  if (uri.kind === "tel") return unescapeUri(uri.number);
  if (uri.kind === "other" || uri.user === undefined) return "";
  const semicolon = uri.user.indexOf(";");
  return unescapeUri(semicolon === -1 ? uri.user : uri.user.slice(0, semicolon));
}

export function printUri(uri: Uri): string {
  switch (uri.kind) {
    case "sip": {
      const password = uri.password === undefined ? "" : `:${uri.password}`;
      const userinfo = uri.user === undefined ? "" : `${uri.user}${password}@`;
      const headers = uri.headers === undefined ? "" : `?${uri.headers}`;
      return `${uri.scheme}:${userinfo}${printHostPort(uri)}${printParams(uri.params)}${headers}`;
    }
    case "tel":
      return `tel:${uri.number}${printParams(uri.params)}`;
    case "other":
      return uri.text;
  }
}

/** Whether calls can be routed by it at all; anything else is answered 416 (RFC 3261 §8.2.2.1). */
export function hasKnownScheme(uri: Uri): uri is SipUri | TelUri {
  return uri.kind !== "other";
}

/** A route that keeps the Request-URI (RFC 3261 §16.4), which all but the oldest proxies do. */
export function isLooseRoute(uri: Uri): boolean {
  return uri.kind === "sip" && hasParam(uri.params, "lr");
}

/** The transport that a URI names, lower-case: "udp", "tcp", …; undefined when it leaves the choice open. */
export function transportOf(uri: SipUri): string | undefined {
  return paramValue(uri.params, "transport")?.toLowerCase();
}

const UTF8 = new TextDecoder("utf-8", { ignoreBOM: true });

/** What an escaped part of a URI means: "%75ser" is "user". A "%" that escapes nothing stays (RFC 4475 §3.1.1.5). */
export function unescapeUri(text: string): string {
  if (!text.includes("%")) return text;
  return text.replace(/(?:%[0-9A-Fa-f]{2})+/g, (run) => UTF8.decode(Buffer.from(run.replaceAll("%", ""), "hex")));
}

/** A text as the user part of a URI; what neither unreserved nor user-unreserved allow (RFC 3261 §25.1) is escaped. */
export function escapeUser(text: string): string {
  let escaped = "";
  for (const byte of Buffer.from(text, "utf8")) {
    const char = String.fromCharCode(byte);
    escaped += /[A-Za-z0-9\-_.!~*'()&=+$,;?/]/.test(char)
      ? char
      : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  }
  return escaped;
}

/**
 * sip:user@host of a user or number, for headers and bodies that we make. The user part is escaped as far as RFC 3261 §25.1
 * asks, and no further: "+", "*" and "&" stay what they are.
 *
 * @param hostPort  as `printHostPort` writes it
 */
export function printSipUri(user: string, hostPort: string): string {
  return `sip:${escapeUser(user)}@${hostPort}`;
}
