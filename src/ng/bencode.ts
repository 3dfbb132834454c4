/** What bencode can say (BEP 3): texts, whole numbers, lists, dictionaries. */
export type Bencoded = string | number | readonly Bencoded[] | { readonly [key: string]: Bencoded };
export type BencodedDictionary = Readonly<Record<string, Bencoded>>;

/** Values inside each other, and all together: more are in no message of the ng protocol. */
const MAX_DEPTH = 16;
const MAX_VALUES = 16_384;

/** Writes a value; the keys of a dictionary are sorted, as BEP 3 wants them. */
export function writeBencode(value: Bencoded): string {
  if (typeof value === "string") return `${Buffer.byteLength(value)}:${value}`;
  if (typeof value === "number") return `i${Math.trunc(value)}e`;
  if (isList(value)) return `l${value.map(writeBencode).join("")}e`;
  const keys = Object.keys(value).sort();
  return `d${keys.map((key) => writeBencode(key) + writeBencode(value[key] ?? "")).join("")}e`;
}

/** Reads one value that fills the bytes; undefined: it isn't bencode, or more than any message of the protocol has. */
export function readBencode(bytes: Buffer): Bencoded | undefined {
  const reader = new Reader(bytes);
  const value = reader.value(0);
  return reader.isAtEnd ? value : undefined;
}

export function isDictionary(value: Bencoded | undefined): value is BencodedDictionary {
  return typeof value === "object" && !isList(value);
}

function isList(value: Bencoded): value is readonly Bencoded[] {
  return Array.isArray(value);
}

const [COLON, DICTIONARY, END, INTEGER, LIST] = [0x3a, 0x64, 0x65, 0x69, 0x6c] as const;
const DIGITS = /^(?:0|[1-9]\d{0,6})$/;
const WHOLE = /^(?:0|-?[1-9]\d{0,15})$/;

class Reader {
  readonly #bytes: Buffer;
  #at = 0;
  #values = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  value(depth: number): Bencoded | undefined {
    if (depth > MAX_DEPTH || ++this.#values > MAX_VALUES) return undefined;
    switch (this.#bytes[this.#at]) {
      case INTEGER:
        this.#at += 1;
        return this.#number();
      case LIST:
        this.#at += 1;
        return this.#list(depth);
      case DICTIONARY:
        this.#at += 1;
        return this.#dictionary(depth);
      case undefined:
      default:
        return this.#text();
    }
  }

  #until(mark: number, shape: RegExp): number | undefined {
    const end = this.#bytes.indexOf(mark, this.#at);
    if (end < 0) return undefined;
    const digits = this.#bytes.toString("latin1", this.#at, end);
    if (!shape.test(digits)) return undefined;
    this.#at = end + 1;
    return Number(digits);
  }

  #number(): number | undefined {
    const value = this.#until(END, WHOLE);
    return value !== undefined && Number.isSafeInteger(value) ? value : undefined;
  }

  #text(): string | undefined {
    const length = this.#until(COLON, DIGITS);
    if (length === undefined || this.#at + length > this.#bytes.length) return undefined;
    this.#at += length;
    return this.#bytes.toString("utf8", this.#at - length, this.#at);
  }

  #list(depth: number): Bencoded[] | undefined {
    const items: Bencoded[] = [];
    while (!this.#ends()) {
      const item = this.value(depth + 1);
      if (item === undefined) return undefined;
      items.push(item);
    }
    return items;
  }

  #dictionary(depth: number): BencodedDictionary | undefined {
    const entries = new Map<string, Bencoded>();
    while (!this.#ends()) {
      const key = this.#text();
      const value = key === undefined ? undefined : this.value(depth + 1);
      if (key === undefined || value === undefined) return undefined;
      entries.set(key, value);
    }
    return Object.fromEntries(entries);
  }

  #ends(): boolean {
    if (this.#bytes[this.#at] !== END) return false;
    this.#at += 1;
    return true;
  }
}
