import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readBencode, writeBencode, type Bencoded } from "../../../src/ng/bencode.ts";
import { readNgMessage, writeNgMessage } from "../../../src/ng/message.ts";

const values: fc.Arbitrary<Bencoded> = fc.letrec<{ value: Bencoded }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    fc.string({ unit: "grapheme" }),
    fc.maxSafeInteger(),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(fc.string(), tie("value"), { maxKeys: 4, noNullPrototype: true }),
  ),
})).value;

describe("the control protocol of an RTP relay", () => {
  it("reads what it writes", () => {
    fc.assert(
      fc.property(values, (value) => {
        expect(readBencode(Buffer.from(writeBencode(value)))).toEqual(value);
      }),
    );
  });

  it("reads any bytes without throwing", () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        readBencode(Buffer.from(bytes));
      }),
    );
  });

  it.each([
    "",
    "i",
    "ie",
    "i-0e",
    "i01e",
    "5:abc",
    "l",
    "d1:ae",
    "di1e1:ae",
    "3:abcd",
    "i99999999999999999e",
    "d1:a",
    "l".repeat(99),
  ])("takes %j for nothing", (text) => {
    expect(readBencode(Buffer.from(text))).toBeUndefined();
  });

  it("has a cookie before each dictionary, by which a reply finds its request", () => {
    const message = { cookie: "5323_1", body: { command: "ping" } };
    expect(writeNgMessage(message).toString()).toBe("5323_1 d7:command4:pinge");
    expect(readNgMessage(writeNgMessage(message))).toEqual(message);
    for (const other of ["ping", " d7:command4:pinge", "1 4:ping", "x".repeat(300) + " de"])
      expect(readNgMessage(Buffer.from(other))).toBeUndefined();
  });
});
