import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fractionLost, lossOf, noReception, receive } from "../../../../src/engines/rtp/reception.ts";
import { compactNtp, readControl, writeControl } from "../../../../src/engines/rtp/rtcp.ts";

const word = fc.integer({ min: 0, max: 0xffff_ffff });
const block = fc.record({
  ssrc: word,
  fractionLost: fc.integer({ min: 0, max: 255 }),
  lost: fc.integer({ min: 0, max: 0x7f_ffff }),
  highestSequence: word,
  jitterTicks: word,
  lastReport: word,
  delay: word,
});

describe("a report on a stream", () => {
  it("is read as it was written", () => {
    const sender = fc.record({
      atMs: fc.integer({ min: 0, max: 2_000_000_000_000 }),
      timestamp: word,
      packets: word,
      octets: word,
    });
    fc.assert(
      fc.property(
        word,
        fc.option(sender, { nil: undefined }),
        fc.array(block, { maxLength: 31 }),
        fc.string({ maxLength: 60 }),
        fc.boolean(),
        (ssrc, info, blocks, cname, goodbye) => {
          const read = readControl(writeControl({ ssrc, sender: info, blocks }, cname, goodbye));
          expect(read?.byes).toEqual(goodbye ? [ssrc] : []);
          expect(read?.reports).toHaveLength(1);
          expect(read?.reports[0]).toMatchObject({ ssrc, blocks });
          if (info === undefined) expect(read?.reports[0]?.sender).toBeUndefined();
          else expect(Math.abs((read?.reports[0]?.sender?.atMs ?? 0) - info.atMs)).toBeLessThan(1);
        },
      ),
    );
  });

  it("is never mistaken, whatever bytes come", () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void readControl(bytes)));
    const whole = writeControl({ ssrc: 1, sender: undefined, blocks: [] }, "a", false);
    for (let length = 0; length < whole.length; length++)
      if (length !== 8) expect(readControl(whole.subarray(0, length))).toBeUndefined();
  });

  it("carries a time from which the way there and back is counted", () => {
    expect(compactNtp(1500) - compactNtp(1000)).toBe(0x8000);
  });
});

describe("what is counted of a stream", () => {
  const packet = (sequence: number) => ({ ssrc: 7, sequence: sequence & 0xffff, timestamp: 160 * sequence });

  it("tells lost packets, over a wrap of their numbers", () => {
    const reception = noReception();
    for (let n = 65_500; n < 65_600; n++) if (n % 10 !== 3) receive(reception, packet(n), 20 * n, 8);
    expect(lossOf(reception)).toEqual({ expected: 100, lost: 10 });
    expect(fractionLost(reception)).toBe(25);
    for (let n = 65_600; n < 65_700; n++) receive(reception, packet(n), 20 * n, 8);
    expect(fractionLost(reception)).toBe(0);
    expect(reception.jitterTicks).toBe(0);
  });

  it("tells jitter: 10 ms early and late by turns make 20 ms", () => {
    const reception = noReception();
    for (let n = 0; n < 400; n++) receive(reception, packet(n), 20 * n + (n % 2 === 0 ? 10 : -10), 8);
    expect(reception.jitterTicks / 8).toBeCloseTo(20, 0);
  });

  it("begins anew with another stream", () => {
    const reception = noReception();
    for (let n = 0; n < 10; n++) receive(reception, packet(n), 20 * n, 8);
    receive(reception, { ssrc: 8, sequence: 5000, timestamp: 0 }, 1000, 8);
    expect(lossOf(reception)).toEqual({ expected: 1, lost: 0 });
  });
});
