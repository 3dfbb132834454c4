import type { Parsed } from "../vocabulary/parsed.ts";
import { headerValue, withFirstValue } from "./message/headers.ts";
import { parseHostPort, printHostPort } from "./host-port.ts";
import type { SipMessage } from "./message/message.ts";
import { findParam, paramValue, parseParams, printParams, withParam, type Param } from "./params.ts";
import { skipBlanks, tokenEnd, trimBlanks } from "./token.ts";

/** RFC 3261 §8.1.1.7: a branch that starts so is unique over space and time; any other is matched as RFC 2543 did. */
export const BRANCH_COOKIE = "z9hG4bK";

/** One hop that a request took, and where its response goes back to (RFC 3261 §20.42). */
export interface Via {
  /** "SIP/2.0" from all but the strangest. */
  readonly protocol: string;
  /** As written: "UDP", "TCP", "TLS", "WS", … */
  readonly transport: string;
  /** sent-by; IPv6 without brackets. */
  readonly host: string;
  readonly port: number | undefined;
  readonly params: readonly Param[];
}

/** Via = sent-protocol LWS sent-by *( SEMI via-params ), one of them   (RFC 3261 §25.1) */
export function parseVia(text: string): Parsed<Via> {
  const nameEnd = tokenEnd(text, 0);
  const versionAt = afterSlash(text, nameEnd);
  const versionEnd = tokenEnd(text, versionAt);
  const transportAt = afterSlash(text, versionEnd);
  const transportEnd = tokenEnd(text, transportAt);
  if (nameEnd === 0 || versionAt === versionEnd || transportAt === transportEnd) {
    return { ok: false, problem: "Via: no protocol/version/transport" };
  }
  const sentByAt = skipBlanks(text, transportEnd);
  const semicolon = text.indexOf(";", sentByAt);
  const sentByEnd = semicolon === -1 ? text.length : semicolon;
  const sentBy = withoutBlanks(text.slice(sentByAt, sentByEnd));
  const hostPort = sentByAt === transportEnd ? undefined : parseHostPort(sentBy);
  if (hostPort === undefined) return { ok: false, problem: "Via: no valid sent-by" };
  const params = parseParams(text, sentByEnd);
  if (!params.ok) return { ok: false, problem: `Via ${params.problem}` };
  return {
    ok: true,
    value: {
      protocol: `${text.slice(0, nameEnd)}/${text.slice(versionAt, versionEnd)}`,
      transport: text.slice(transportAt, transportEnd),
      host: hostPort.host,
      port: hostPort.port,
      params: params.value,
    },
  };
}

/** sent-by may have blanks around its colon (RFC 3261 §25.1: COLON) and after it; no other place for them is left here. */
function withoutBlanks(sentBy: string): string {
  return sentBy.split(":").map(trimBlanks).join(":");
}

/** SLASH = SWS "/" SWS; without a slash the end of the text, where no token follows. */
function afterSlash(text: string, at: number): number {
  const slash = skipBlanks(text, at);
  return text.charCodeAt(slash) === 0x2f ? skipBlanks(text, slash + 1) : text.length;
}

export function printVia(via: Via): string {
  return `${via.protocol}/${via.transport} ${printHostPort(via)}${printParams(via.params)}`;
}

/** The Via that we put on a request of ours; rport asks for the answer to come back the same way (RFC 3581 §3). */
export function ourVia(transport: string, host: string, port: number | undefined, branch: string): string {
  return `SIP/2.0/${transport.toUpperCase()} ${printHostPort({ host, port })};branch=${branch};rport`;
}

/** The topmost Via: the sender of a request, or ourselves in a response. */
export function topViaOf(message: SipMessage): Parsed<Via> {
  const text = headerValue(message, "via");
  return text === undefined ? { ok: false, problem: "Via: missing" } : parseVia(text);
}

export function branchOf(via: Via): string | undefined {
  return findParam(via.params, "branch")?.value;
}

/** A branch that can be relied upon; the cookie alone is not unique (RFC 4475 §3.2.1). */
export function isUniqueBranch(branch: string | undefined): branch is string {
  return branch !== undefined && branch.length > BRANCH_COOKIE.length && hasCookie(branch);
}

/** The cookie is compared without regard to case, as all tokens are (RFC 3261 §7.3.1). */
function hasCookie(branch: string): boolean {
  return branch.slice(0, BRANCH_COOKIE.length).toLowerCase() === BRANCH_COOKIE.toLowerCase();
}

/** The address that a server saw the request come from; IPv6 without brackets, which some write (RFC 5118 §4.5). */
export function receivedOf(via: Via): string | undefined {
  return paramValue(via.params, "received")?.replace(/^\[(.*)\]$/, "$1");
}

/** The port that a server saw; "asked" when the client only wants to be told (RFC 3581 §3). */
export function rportOf(via: Via): number | "asked" | undefined {
  const param = findParam(via.params, "rport");
  if (param === undefined) return undefined;
  const port = param.value === undefined ? 0 : Number(param.value);
  return Number.isInteger(port) && port > 0 && port <= 65_535 ? port : "asked";
}

/**
 * Notes on the topmost Via of a request where it really came from (RFC 3261 §18.2.1, RFC 3581 §4). A Via that can't be
 * read stays as it is.
 *
 * @param forceRport  note the port even if the client did not ask: phones behind NAT that forgot to ask are reached too
 */
export function stampTopVia<Message extends SipMessage>(
  message: Message,
  source: { readonly address: string; readonly port: number },
  forceRport: boolean,
): Message {
  const via = topViaOf(message);
  if (!via.ok) return message;
  const rport = forceRport || findParam(via.value.params, "rport") !== undefined;
  const received = rport || via.value.host.toLowerCase() !== source.address.toLowerCase();
  if (!received) return message;
  let params = withParam(via.value.params, "received", source.address);
  if (rport) params = withParam(params, "rport", `${source.port}`);
  return withFirstValue(message, "via", printVia({ ...via.value, params }));
}
