import { describe, expect, it } from "vitest";
import { parseE164 } from "../../../src/vocabulary/e164.ts";
import { parseExtension } from "../../../src/vocabulary/extension.ts";
import { parseCallId, parseSipUsername, parseUserId } from "../../../src/vocabulary/identifiers.ts";

describe("the words of the system", () => {
  it.each(["+33170000001", "+4930123456", "+123456789012345"])("%s is a public number", (text) => {
    expect(parseE164(text)).toBe(text);
  });
  it.each(["33170000001", "+0170000001", "+331", "+1234567890123456", "+33 1 70", ""])(
    "%j is no public number",
    (text) => {
      expect(parseE164(text)).toBeUndefined();
    },
  );
  it.each(["10", "1001", "123456"])("%s is an extension", (text) => {
    expect(parseExtension(text)).toBe(text);
  });
  it.each(["1", "1234567", "12a", "*97", ""])("%j is no extension", (text) => {
    expect(parseExtension(text)).toBeUndefined();
  });
  it("an identity has 8 to 40 lower-case letters, digits and dashes", () => {
    expect(parseUserId("a1b2c3d4-e5f6")).toBe("a1b2c3d4-e5f6");
    for (const text of ["short", "A1B2C3D4", "-a1b2c3d4", "a1b2 c3d4"]) expect(parseUserId(text)).toBeUndefined();
  });
  it("a SIP username is made of lower-case letters and digits", () => {
    expect(parseSipUsername("k3x9m2pq")).toBe("k3x9m2pq");
    for (const text of ["abc", "with-dash", "a".repeat(33)]) expect(parseSipUsername(text)).toBeUndefined();
  });
  it("a Call-ID has no blanks and is not endless", () => {
    expect(parseCallId("a84b4c76e66710@pc33")).toBe("a84b4c76e66710@pc33");
    for (const text of ["", "a b", "x".repeat(513)]) expect(parseCallId(text)).toBeUndefined();
  });
});
