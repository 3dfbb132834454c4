import type { Parsed } from "../../../vocabulary/parsed.ts";
import { parseParameters, printParameters, type Parameters } from "./parameters.ts";

/** sip:user:password@host:port;parameters?headers   (RFC 3261 §19.1.1) */
export interface SipUri {
  readonly scheme: "sip" | "sips";
  /** As it stands, escapes included; undefined without "@". */
  readonly user: string | undefined;
  readonly password: string | undefined;
  /** IPv6 without brackets; the sender's case. */
  readonly host: string;
  readonly port: number | undefined;
  readonly parameters: Parameters;
  /** What follows "?", as it stands. */
  readonly headers: string | undefined;
}

const URI =
  /^(?<scheme>sips?):(?:(?<user>[^@:\s<>"]*)(?::(?<password>[^@\s<>"]*))?@)?(?<host>\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9_](?:[A-Za-z0-9_.\-]*[A-Za-z0-9_.])?)(?::(?<port>\d{1,5}))?(?<parameters>;[^?\s<>]*)?(?:\?(?<headers>[^\s<>]*))?$/i;

/** Reads a SIP or SIPS URI without its angle brackets. */
export function parseSipUri(text: string): Parsed<SipUri> {
  const groups = URI.exec(text)?.groups;
  const { scheme, user, password, host, port, headers } = groups ?? {};
  if (scheme === undefined || host === undefined) return { ok: false, problem: "URI: not sip:[user@]host" };
  if (port !== undefined && Number(port) > 65_535) return { ok: false, problem: "URI: port above 65535" };
  const parameters = parseParameters(groups?.["parameters"] ?? "");
  if (parameters === undefined) return { ok: false, problem: "URI: bad parameters" };
  return {
    ok: true,
    value: {
      scheme: scheme.toLowerCase() === "sips" ? "sips" : "sip",
      user,
      password,
      host: host.replace(/^\[|\]$/g, ""),
      port: port === undefined ? undefined : Number(port),
      parameters,
      headers,
    },
  };
}

export function printSipUri({ scheme, user, password, host, port, parameters, headers }: SipUri): string {
  const userinfo = user === undefined ? "" : `${user}${password === undefined ? "" : `:${password}`}@`;
  const hostport = `${host.includes(":") ? `[${host}]` : host}${port === undefined ? "" : `:${port}`}`;
  return `${scheme}:${userinfo}${hostport}${printParameters(parameters)}${headers === undefined ? "" : `?${headers}`}`;
}

/** scheme of any URI in lower case; undefined when the text is none. */
export function schemeOf(text: string): string | undefined {
  return /^(?<scheme>[A-Za-z][A-Za-z0-9+.\-]*):\S/.exec(text)?.groups?.["scheme"]?.toLowerCase();
}

/** These make two URIs differ even when only one of them has it (RFC 3261 §19.1.4). */
const DECISIVE = ["user", "ttl", "method", "maddr", "transport"] as const;

/** Whether two SIP URIs name the same resource (RFC 3261 §19.1.4). */
export function sameUri(a: SipUri, b: SipUri): boolean {
  if (a.scheme !== b.scheme || a.port !== b.port) return false;
  if (unescaped(a.user) !== unescaped(b.user) || unescaped(a.password) !== unescaped(b.password)) return false;
  if (a.host.toLowerCase() !== b.host.toLowerCase()) return false;
  for (const name of DECISIVE) if (a.parameters.has(name) !== b.parameters.has(name)) return false;
  for (const [name, value] of a.parameters) {
    if (b.parameters.has(name) && lower(value) !== lower(b.parameters.get(name))) return false;
  }
  return sameHeaders(a.headers, b.headers);
}

function sameHeaders(a: string | undefined, b: string | undefined): boolean {
  const sorted = (text: string | undefined) => (text ?? "").toLowerCase().split("&").sort().join("&");
  return sorted(a) === sorted(b);
}

function lower(text: string | undefined): string | undefined {
  return text === undefined ? undefined : unescaped(text)?.toLowerCase();
}

/** Escapes are compared unescaped; a "%" that is no escape stays. */
function unescaped(text: string | undefined): string | undefined {
  return text?.replace(/%[0-9A-Fa-f]{2}/g, (escape) => String.fromCharCode(parseInt(escape.slice(1), 16)));
}
