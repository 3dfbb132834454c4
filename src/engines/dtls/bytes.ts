const NOTHING = Buffer.alloc(0);

/**
 * Reads the fields of a message one after the other. Beyond the end everything is 0 or empty, and `failed` says so: one look at the
 * end of a message is enough, and nothing throws.
 */
export class ByteReader {
  readonly #bytes: Buffer;
  #at = 0;
  failed = false;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /** Everything was read, and there was as much as that. */
  get isComplete(): boolean {
    return !this.failed && this.#at === this.#bytes.length;
  }

  get hasMore(): boolean {
    return !this.failed && this.#at < this.#bytes.length;
  }

  uint8(): number {
    return this.#number(1);
  }

  uint16(): number {
    return this.#number(2);
  }

  uint24(): number {
    return this.#number(3);
  }

  bytes(count: number): Buffer {
    const end = this.#at + count;
    if (this.failed || end > this.#bytes.length) {
      this.failed = true;
      return NOTHING;
    }
    const taken = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return taken;
  }

  /** A vector: its length in so many bytes, and its contents (RFC 5246 §4.3). */
  vector(lengthBytes: 1 | 2 | 3): Buffer {
    return this.bytes(this.#number(lengthBytes));
  }

  #number(bytes: 1 | 2 | 3): number {
    const taken = this.bytes(bytes);
    return taken.length === 0 ? 0 : taken.readUIntBE(0, bytes);
  }
}

/** A number of so many bytes, the highest first. */
export function uint(bytes: 1 | 2 | 3, value: number): Buffer {
  const written = Buffer.alloc(bytes);
  written.writeUIntBE(value, 0, bytes);
  return written;
}

/** A vector: its length in so many bytes, and its contents. */
export function vector(lengthBytes: 1 | 2 | 3, ...contents: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(contents);
  return Buffer.concat([uint(lengthBytes, body.length), body]);
}

/** Numbers of two bytes each, as lists of them are made of (suites, groups, algorithms). */
export function uint16List(bytes: Buffer): readonly number[] {
  const numbers: number[] = [];
  for (let at = 0; at + 2 <= bytes.length; at += 2) numbers.push(bytes.readUInt16BE(at));
  return numbers;
}
