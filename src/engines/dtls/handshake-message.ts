import { createHash } from "node:crypto";
import { ByteReader, uint } from "./bytes.ts";

export const CLIENT_HELLO = 1;
export const SERVER_HELLO = 2;
export const HELLO_VERIFY_REQUEST = 3;
export const CERTIFICATE = 11;
export const SERVER_KEY_EXCHANGE = 12;
export const CERTIFICATE_REQUEST = 13;
export const SERVER_HELLO_DONE = 14;
export const CERTIFICATE_VERIFY = 15;
export const CLIENT_KEY_EXCHANGE = 16;
export const FINISHED = 20;

/** A whole message of the handshake. */
export interface HandshakeMessage {
  readonly type: number;
  /** Counts the messages of its author. */
  readonly sequence: number;
  readonly body: Buffer;
}

/**
 * A piece of a message (RFC 6347 §4.2.2).
 *
 * | type (1) | length (3) | message_seq (2) | fragment_offset (3) | fragment_length (3) | fragment |
 */
export interface HandshakeFragment {
  readonly type: number;
  /** Of the whole message. */
  readonly length: number;
  readonly sequence: number;
  readonly offset: number;
  readonly bytes: Buffer;
}

/** The pieces in one record. */
export function readFragments(record: Buffer): readonly HandshakeFragment[] {
  const reader = new ByteReader(record);
  const fragments: HandshakeFragment[] = [];
  while (reader.hasMore) {
    const type = reader.uint8();
    const length = reader.uint24();
    const sequence = reader.uint16();
    const offset = reader.uint24();
    const bytes = reader.vector(3);
    if (reader.failed || offset + bytes.length > length) break;
    fragments.push({ type, length, sequence, offset, bytes });
  }
  return fragments;
}

/** A message in one piece. */
function writeMessage({ type, sequence, body }: HandshakeMessage): Buffer {
  const length = uint(3, body.length);
  return Buffer.concat([uint(1, type), length, uint(2, sequence), uint(3, 0), length, body]);
}

/** Longer messages are no telephone's: a chain of certificates has a few kilobytes. */
const MAX_MESSAGE_BYTES = 16 * 1024;
/** A flight has no more messages than these. */
const MAX_AHEAD = 8;

/** Puts the peer's messages together and into their order. At most `MAX_AHEAD` are kept, of at most `MAX_MESSAGE_BYTES` each. */
export class Reassembly {
  readonly #pending = new Map<number, { readonly type: number; readonly body: Buffer; missing: [number, number][] }>();
  #next = 0;

  /** @returns whether the piece is of a message that was taken before: the peer sends its flight again */
  add(fragment: HandshakeFragment): boolean {
    const { sequence, type, length, offset, bytes } = fragment;
    if (sequence < this.#next) return true;
    if (sequence >= this.#next + MAX_AHEAD || length > MAX_MESSAGE_BYTES) return false;
    const pending = this.#pending.get(sequence) ?? { type, body: Buffer.alloc(length), missing: [[0, length]] };
    if (pending.type !== type || pending.body.length !== length) return false;
    pending.body.set(bytes, offset);
    pending.missing = pending.missing.flatMap((gap) => without(gap, offset, offset + bytes.length));
    this.#pending.set(sequence, pending);
    return false;
  }

  /** The next message in order, once it is whole. */
  take(): HandshakeMessage | undefined {
    const sequence = this.#next;
    const pending = this.#pending.get(sequence);
    if (pending === undefined || pending.missing.some(([from, to]) => from < to)) return undefined;
    this.#pending.delete(sequence);
    this.#next++;
    return { type: pending.type, sequence, body: pending.body };
  }
}

/** What of a gap stays when a piece of it has come. */
function without([from, to]: [number, number], start: number, end: number): [number, number][] {
  const parts: [number, number][] = [
    [from, Math.min(to, start)],
    [Math.max(from, end), to],
  ];
  return parts.filter(([low, high]) => low < high);
}

/** All messages so far, as both sides must have seen them: signatures and Finished cover it (RFC 5246 §7.4.9). */
export class Transcript {
  #messages: Buffer[] = [];
  #sent = 0;

  /** A message of ours: with its number, as it is sent. */
  write(type: number, body: Buffer): Buffer {
    const message = writeMessage({ type, sequence: this.#sent++, body });
    this.#messages.push(message);
    return message;
  }

  read(message: HandshakeMessage): void {
    this.#messages.push(writeMessage(message));
  }

  /** RFC 6347 §4.2.1: the first ClientHello and the HelloVerifyRequest don't count. */
  forget(): void {
    this.#messages = [];
  }

  get bytes(): Buffer {
    return Buffer.concat(this.#messages);
  }

  hash(): Buffer {
    return createHash("sha256").update(this.bytes).digest();
  }
}
