import { expect, it } from "vitest";
import { fingerprint } from "../../../src/runtime/fingerprint.ts";

it("A text has the same fingerprint each time, and thousands that differ by a character have thousands", () => {
  const texts = Array.from({ length: 20_000 }, (_, nth) => `REGISTER sip:pbx SIP/2.0\r\nCSeq: ${nth} REGISTER\r\n\r\n`);
  expect(fingerprint(texts[7]!)).toBe(fingerprint(Buffer.from(texts[7]!).toString()));
  expect(new Set(texts.map(fingerprint)).size).toBe(texts.length);
  for (const text of ["", "a", "ÿ"]) expect(fingerprint(text)).toMatch(/^[0-9a-f]{16}$/);
});
