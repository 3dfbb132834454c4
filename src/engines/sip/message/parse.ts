import type { Header, SipMessage, SipRequest } from "./message.ts";
import { headerValue, headerValues } from "./headers.ts";
import { isToken } from "./token.ts";

/** What came of reading a message. Without `reject` there is nobody to answer: it is dropped. */
export type ParseOutcome =
  | { readonly ok: true; readonly message: SipMessage }
  | { readonly ok: false; readonly problem: string; readonly reject?: Rejection };

/** How to refuse a request that could not be read, and as much of it as the answer repeats. */
export interface Rejection {
  readonly status: number;
  readonly reason: string;
  readonly request: SipRequest;
}

/** As large as a UDP datagram can be (RFC 3261 §18.1.1). */
export const MAX_MESSAGE_BYTES = 65_535;
const MAX_HEADERS = 256;
const NO_BODY = new Uint8Array(0);
const REQUEST_LINE = /^(?<method>\S+) (?<uri>.*) (?<version>SIP\/\d{1,9}\.\d{1,9})$/i;
const STATUS_LINE = /^SIP\/2\.0 (?<status>\d{3}) ?(?<reason>.*)$/i;

/** Reads one UDP datagram (RFC 3261 §18.3): what follows Content-Length is ignored, less than it says is a fault. */
export function parseDatagram(bytes: Uint8Array): ParseOutcome {
  return parseMessage(bytes);
}

/** Reads one whole message: head, empty line, body. */
export function parseMessage(bytes: Uint8Array): ParseOutcome {
  if (bytes.length > MAX_MESSAGE_BYTES) return { ok: false, problem: "larger than a datagram can be" };
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const from = firstLineAt(buffer);
  const crlf = buffer.indexOf("\r\n\r\n", from);
  const headEnd = crlf < 0 ? buffer.length : crlf;
  const lines = unfold(buffer.toString("utf8", from, headEnd));
  const start = lines[0] ?? "";
  const { headers, problem } = readHeaders(lines);
  const rest = crlf < 0 ? NO_BODY : bytes.subarray(crlf + 4);

  if (/^SIP\/\d/i.test(start)) return readResponse(start, headers, problem, rest);
  return readRequest(start, headers, problem ?? (crlf < 0 ? "no empty line after the headers" : undefined), rest);
}

/** Empty lines before the first are to be ignored (RFC 3261 §7.5). */
function firstLineAt(buffer: Buffer): number {
  let at = 0;
  while (buffer[at] === 0x0d || buffer[at] === 0x0a) at++;
  return at;
}

/** Lines of the head, continuation lines joined by one blank (RFC 3261 §7.3.1). */
function unfold(head: string): string[] {
  const lines = head.split("\r\n");
  if (!/\r\n[ \t]/.test(head)) return lines;
  const unfolded: string[] = [];
  for (const line of lines) {
    const last = unfolded.length - 1;
    if (last > 0 && /^[ \t]/.test(line)) unfolded[last] = `${unfolded[last] ?? ""} ${line.trim()}`;
    else unfolded.push(line);
  }
  return unfolded;
}

function readHeaders(lines: readonly string[]): { headers: Header[]; problem: string | undefined } {
  const headers: Header[] = [];
  let problem: string | undefined;
  if (lines.length - 1 > MAX_HEADERS) return { headers, problem: `more than ${MAX_HEADERS} headers` };
  for (let i = 1; i < lines.length; i++) {
    const line = lines[i] ?? "";
    const colon = line.indexOf(":");
    const name = colon < 0 ? "" : line.slice(0, colon).trimEnd();
    if (!isToken(name)) problem ??= "a header line without a name";
    else headers.push({ name, value: line.slice(colon + 1).trim() });
  }
  return { headers, problem };
}

function readRequest(
  start: string,
  headers: Header[],
  headersProblem: string | undefined,
  rest: Uint8Array,
): ParseOutcome {
  const { method, uri, version } = REQUEST_LINE.exec(start)?.groups ?? {};
  if (method === undefined || uri === undefined || version === undefined) return lineProblem(start, headers);
  const request: SipRequest = { kind: "request", method, uri, headers, body: NO_BODY };
  if (headerValue(request, "via") === undefined) return { ok: false, problem: "no Via" };
  if (!isToken(method)) return rejected(request, 400, "Bad Method", "method is no token");
  if (version.toUpperCase() !== "SIP/2.0") return rejected(request, 505, "Version Not Supported", `version ${version}`);
  if (headersProblem !== undefined) return rejected(request, 400, "Bad Header", headersProblem);
  const body = bodyOf(request, rest);
  return body === undefined
    ? rejected(request, 400, "Bad Content-Length", "Content-Length and body disagree")
    : { ok: true, message: { ...request, body } };
}

/** A start line that nearly is a request's can still be answered (RFC 4475 §3.1.2.8 to 10). */
function lineProblem(start: string, headers: Header[]): ParseOutcome {
  const { method, uri } = /^\s*(?<method>[A-Z]+)\s+(?<uri>.*?)\s+SIP\/2\.0\s*$/.exec(start)?.groups ?? {};
  const request: SipRequest = { kind: "request", method: method ?? "", uri: uri ?? "", headers, body: NO_BODY };
  if (method === undefined || headerValue(request, "via") === undefined) return { ok: false, problem: "not SIP" };
  return rejected(request, 400, "Bad Request-Line", "blanks in the request line");
}

function readResponse(
  start: string,
  headers: Header[],
  headersProblem: string | undefined,
  rest: Uint8Array,
): ParseOutcome {
  const { status, reason } = STATUS_LINE.exec(start)?.groups ?? {};
  if (status === undefined || reason === undefined) return { ok: false, problem: "no status line" };
  if (Number(status) < 100 || Number(status) > 699) return { ok: false, problem: `status ${status}` };
  if (headersProblem !== undefined) return { ok: false, problem: headersProblem };
  const response = { kind: "response", status: Number(status), reason, headers, body: NO_BODY } as const;
  const body = bodyOf(response, rest);
  return body === undefined
    ? { ok: false, problem: "Content-Length and body disagree" }
    : { ok: true, message: { ...response, body } };
}

/** The body that Content-Length cuts out of what follows the head; undefined when there is less, or no telling. */
function bodyOf(message: Pick<SipMessage, "headers">, rest: Uint8Array): Uint8Array | undefined {
  const lengths = headerValues(message, "content-length");
  const first = lengths[0];
  if (first === undefined) return rest;
  if (!/^\d{1,9}$/.test(first) || lengths.some((length) => length !== first)) return undefined;
  return Number(first) > rest.length ? undefined : rest.subarray(0, Number(first));
}

/** An ACK is never answered, so a bad one is only dropped (RFC 3261 §17). */
function rejected(request: SipRequest, status: number, reason: string, problem: string): ParseOutcome {
  return request.method === "ACK"
    ? { ok: false, problem }
    : { ok: false, problem, reject: { status, reason, request } };
}
