import { MAX_MESSAGE_BYTES } from "./limits.ts";
import { parseContentLength } from "./scalars.ts";

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
const CR = 0x0d;
const LF = 0x0a;

/** A framer for one connection. Every byte is copied at most a constant number of times and searched once. */
export function createFramer(): Framer {
  let store: Buffer = NOTHING; // what waits is store[from, to)
  let from = 0;
  let to = 0;
  let owned = false; // else the store is the caller's chunk and must not be written to
  let searched = 0; // no head ends before here
  let messageEnd: number | undefined; // known once the head is there
  let closed = false;

  function append(chunk: Uint8Array): void {
    const waiting = to - from;
    if (waiting === 0) {
      store = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
      owned = false;
      to = chunk.length;
      move(-from);
      return;
    }
    const needed = waiting + chunk.length;
    if (!owned || to + chunk.length > store.length) {
      const larger = Buffer.allocUnsafe(2 * needed);
      store.copy(larger, 0, from, to);
      store = larger;
      owned = true;
      to -= from;
      move(-from);
    }
    store.set(chunk, to);
    to += chunk.length;
  }

  function move(by: number): void {
    from += by;
    searched += by;
    if (messageEnd !== undefined) messageEnd += by;
  }

  function close(problem: string, bytes: Uint8Array | undefined): StreamEvent {
    closed = true;
    store = NOTHING;
    from = to = 0;
    return { kind: "close", problem, bytes };
  }

  /** The next event that is complete; undefined when more bytes are needed. */
  function next(): StreamEvent | undefined {
    if (messageEnd === undefined) {
      const breaks = lineBreaks(store, from, to);
      if (breaks === "unfinished") return undefined;
      from = searched = Math.max(searched, from + breaks);
      from = Math.max(from, 0);
      if (breaks === HEAD_END.length) return PING;
    }
    return undefined;
  }
  void next;
  return {
    feed: () => (closed ? [] : (append(NOTHING), [close("", undefined)])),
    get waiting() {
      return to - from;
    },
  };
}
void CR;
void LF;
void MAX_MESSAGE_BYTES;
void parseContentLength;
function lineBreaks(_s: Buffer, _f: number, _t: number): number | "unfinished" {
  return 0;
}
