import { canonicalName } from "./headers.ts";
import { MAX_HEADERS, MAX_HEADER_CHARS } from "./limits.ts";
import type { Header } from "./message.ts";
import { parseContentLength } from "./scalars.ts";
import { parseStartLine, type StartLine } from "./start-line.ts";
import { isBlank, isToken, trimBlanks } from "./token.ts";

/** Start line and headers. `fault` is the first thing wrong with them; what could be read is there nevertheless. */
export interface Head {
  readonly start: StartLine;
  readonly headers: readonly Header[];
  readonly contentLength: number | undefined;
  readonly fault: Fault | undefined;
}

/** Why a request can't be accepted. The reason goes into the answer, the problem into the log. */
export interface Fault {
  readonly status: number;
  readonly reason: string;
  readonly problem: string;
}

export function badRequest(problem: string, reason = "Bad Request"): Fault {
  return { status: 400, reason, problem };
}

/** The head of a message, without the empty line after it. Undefined: not SIP. */
export function parseHead(text: string): Head | undefined {
  const startEnd = text.indexOf("\r\n");
  const start = parseStartLine(startEnd === -1 ? text : text.slice(0, startEnd));
  if (start === undefined) return undefined;
  const headers: Header[] = [];
  let contentLength: number | undefined;
  let fault = startFault(start);
  let at = startEnd === -1 ? text.length : startEnd + 2;
  while (at < text.length) {
    const end = lineEnd(text, at);
    const header = headers.length < MAX_HEADERS ? parseHeaderLine(text, at, end) : "too many header lines";
    at = end + 2;
    if (typeof header === "string") {
      fault ??= badRequest(header);
      if (headers.length === MAX_HEADERS) break;
      continue;
    }
    headers.push(header);
    if (!mayBeContentLength(header.name) || canonicalName(header.name) !== "content-length") continue;
    const length = contentLength === undefined ? parseContentLength(header.value) : undefined;
    if (length === undefined)
      fault ??= badRequest("Content-Length: no number, or several", "Bad Content-Length Header");
    contentLength ??= length;
  }
  return { start, headers, contentLength, fault };
}

function startFault(start: StartLine): Fault | undefined {
  if (start.kind === "response" || start.fault === undefined) return undefined;
  const { status, problem } = start.fault;
  return { status, problem, reason: status === 505 ? "Version Not Supported" : "Bad Request-Line" };
}

function mayBeContentLength(name: string): boolean {
  return name.length === 14 || name.length === 1;
}

/** The end of a header line, folded lines included: a line that starts with a blank goes on (RFC 3261 §7.3.1). */
function lineEnd(text: string, at: number): number {
  let end = text.indexOf("\r\n", at);
  while (end !== -1 && end + 2 < text.length && isBlank(text.charCodeAt(end + 2))) end = text.indexOf("\r\n", end + 2);
  return end === -1 ? text.length : end;
}

/** message-header = token HCOLON value   (RFC 3261 §25.1); a problem instead of it is a text. */
function parseHeaderLine(text: string, at: number, end: number): Header | string {
  if (end - at > MAX_HEADER_CHARS) return "a header line too long";
  const colon = text.indexOf(":", at);
  if (colon === -1 || colon >= end) return "a header line without a colon";
  let nameEnd = colon;
  while (nameEnd > at && isBlank(text.charCodeAt(nameEnd - 1))) nameEnd--;
  const name = text.slice(at, nameEnd);
  if (!isToken(name)) return "a header name that is no token";
  let value = text.slice(colon + 1, end);
  if (value.includes("\r")) value = value.replace(/[ \t]*\r\n[ \t]+/g, " ");
  if (value.includes("\r") || value.includes("\n")) return "a bare CR or LF in a header";
  return { name, value: trimBlanks(value) };
}
