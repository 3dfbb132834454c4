import { describe, expect, it } from "vitest";
import { PCMA, PCMU } from "../../../../src/engines/rtp/g711.ts";

/** Decision values of the positive half, 16-bit: where ITU-T G.711 (tables 1a and 2a) puts the borders of the segments. */
const A_LAW_SEGMENTS = [0, 256, 512, 1024, 2048, 4096, 8192, 16_384, 32_768];
const MU_LAW_SEGMENTS = [0, 31, 95, 223, 479, 991, 2015, 4063, 8159].map((value) => value * 4);

describe.each([PCMA, PCMU])("$name", (codec) => {
  const values = Array.from({ length: 256 }, (_, code) => codec.decodeSample(code));

  it("gives every code back that stands for a value of its own", () => {
    for (let code = 0; code < 256; code++) {
      const again = codec.encodeSample(codec.decodeSample(code));
      expect(codec.decodeSample(again)).toBe(codec.decodeSample(code));
      if (codec.name === "PCMA" || code !== 0x7f) expect(again).toBe(code); // µ-law has two zeros
    }
  });

  it("stands for the middle of the samples that it is chosen for", () => {
    const ranges = new Map<number, { from: number; to: number }>();
    for (let sample = -32_768; sample <= 32_767; sample++) {
      const code = codec.encodeSample(sample);
      const { from } = ranges.get(code) ?? { from: sample };
      ranges.set(code, { from, to: sample });
    }
    for (const [code, { from, to }] of ranges) {
      const value = codec.decodeSample(code);
      if (value === 0 || Math.abs(value) > 31_000) continue; // zero is one-sided, the last one is cut off
      expect(Math.abs((from + to) / 2 - value)).toBeLessThanOrEqual(1);
    }
    expect(ranges.size).toBeGreaterThanOrEqual(255);
  });

  it("is symmetric, monotonic, and silent at its silence", () => {
    expect(Math.abs(codec.decodeSample(codec.silence))).toBeLessThanOrEqual(8);
    for (let sample = 1; sample < 32_768; sample++) {
      const up = codec.decodeSample(codec.encodeSample(sample));
      expect(up).toBeGreaterThanOrEqual(codec.decodeSample(codec.encodeSample(sample - 1)));
    }
    for (const value of values) expect(values).toContain(-value);
  });

  it("codes blocks as it codes samples", () => {
    const samples = Int16Array.from({ length: 160 }, (_, i) => Math.round(20_000 * Math.sin(i / 5)));
    const codes = new Uint8Array(160);
    const back = new Int16Array(160);
    codec.encode(samples, codes);
    codec.decode(codes, back);
    expect([...codes]).toEqual([...samples].map((sample) => codec.encodeSample(sample)));
    expect([...back]).toEqual([...codes].map((code) => codec.decodeSample(code)));
  });
});

describe("the definitions of G.711", () => {
  it("A-law: 13 segments of 16 steps, even bits inverted", () => {
    expect(PCMA.decodeSample(0xd5)).toBe(8);
    expect(PCMA.decodeSample(0x55)).toBe(-8);
    expect(PCMA.decodeSample(0xaa)).toBe(32_256);
    expect(PCMA.decodeSample(0x2a)).toBe(-32_256);
    for (const [segment, border] of A_LAW_SEGMENTS.slice(1, -1).entries()) {
      expect((PCMA.encodeSample(border) ^ 0x55) & 0x70).toBe((segment + 1) << 4);
      expect((PCMA.encodeSample(border - 1) ^ 0x55) & 0x70).toBe(segment << 4);
    }
  });

  it("µ-law: 15 segments, all bits inverted, 8031 as its largest value", () => {
    expect(PCMU.decodeSample(0xff)).toBe(0);
    expect(PCMU.decodeSample(0x80)).toBe(32_124);
    expect(PCMU.decodeSample(0x00)).toBe(-32_124);
    for (const [segment, border] of MU_LAW_SEGMENTS.slice(1, -1).entries()) {
      expect(~PCMU.encodeSample(border) & 0x70).toBe((segment + 1) << 4);
      expect(~PCMU.encodeSample(border - 1) & 0x70).toBe(segment << 4);
    }
  });
});
