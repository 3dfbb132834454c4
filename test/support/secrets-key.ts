import type { Keyring } from "../../src/sealing/key-file.ts";
import { secretsKey, type SecretsKey } from "../../src/sealing/sealed-text.ts";

/** Of a test that doesn't say otherwise: the same for all of its processes. */
export const TEST_KEY = secretsKey(new Uint8Array(32).fill(7));

/** Keys in memory, as a file holds them. */
export function keyringOf(...keys: readonly SecretsKey[]): Keyring {
  let all = [...keys];
  return {
    name: "a test's keyring",
    read: () => all,
    makeFirst: () => {
      throw new Error("a test gives its keys");
    },
    add: (added) => void (all = [...added, ...all]),
  };
}
