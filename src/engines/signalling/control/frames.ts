/** Digits that a length may have: enough for the largest message we take. */
const MAX_LENGTH_DIGITS = 6;

/** Largest message from an application: a SIP message with fax, SIPREC or conference bodies, never a file. */
export const MAX_FRAME_BYTES = 256 * 1024;

const HASH = 0x23;
const ZERO = 0x30;
const NINE = 0x39;

/** What a read from an application's connection contained. */
export type Framed =
  | { readonly kind: "messages"; readonly messages: readonly Buffer[] }
  /** Not LEN#message: the connection can't be understood any more and is closed. */
  | { readonly kind: "broken"; readonly problem: string };

const broken = (problem: string): Framed => ({ kind: "broken", problem });

/** Puts a message on the control connection: LEN#MESSAGE, LEN in decimal, counting bytes of UTF-8. */
export function frame(message: string): string {
  return `${Buffer.byteLength(message, "utf8")}#${message}`;
}

/** The same for a first line and a SIP message of bytes, which may not be UTF-8. */
export function frameBytes(firstLine: string, message: Uint8Array): Buffer {
  const length = Buffer.byteLength(firstLine, "utf8") + 2 + message.length;
  return Buffer.concat([Buffer.from(`${length}#${firstLine}\r\n`, "utf8"), message]);
}

/** Cuts a stream of bytes into messages, wherever the reads happen to split it. */
export class FrameReader {
  #held: Buffer[] = [];
  #heldBytes = 0;
  #broken = false;

  read(bytes: Buffer): Framed {
    if (this.#broken) return broken("connection was given up before");
    this.#held.push(bytes);
    this.#heldBytes += bytes.length;
    if (this.#heldBytes < this.#awaitedBytes) return { kind: "messages", messages: [] };
    const framed = this.#cut(this.#held.length === 1 ? bytes : Buffer.concat(this.#held, this.#heldBytes));
    this.#broken = framed.kind === "broken";
    return framed;
  }

  /** Bytes that must be there before cutting is tried again: keeps a large message from being copied at every read. */
  #awaitedBytes = 0;

  #cut(stream: Buffer): Framed {
    const messages: Buffer[] = [];
    let at = 0;
    this.#awaitedBytes = 0;
    while (at < stream.length) {
      const length = readLength(stream, at);
      if (typeof length === "string") return broken(length);
      if (length === undefined) break;
      const end = length.messageAt + length.bytes;
      if (end > stream.length) {
        this.#awaitedBytes = end - at;
        break;
      }
      messages.push(stream.subarray(length.messageAt, end));
      at = end;
    }
    this.#held = at < stream.length ? [stream.subarray(at)] : [];
    this.#heldBytes = stream.length - at;
    return { kind: "messages", messages };
  }
}

/** LEN "#" at `at`; undefined while it isn't complete; a text says what is wrong with it. */
function readLength(stream: Buffer, at: number): { messageAt: number; bytes: number } | string | undefined {
  let bytes = 0;
  for (let index = at; index < stream.length; index++) {
    const byte = stream[index] ?? 0;
    if (byte === HASH) {
      if (index === at || bytes === 0) return "empty message";
      if (bytes > MAX_FRAME_BYTES) return "message too large";
      return { messageAt: index + 1, bytes };
    }
    if (byte < ZERO || byte > NINE) return "length is not a number";
    if (index - at >= MAX_LENGTH_DIGITS) return "length has too many digits";
    bytes = 10 * bytes + (byte - ZERO);
  }
  return undefined;
}
