import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { JitterBuffer } from "../../../../src/engines/rtp/jitter-buffer.ts";
import type { RtpPacket } from "../../../../src/engines/rtp/packet.ts";

const SILENCE = 0xff;

/** A packet of 20 ms whose bytes all are its number. */
function packet(index: number, start = 65_530, ssrc = 1): RtpPacket {
  return {
    marker: false,
    payloadType: 0,
    sequence: (start + index) & 0xffff,
    timestamp: (160 * index) >>> 0,
    ssrc,
    payload: new Uint8Array(160).fill(index & 0x7f),
  };
}

/** The numbers of what is pulled in so many frames; "-" is nothing, "x" a gap. */
function pull(buffer: JitterBuffer, frames: number): (number | "-" | "x")[] {
  return Array.from({ length: frames }, () => {
    const target = new Uint8Array(160);
    const pulled = buffer.pull(target, SILENCE);
    if (pulled === "nothing") return "-";
    return pulled === "lost" ? "x" : target[0]!;
  });
}

describe("a jitter buffer", () => {
  it("passes an even stream on with its order, over the wrap of the numbers", () => {
    const buffer = new JitterBuffer();
    const heard: unknown[] = [];
    for (let i = 0; i < 20; i++) {
      buffer.push(packet(i), 20 * i);
      heard.push(...pull(buffer, 1));
    }
    expect(heard).toEqual(Array.from({ length: 20 }, (_, i) => i));
  });

  it("puts back in order what the network has mixed up, and drops what came twice", () => {
    const buffer = new JitterBuffer();
    for (const index of [0, 2, 1, 1, 3, 2]) buffer.push(packet(index), 0);
    expect(pull(buffer, 5)).toEqual([0, 1, 2, 3, "-"]);
  });

  it("fills a lost packet with silence when later ones are there", () => {
    const buffer = new JitterBuffer();
    for (const index of [0, 1, 3, 4]) buffer.push(packet(index), 20 * index);
    expect(pull(buffer, 6)).toEqual([0, 1, "x", 3, 4, "-"]);
  });

  it("waits a little for a packet that is only late", () => {
    const buffer = new JitterBuffer();
    buffer.push(packet(0), 0);
    buffer.push(packet(2), 40);
    expect(pull(buffer, 2)).toEqual([0, "-"]);
    buffer.push(packet(1), 45);
    expect(pull(buffer, 2)).toEqual([1, 2]);
  });

  it("starts afresh with a new source, or after a long jump", () => {
    const buffer = new JitterBuffer();
    buffer.push(packet(0), 0);
    buffer.push(packet(7, 100, 2), 20);
    expect(pull(buffer, 2)).toEqual([7, "-"]);
    buffer.push(packet(9, 30_000, 2), 40);
    expect(pull(buffer, 1)).toEqual([9]);
  });

  it("holds more when packets come unevenly, and never more than it should", () => {
    const buffer = new JitterBuffer();
    for (let i = 0; i < 100; i++) buffer.push(packet(i), 20 * i + (i % 3) * 35);
    expect(buffer.jitterTicks).toBeGreaterThan(160);
    expect(buffer.depth).toBeLessThanOrEqual(14);
  });

  it("takes packets of any length", () => {
    const buffer = new JitterBuffer();
    const long = (index: number): RtpPacket => ({ ...packet(index), payload: new Uint8Array(240).fill(index) });
    for (let i = 0; i < 4; i++) buffer.push(long(i), 30 * i);
    const target = new Uint8Array(160);
    const firsts = Array.from({ length: 6 }, () => {
      buffer.pull(target, SILENCE);
      return [target[0], target[159]];
    });
    expect(firsts).toEqual([
      [0, 0],
      [0, 1],
      [1, 1],
      [2, 2],
      [2, 3],
      [3, 3],
    ]);
  });

  it("forgets what was said before a listener is there", () => {
    const buffer = new JitterBuffer();
    buffer.push(packet(0), 0);
    buffer.push(packet(1), 20);
    buffer.clear();
    expect(pull(buffer, 1)).toEqual(["-"]);
    buffer.push(packet(2), 40);
    expect(pull(buffer, 1)).toEqual([2]);
  });

  it("never plays anything twice or backwards, whatever the network does", () => {
    const arrivals = fc.array(fc.record({ index: fc.nat(90), pulls: fc.nat(2) }), { maxLength: 200 });
    fc.assert(
      fc.property(arrivals, (events) => {
        const buffer = new JitterBuffer();
        let last = -1;
        events.forEach(({ index, pulls }, at) => {
          buffer.push(packet(index), 20 * at);
          for (const heard of pull(buffer, pulls)) {
            if (typeof heard !== "number") continue;
            expect(heard).toBeGreaterThan(last);
            last = heard;
          }
          expect(buffer.depth).toBeLessThanOrEqual(32);
        });
      }),
    );
  });
});
