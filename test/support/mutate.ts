import type { seededRandom } from "./random.ts";

type Random = ReturnType<typeof seededRandom>;

/** In a message: something that makes it another one than the last (of Call-ID, branch, tag). */
export const FRESH = "FRESH";

/** What bad networks and bad people send: real messages with something wrong in them, and now and then pure noise. */
export function* badDatagrams(seeds: readonly Uint8Array[], random: Random): Generator<Uint8Array, never> {
  let fresh = 0;
  for (;;) {
    if (random() < 0.1) {
      yield noise(1 + below(random, 600), random);
      continue;
    }
    if (random() < 0.8) fresh = below(random, 0x7fff_ffff); // else it belongs to what came before
    const seed = Buffer.from(any(seeds, random)).toString("latin1").replaceAll(FRESH, fresh.toString(16));
    let bytes: Buffer = Buffer.from(seed, "latin1");
    for (let times = 1 + below(random, 1 + below(random, 4)); times > 0; times--) bytes = mutated(bytes, seeds, random);
    if (bytes.length > 0) yield bytes.subarray(0, MOST_BYTES);
  }
}

/** A datagram holds no more. */
const MOST_BYTES = 65_000;
const NASTY = [
  "\0",
  "\r\n",
  "\n",
  " ",
  ",",
  ";",
  ":",
  '"',
  "<",
  ">",
  "%00",
  "=",
  "sip:",
  "\u00e9",
  "-1",
  "4294967296",
  "*",
];

function mutated(bytes: Buffer, seeds: readonly Uint8Array[], random: Random): Buffer {
  const at = below(random, bytes.length + 1);
  const to = Math.min(bytes.length, at + below(random, 40));
  switch (below(random, 8)) {
    case 0: // a bit flips
      if (at < bytes.length) bytes[at]! ^= 1 << below(random, 8);
      return bytes;
    case 1: // a piece is missing
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(to)]);
    case 2: // the rest is missing
      return bytes.subarray(0, at);
    case 3: // a piece comes twice
      return Buffer.concat([bytes.subarray(0, to), bytes.subarray(at)]);
    case 4: // something that separates, ends or means too much
      return Buffer.concat([
        bytes.subarray(0, at),
        Buffer.from(NASTY[below(random, NASTY.length)]!),
        bytes.subarray(at),
      ]);
    case 5: // a line comes twice
      return withLines(bytes, (lines) => lines.toSpliced(below(random, lines.length), 0, any(lines, random)));
    case 6: // a line is missing
      return withLines(bytes, (lines) => lines.toSpliced(below(random, lines.length), 1));
    default: {
      // half of another message
      const other = Buffer.from(any(seeds, random));
      return Buffer.concat([bytes.subarray(0, at), other.subarray(below(random, other.length))]);
    }
  }
}

function withLines(bytes: Buffer, change: (lines: readonly string[]) => readonly string[]): Buffer {
  return Buffer.from(change(bytes.toString("latin1").split("\r\n")).join("\r\n"), "latin1");
}

function noise(length: number, random: Random): Buffer {
  return Buffer.from(Array.from({ length }, () => below(random, 256)));
}

function any<Item>(items: readonly Item[], random: Random): Item {
  return items[below(random, items.length)]!;
}

function below(random: Random, limit: number): number {
  return Math.floor(random() * limit);
}
