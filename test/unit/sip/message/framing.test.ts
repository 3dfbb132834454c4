import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { StreamFramer, type StreamEvent } from "../../../../src/sip/message/framing.ts";
import { MAX_MESSAGE_BYTES } from "../../../../src/sip/message/limits.ts";
import { parseDatagram } from "../../../../src/sip/message/parse.ts";
import { FIVE, invite } from "./messages.ts";

const PING = Buffer.from("\r\n\r\n");
const EMPTY = invite([...FIVE, "Content-Length: 0"]);
const FULL = invite([...FIVE, "l : 12"], "\r\n\r\nINVITE x");

/** One line an event: a message as its text. */
function told(events: readonly StreamEvent[]): readonly string[] {
  return events.map((event) => {
    if (event.kind === "message") return Buffer.from(event.bytes).toString("latin1");
    return event.kind === "ping" ? "ping" : `close: ${event.problem}`;
  });
}

function feed(...chunks: readonly Buffer[]): readonly string[] {
  const framer = new StreamFramer();
  return told(chunks.flatMap((chunk) => [...framer.feed(chunk)]));
}

/** The last thing that a connection says, with the answer that it leaves behind. */
function lastWords(bytes: Buffer): string {
  const last = new StreamFramer().feed(bytes).at(-1);
  if (last?.kind !== "close") return last?.kind ?? "nothing";
  const outcome = last.bytes === undefined ? undefined : parseDatagram(last.bytes);
  return outcome?.ok === false ? `close after ${outcome.reject?.status ?? "nothing"}` : "close";
}

describe("a stream connection", () => {
  it("delivers the messages of one chunk, bodies with line breaks in them too", () => {
    expect(feed(Buffer.concat([EMPTY, FULL, EMPTY]))).toEqual(
      [EMPTY, FULL, EMPTY].map((bytes) => bytes.toString("latin1")),
    );
  });

  it("delivers a message when its last byte is there, and says how much it holds until then", () => {
    const framer = new StreamFramer();
    expect(framer.feed(FULL.subarray(0, -1))).toEqual([]);
    expect(framer.waiting).toBe(FULL.length - 1);
    expect(told(framer.feed(FULL.subarray(-1)))).toEqual([FULL.toString("latin1")]);
    expect(framer.waiting).toBe(0);
    expect(framer.feed(Buffer.alloc(0))).toEqual([]);
  });

  it("tells a ping from line breaks before a message (RFC 5626 §4.4.1)", () => {
    expect(feed(PING)).toEqual(["ping"]);
    expect(feed(PING, PING)).toEqual(["ping", "ping"]);
    expect(feed(Buffer.from("\r\n"), EMPTY)).toEqual([EMPTY.toString("latin1")]);
    expect(feed(Buffer.from("\r\n\r"), Buffer.from("\n"), EMPTY)).toEqual(["ping", EMPTY.toString("latin1")]);
    expect(feed(Buffer.concat([EMPTY, Buffer.from("\r\n"), EMPTY]))).toHaveLength(2);
  });

  it("closes when a message has no Content-Length: its end is unknown", () => {
    expect(lastWords(invite())).toBe("close");
  });

  it.each([
    ["a negative one", ["Content-Length: -999"]],
    ["one that is no number", ["l: abc"]],
    ["one without a value", ["Content-Length:"]],
    ["two of them", ["Content-Length: 0", "l: 0"]],
    ["one beyond every message", [`Content-Length: ${MAX_MESSAGE_BYTES}`]],
    ["one of forty digits", [`Content-Length: ${"9".repeat(40)}`]],
  ])("refuses a request and closes when its Content-Length is %s", (_what, lines) => {
    expect(lastWords(invite([...FIVE, ...lines]))).toBe("close after 400");
  });

  it("understands a folded Content-Length, and ignores the word in other headers", () => {
    const bytes = invite(
      [...FIVE, "X-Content-Length: 9", "Subject: Content-Length: 8", "content-length:\r\n 3"],
      "abc",
    );
    expect(feed(bytes)).toEqual([bytes.toString("latin1")]);
  });

  it("takes the largest message that may be, and not one byte more", () => {
    const head = invite([...FIVE, "Content-Length: 65000"]).length;
    const body = MAX_MESSAGE_BYTES - head;
    expect(lastWords(invite([...FIVE, `Content-Length: ${body}`], "x".repeat(body)))).toBe("message");
    expect(lastWords(invite([...FIVE, `Content-Length: ${body + 1}`], "x".repeat(body + 1)))).toBe("close after 400");
  });

  it("closes when a head never ends", () => {
    const framer = new StreamFramer();
    const chunk = Buffer.from("X: y\r\n".repeat(1_000));
    let events: readonly StreamEvent[] = [];
    let fed = 0;
    for (; events.length === 0 && fed < 1e6; fed += chunk.length) events = framer.feed(chunk);
    expect(told(events)).toEqual(["close: a head too long"]);
    expect(fed).toBeLessThanOrEqual(MAX_MESSAGE_BYTES + chunk.length);
  });

  it("says nothing any more once it is closed", () => {
    const framer = new StreamFramer();
    framer.feed(invite());
    expect(framer.feed(EMPTY)).toEqual([]);
    expect(framer.waiting).toBe(0);
  });

  it("closes at garbage, which has no Content-Length", () => {
    expect(lastWords(Buffer.from("\rhello\r\n\r\n"))).toBe("close");
    expect(lastWords(Buffer.from("GET / HTTP/1.1\r\nHost: x\r\n\r\n"))).toBe("close");
  });

  it("delivers the same however the stream is cut", () => {
    const piece = fc.constantFrom(EMPTY, FULL, PING, Buffer.from("\r\n"), invite([...FIVE, "l: 3"], "a\r\n"));
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), fc.array(fc.nat(400), { maxLength: 40 }), (pieces, sizes) => {
        const stream = Buffer.concat(pieces);
        const chunks: Buffer[] = [];
        let at = 0;
        for (const size of sizes) chunks.push(stream.subarray(at, (at += size)));
        chunks.push(stream.subarray(at));
        expect(feed(...chunks)).toEqual(feed(stream));
      }),
      { numRuns: 500 },
    );
  });

  it("never throws, whatever comes", () => {
    const noise = fc.array(fc.oneof(fc.uint8Array({ maxLength: 40 }), fc.constant(EMPTY), fc.constant(PING)));
    fc.assert(
      fc.property(noise, (chunks) => {
        const framer = new StreamFramer();
        for (const chunk of chunks) framer.feed(chunk);
      }),
      { numRuns: 500 },
    );
  });

  it("costs the same for a byte whether it comes alone or among a thousand", () => {
    const stream = invite([...FIVE, "Content-Length: 60000"], "x".repeat(60_000));
    const framer = new StreamFramer();
    let messages = 0;
    for (let at = 0; at < stream.length; at++) messages += framer.feed(stream.subarray(at, at + 1)).length;
    expect(messages).toBe(1);
  });
});
