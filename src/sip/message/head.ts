import { canonicalName } from "./headers.ts";
import { MAX_HEADERS, MAX_HEADER_CHARS } from "./limits.ts";
import type { Header } from "./message.ts";
import { parseContentLength } from "../scalars.ts";
import { parseStartLine, type StartLine } from "./start-line.ts";
import { isBlank, skipBlanks, tokenEnd, trimBlanks } from "../token.ts";

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
  for (let lines = 0; at < text.length; lines++) {
    if (lines === MAX_HEADERS) {
      fault ??= badRequest("too many header lines");
      break;
    }
    const end = lineEnd(text, at);
    const header = parseHeaderLine(text, at, end);
    at = end + 2;
    if (typeof header === "string") {
      fault ??= badRequest(header);
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
  const nameEnd = tokenEnd(text, at);
  const colon = skipBlanks(text, nameEnd);
  if (nameEnd === at || text.charCodeAt(colon) !== 0x3a) return "a header line that is not <name>: <value>";
  const value = trimBlanks(unfold(text.slice(colon + 1, end)));
  if (value.includes("\r") || value.includes("\n")) return "a bare CR or LF in a header";
  return { name: text.slice(at, nameEnd), value };
}

/** A fold and the blanks around it mean one blank (RFC 3261 §25.1: LWS). */
function unfold(value: string): string {
  return value.includes("\r\n") ? value.split("\r\n").map(trimBlanks).join(" ") : value;
}
