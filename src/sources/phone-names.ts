/** As many as the rules of an engine have room for. */
const MOST_NAMES = 200_000;
const WORD_BYTES = 4;

/** The SIP usernames of all phones as a sorted list of 32-bit hashes: 10,000 phones are 53 KB of text. One of 400,000 other names has the hash of one of them. */
export function packNames(names: Iterable<string>): string {
  const hashes: number[] = [];
  for (const name of names) if (hashes.length < MOST_NAMES) hashes.push(hashOf(name));
  const words = Uint32Array.from(hashes).sort();
  const bytes = Buffer.alloc(words.length * WORD_BYTES);
  words.forEach((word, index) => bytes.writeUInt32LE(word, index * WORD_BYTES));
  return bytes.toString("base64");
}

/** Whether a name is one of a packed list's. */
export class PhoneNames {
  readonly #bytes: Buffer;

  constructor(packed: string) {
    this.#bytes = Buffer.from(packed, "base64");
  }

  has(name: string): boolean {
    const wanted = hashOf(name);
    let from = 0;
    let to = Math.floor(this.#bytes.length / WORD_BYTES);
    while (from < to) {
      const middle = (from + to) >>> 1;
      const word = this.#bytes.readUInt32LE(middle * WORD_BYTES);
      if (word === wanted) return true;
      if (word < wanted) from = middle + 1;
      else to = middle;
    }
    return false;
  }
}

/** FNV-1a, 32 bits. */
function hashOf(name: string): number {
  let hash = 0x811c_9dc5;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x0100_0193);
  return hash >>> 0;
}
