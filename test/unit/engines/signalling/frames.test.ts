import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { frame, frameBytes, FrameReader, MAX_FRAME_BYTES } from "../../../../src/engines/signalling/control/frames.ts";

/** Feeds a stream in pieces of the given sizes, over and over. */
function readInPieces(stream: Buffer, sizes: readonly number[]): string[] {
  const reader = new FrameReader();
  const read: string[] = [];
  for (let at = 0, turn = 0; at < stream.length; turn++) {
    const size = sizes[turn % sizes.length] ?? 1;
    const framed = reader.read(stream.subarray(at, at + size));
    if (framed.kind === "broken") throw new Error(framed.problem);
    read.push(...framed.messages.map((message) => message.toString("utf8")));
    at += size;
  }
  return read;
}

const message = fc.string({ minLength: 1, maxLength: 300, unit: "grapheme" });

describe("the control connection's frames", () => {
  it("come out as they went in, however the reads split them", () => {
    fc.assert(
      fc.property(
        fc.array(message, { maxLength: 8 }),
        fc.array(fc.integer({ min: 1, max: 64 }), { minLength: 1, maxLength: 8 }),
        (messages, sizes) => {
          const stream = Buffer.from(messages.map(frame).join(""), "utf8");
          expect(readInPieces(stream, sizes)).toEqual(messages);
        },
      ),
    );
  });

  it("count bytes of UTF-8, not characters", () => {
    expect(frame("Grüße ☎")).toBe("11#Grüße ☎");
    expect(frameBytes("a|b", Buffer.from("ü")).toString("utf8")).toBe("7#a|b\r\nü");
  });

  it("may be as large as a conference's SDP needs, read in small pieces", () => {
    const large = "x".repeat(MAX_FRAME_BYTES);
    expect(readInPieces(Buffer.from(frame(large)), [1_400])).toEqual([large]);
  });

  it.each([
    ["text that is no frame", "hello"],
    ["a length that is no number", "12x#hello"],
    ["no length at all", "#hello"],
    ["an empty message", "0#"],
    ["a length of too many digits", "1234567#"],
    ["a message above the limit", `${MAX_FRAME_BYTES + 1}#`],
  ])("end the connection's life with %s", (_what, text) => {
    const reader = new FrameReader();
    expect(reader.read(Buffer.from(text)).kind).toBe("broken");
    expect(reader.read(Buffer.from(frame("1|ping"))).kind).toBe("broken");
  });

  it("never throw, whatever arrives", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 50 })), (reads) => {
        const reader = new FrameReader();
        for (const bytes of reads) expect(["messages", "broken"]).toContain(reader.read(Buffer.from(bytes)).kind);
      }),
    );
  });
});
