import { badRequest, parseHead, type Fault, type Head } from "./head.ts";
import { headerValue } from "./headers.ts";
import { MAX_MESSAGE_BYTES } from "./limits.ts";
import type { SipMessage, SipRequest } from "./message.ts";

/** A request that is not accepted but can be answered: with what, and the headers that the answer copies. */
export interface Rejection {
  readonly status: number;
  readonly reason: string;
  /** What could be read of it; its Via is there, any other header may be missing or wrong. Its body is empty. */
  readonly request: SipRequest;
}

export type ParseOutcome =
  | { readonly ok: true; readonly message: SipMessage }
  /** Without `reject` it is dropped in silence: no SIP, a response, an ACK, or no address to answer to. */
  | { readonly ok: false; readonly problem: string; readonly reject?: Rejection };

const HEAD_END = Buffer.from("\r\n\r\n");
/** One for all messages without a body: a view of no bytes would keep the whole datagram. */
const NOTHING: Uint8Array = Buffer.alloc(0);

/**
 * Reads one message from one datagram, or one that a framer has cut out of a stream (RFC 3261 §7, §18.3).
 *
 * Only what is needed to route and to cut it is looked at; `validateRequest` does the rest. Bytes beyond Content-Length
 * are ignored. The body is a view of `bytes`. Text is UTF-8 (§7); bytes that are not become U+FFFD.
 */
export function parseDatagram(bytes: Uint8Array): ParseOutcome {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = skipLineBreaks(buffer);
  const headEnd = buffer.indexOf(HEAD_END, start);
  const head = parseHead(buffer.toString("utf8", start, headEnd === -1 ? withoutLineBreak(buffer) : headEnd));
  if (head === undefined) return { ok: false, problem: "not SIP" };

  const body = headEnd === -1 ? NOTHING : bytes.subarray(headEnd + HEAD_END.length);
  const fault = head.fault ?? framingFault(head, bytes.length, headEnd, body.length);
  if (head.start.kind === "request" && headerValue(head, "via") === undefined) {
    return { ok: false, problem: "no Via" };
  }
  if (fault !== undefined) return refused(head, fault);
  return { ok: true, message: assemble(head, body.subarray(0, head.contentLength ?? body.length)) };
}

function framingFault(head: Head, total: number, headEnd: number, available: number): Fault | undefined {
  if (total > MAX_MESSAGE_BYTES) return { status: 413, reason: "Message Too Large", problem: `${total} bytes` };
  if (headEnd === -1) return badRequest("no empty line after the headers");
  if ((head.contentLength ?? 0) <= available) return undefined;
  return badRequest("Content-Length: more than what came", "Bad Content-Length Header");
}

function assemble({ start, headers }: Head, bytes: Uint8Array): SipMessage {
  const body = bytes.length === 0 ? NOTHING : bytes;
  return start.kind === "request"
    ? { kind: "request", method: start.method, uri: start.uri, headers, body }
    : { kind: "response", status: start.status, reason: start.reason, headers, body };
}

/** A bad response is dropped (RFC 3261 §16.7 step 1 has nothing to say to it), an ACK is never answered (§17). */
function refused(head: Head, fault: Fault): ParseOutcome {
  const partial = assemble(head, NOTHING);
  if (partial.kind === "response" || partial.method === "ACK") {
    return { ok: false, problem: fault.problem };
  }
  return {
    ok: false,
    problem: fault.problem,
    reject: { status: fault.status, reason: fault.reason, request: partial },
  };
}

/** Line breaks before a message are ignored (RFC 3261 §7.5). */
function skipLineBreaks(buffer: Buffer): number {
  let at = 0;
  while (buffer[at] === 0x0d && buffer[at + 1] === 0x0a) at += 2;
  return at;
}

/** The end of a head that has no empty line after it. */
function withoutLineBreak(buffer: Buffer): number {
  const end = buffer.length;
  return buffer[end - 2] === 0x0d && buffer[end - 1] === 0x0a ? end - 2 : end;
}
