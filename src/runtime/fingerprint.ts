import { randomInt } from "node:crypto";

/** Other ones in each process: no text can be made outside that has the fingerprint of another one. */
const [SEED_1, SEED_2] = [randomInt(2 ** 32), randomInt(2 ** 32)];

/**
 * Tells one text from another in this process, by 16 lower-case hexadecimal digits: two independent sums over all characters (after
 * MurmurHash3), at a tenth of the cost of a cryptographic hash.
 */
export function fingerprint(text: string): string {
  let [first, second] = [SEED_1, SEED_2];
  for (let at = 0; at < text.length; at++) {
    const character = text.charCodeAt(at);
    first = Math.imul(first ^ character, 0x85ebca6b);
    second = Math.imul(second ^ character, 0xc2b2ae35);
    first ^= first >>> 15;
    second ^= second >>> 13;
  }
  return digits(first) + digits(second);
}

const digits = (number: number): string => (number >>> 0).toString(16).padStart(8, "0");
