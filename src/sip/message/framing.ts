import { MAX_MESSAGE_BYTES } from "./limits.ts";
import { parseContentLength } from "../scalars.ts";
import { trimBlanks } from "../token.ts";

/** What a stream connection has brought. */
export type StreamEvent =
  /** One whole message, for `parseDatagram`. */
  | { readonly kind: "message"; readonly bytes: Uint8Array }
  /** A keep-alive: the transport answers with one CRLF (RFC 5626 §4.4.1). */
  | { readonly kind: "ping" }
  /**
   * It is unknown where the next message starts: the transport closes the connection. With `bytes` there is a request to
   * refuse first: `parseDatagram` gives its rejection.
   */
  | { readonly kind: "close"; readonly problem: string; readonly bytes: Uint8Array | undefined };

/** Cuts messages out of what a TCP or TLS connection delivers (RFC 3261 §18.3). */
export interface Framer {
  /**
   * Takes the next bytes of the stream. They must not be overwritten afterwards: messages are views of them.
   * After "close" nothing comes any more.
   */
  feed(chunk: Uint8Array): readonly StreamEvent[];
  /** Bytes that wait for the rest of their message: at most MAX_MESSAGE_BYTES and one chunk. */
  readonly waiting: number;
}

const HEAD_END = Buffer.from("\r\n\r\n");
const NOTHING = Buffer.alloc(0);
const PING: StreamEvent = { kind: "ping" };

/** A framer for one connection. A byte is searched once and copied a few times at most, however the stream is cut. */
export class StreamFramer implements Framer {
  #store: Buffer = NOTHING; // what waits is store[from, to)
  #from = 0;
  #to = 0;
  #owned = false; // else the store is the caller's chunk and is not written to
  #searched = 0; // so many bytes after `from` hold no end of a head
  #messageBytes: number | undefined; // known once the head is there
  #closed = false;

  feed(chunk: Uint8Array): readonly StreamEvent[] {
    if (this.#closed || chunk.length === 0) return [];
    this.#append(chunk);
    const events: StreamEvent[] = [];
    for (let event = this.#next(); event !== undefined; event = this.#next()) events.push(event);
    return events;
  }

  get waiting(): number {
    return this.#to - this.#from;
  }

  #append(chunk: Uint8Array): void {
    if (this.#from === this.#to) {
      this.#store = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
      this.#owned = false;
      this.#from = 0;
      this.#to = chunk.length;
      return;
    }
    if (!this.#owned || this.#to + chunk.length > this.#store.length) {
      const waiting = this.#to - this.#from;
      const larger = Buffer.allocUnsafe(2 * (waiting + chunk.length)); // doubled, so that copies are few
      this.#store.copy(larger, 0, this.#from, this.#to);
      this.#store = larger;
      this.#owned = true;
      this.#from = 0;
      this.#to = waiting;
    }
    this.#store.set(chunk, this.#to);
    this.#to += chunk.length;
  }

  /** The next event that is complete; undefined when more bytes are needed. */
  #next(): StreamEvent | undefined {
    if (this.#messageBytes === undefined) {
      let breaks = lineBreaks(this.#store, this.#from, this.#to);
      for (; breaks === 2; breaks = lineBreaks(this.#store, this.#from, this.#to)) this.#from += 2;
      if (breaks === "unfinished") return undefined;
      if (breaks === 4) {
        this.#from += 4;
        return PING;
      }
      const found = this.#readHead();
      if (found !== undefined) return found;
    }
    if (this.#messageBytes === undefined || this.#to - this.#from < this.#messageBytes) return undefined;
    const bytes = this.#store.subarray(this.#from, this.#from + this.#messageBytes);
    this.#from += this.#messageBytes;
    this.#searched = 0;
    this.#messageBytes = undefined;
    return { kind: "message", bytes };
  }

  /** Learns from a complete head how long the message is; the stream ends here when it does not say. */
  #readHead(): StreamEvent | undefined {
    const waiting = this.#store.subarray(this.#from, this.#to);
    const headEnd = waiting.indexOf(HEAD_END, Math.max(0, this.#searched - HEAD_END.length + 1));
    this.#searched = waiting.length;
    if (headEnd === -1) return waiting.length > MAX_MESSAGE_BYTES ? this.#close("a head too long") : undefined;

    const head = waiting.subarray(0, headEnd + HEAD_END.length);
    const lengths = contentLengths(head);
    const [length] = lengths;
    if (length === undefined) return this.#close("no Content-Length");
    const bodyBytes = lengths.length === 1 ? parseContentLength(length) : undefined;
    if (bodyBytes === undefined) return this.#close("no valid Content-Length", head);
    if (head.length + bodyBytes > MAX_MESSAGE_BYTES) return this.#close("a message too long", head);
    this.#messageBytes = head.length + bodyBytes;
    return undefined;
  }

  #close(problem: string, bytes?: Uint8Array): StreamEvent {
    this.#closed = true;
    this.#store = NOTHING; // nothing waits, so nothing follows
    this.#from = this.#to = 0;
    return { kind: "close", problem, bytes };
  }
}

/** What a transport that keeps messages apart has brought, a WebSocket's message: one of SIP, or a keep-alive of line breaks. */
export type Framed = { readonly kind: "message" | "several" | "ping" | "nothing" };

/** Content-Length isn't needed there (RFC 7118 §5); where it is given, another message must not follow what it counts. */
export function framedMessage(bytes: Buffer): Framed {
  const breaks = lineBreaks(bytes, 0, bytes.length);
  if (breaks === 4 && bytes.length === HEAD_END.length) return { kind: "ping" };
  if (isBlank(bytes, 0)) return { kind: "nothing" };
  const headEnd = bytes.indexOf(HEAD_END);
  if (headEnd === -1) return { kind: "message" };
  const head = bytes.subarray(0, headEnd + HEAD_END.length);
  const [length = ""] = contentLengths(head);
  const bodyBytes = parseContentLength(length);
  const isOver = bodyBytes !== undefined && !isBlank(bytes, head.length + bodyBytes);
  return { kind: isOver ? "several" : "message" };
}

/** Whether nothing but line breaks follows. */
function isBlank(bytes: Buffer, from: number): boolean {
  return bytes.subarray(from).every((byte) => byte === 0x0d || byte === 0x0a);
}

/** Line breaks where a message should start: 4 bytes are a ping, 2 are ignored (RFC 3261 §7.5), 0 is a message. */
function lineBreaks(store: Buffer, from: number, to: number): 0 | 2 | 4 | "unfinished" {
  let matched = 0;
  while (matched < 4 && from + matched < to && store[from + matched] === HEAD_END[matched]) matched++;
  if (matched === 4) return 4;
  if (from + matched === to) return "unfinished";
  return matched < 2 ? 0 : 2;
}

/** Every Content-Length of a head, unfolded; `parseDatagram` finds the same ones. */
function contentLengths(head: Buffer): readonly string[] {
  const pattern = /\r\n(?:content-length|l)[ \t]*:((?:[^\r]|\r(?!\n)|\r\n[ \t])*)/gi;
  return Array.from(head.toString("latin1").matchAll(pattern), ([, value = ""]) =>
    trimBlanks(value.replaceAll("\r\n", "")),
  );
}
