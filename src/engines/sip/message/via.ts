import type { Parsed } from "../../../vocabulary/parsed.ts";
import { parseParameters, printParameters, type Parameters } from "./parameters.ts";

/** One hop of the way a request took (RFC 3261 §20.42). */
export interface Via {
  /** Upper case: UDP, TCP, TLS, WS, WSS. */
  readonly transport: string;
  /** sent-by; IPv6 without brackets. */
  readonly host: string;
  readonly port: number | undefined;
  readonly parameters: Parameters;
}

/** Every branch of RFC 3261 begins so (§8.1.1.7). */
export const MAGIC_COOKIE = "z9hG4bK";

/** via-parm = sent-protocol LWS sent-by *( SEMI via-params ); blanks around "/" and ":" are allowed. */
const VIA =
  /^SIP\s*\/\s*2\.0\s*\/\s*(?<transport>[\w\-.!%*+`'~]+)\s+(?<host>\[[0-9A-Fa-f:.]+\]|[^\s:;,\[\]]+)\s*(?::\s*(?<port>\d{1,5}))?\s*(?<parameters>;.*)?$/is;

export function parseVia(text: string): Parsed<Via> {
  const groups = VIA.exec(text.trim())?.groups;
  const { transport, host, port } = groups ?? {};
  if (transport === undefined || host === undefined)
    return { ok: false, problem: "Via: not SIP/2.0/<transport> <host>" };
  if (port !== undefined && Number(port) > 65_535) return { ok: false, problem: "Via: port above 65535" };
  const parameters = parseParameters(groups?.["parameters"] ?? "");
  if (parameters === undefined) return { ok: false, problem: "Via: bad parameters" };
  return {
    ok: true,
    value: {
      transport: transport.toUpperCase(),
      host: host.replace(/^\[|\]$/g, ""),
      port: port === undefined ? undefined : Number(port),
      parameters,
    },
  };
}

export function printVia({ transport, host, port, parameters }: Via): string {
  const sentBy = host.includes(":") ? `[${host}]` : host;
  return `SIP/2.0/${transport} ${sentBy}${port === undefined ? "" : `:${port}`}${printParameters(parameters)}`;
}
