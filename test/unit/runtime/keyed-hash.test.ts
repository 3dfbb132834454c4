import { createHmac, randomBytes } from "node:crypto";
import fc from "fast-check";
import { expect, it } from "vitest";
import { keyedHash } from "../../../src/runtime/keyed-hash.ts";

it("a keyed hash is HMAC-SHA-256, for keys and texts of any length", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 100 }), fc.string({ unit: "grapheme", maxLength: 1_500 }), (bytes, text) => {
      const key = randomBytes(bytes);
      const hash = keyedHash(key);
      for (const each of [text, "", text]) {
        expect(hash(each)).toBe(createHmac("sha256", key).update(each).digest("hex"));
      }
    }),
  );
});
