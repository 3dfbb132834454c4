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
   * Nobody knows where the next message starts: the transport closes the connection. With `bytes` there is a request to
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
export function createFramer(): Framer {
  let store: Buffer = NOTHING; // what waits is store[from, to)
  let from = 0;
  let to = 0;
  let owned = false; // else the store is the caller's chunk and is not written to
  let searched = 0; // so many bytes after `from` hold no end of a head
  let messageBytes: number | undefined; // known once the head is there
  let closed = false;

  function append(chunk: Uint8Array): void {
    if (from === to) {
      store = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
      owned = false;
      from = 0;
      to = chunk.length;
      return;
    }
    if (!owned || to + chunk.length > store.length) {
      const waiting = to - from;
      const larger = Buffer.allocUnsafe(2 * (waiting + chunk.length)); // doubled, so that copies are few
      store.copy(larger, 0, from, to);
      store = larger;
      owned = true;
      from = 0;
      to = waiting;
    }
    store.set(chunk, to);
    to += chunk.length;
  }

  /** The next event that is complete; undefined when more bytes are needed. */
  function next(): StreamEvent | undefined {
    if (messageBytes === undefined) {
      let breaks = lineBreaks(store, from, to);
      for (; breaks === 2; breaks = lineBreaks(store, from, to)) from += 2;
      if (breaks === "unfinished") return undefined;
      if (breaks === 4) {
        from += 4;
        return PING;
      }
      const found = readHead();
      if (found !== undefined) return found;
    }
    if (messageBytes === undefined || to - from < messageBytes) return undefined;
    const bytes = store.subarray(from, from + messageBytes);
    from += messageBytes;
    searched = 0;
    messageBytes = undefined;
    return { kind: "message", bytes };
  }

  /** Learns from a complete head how long the message is; the stream ends here when it does not say. */
  function readHead(): StreamEvent | undefined {
    const waiting = store.subarray(from, to);
    const headEnd = waiting.indexOf(HEAD_END, Math.max(0, searched - HEAD_END.length + 1));
    searched = waiting.length;
    if (headEnd === -1) return waiting.length > MAX_MESSAGE_BYTES ? close("a head too long") : undefined;

    const head = waiting.subarray(0, headEnd + HEAD_END.length);
    const lengths = contentLengths(head);
    const [length] = lengths;
    if (length === undefined) return close("no Content-Length");
    const bodyBytes = lengths.length === 1 ? parseContentLength(length) : undefined;
    if (bodyBytes === undefined) return close("no valid Content-Length", head);
    if (head.length + bodyBytes > MAX_MESSAGE_BYTES) return close("a message too long", head);
    messageBytes = head.length + bodyBytes;
    return undefined;
  }

  function close(problem: string, bytes?: Uint8Array): StreamEvent {
    closed = true;
    store = NOTHING; // nothing waits, so nothing follows
    from = to = 0;
    return { kind: "close", problem, bytes };
  }

  return {
    feed(chunk) {
      if (closed || chunk.length === 0) return [];
      append(chunk);
      const events: StreamEvent[] = [];
      for (let event = next(); event !== undefined; event = next()) events.push(event);
      return events;
    },
    get waiting() {
      return to - from;
    },
  };
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
