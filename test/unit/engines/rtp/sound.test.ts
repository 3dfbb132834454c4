import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PCMA, PCMU } from "../../../../src/engines/rtp/g711.ts";
import { amplitudeAt } from "../../../support/goertzel.ts";
import { meanLevel, mixInto } from "../../../../src/engines/rtp/level.ts";
import { linearResampler } from "../../../../src/engines/rtp/resampler.ts";
import { parseToneScript, toneGenerator, toneLength } from "../../../../src/engines/rtp/tone-stream.ts";
import { wavHeader } from "../../../../src/audio/wav.ts";
import { decodeWav, readWavHeader } from "../../../../src/engines/rtp/wav.ts";

function tone(text: string, rate = 8000, limit = rate * 4): Int16Array {
  const script = parseToneScript(text);
  if (script === undefined) throw new Error("no tone script");
  const samples = new Int16Array(limit);
  return samples.subarray(0, toneGenerator(script, rate)(samples));
}

const sine = (hz: number, rate: number, count: number, amplitude = 10_000): Int16Array =>
  Int16Array.from({ length: count }, (_, i) => Math.round(amplitude * Math.sin((2 * Math.PI * hz * i) / rate)));

describe("a tone", () => {
  it("has its frequencies and no other, for its time, then its silence", () => {
    const samples = tone("%(300,200,440,620);loops=2");
    expect(samples.length).toBe(8000);
    for (const start of [0, 4000]) {
      const on = samples.subarray(start, start + 2400);
      expect(amplitudeAt(on, 440, 8000)).toBeGreaterThan(9500);
      expect(amplitudeAt(on, 620, 8000)).toBeGreaterThan(9500);
      expect(amplitudeAt(on, 1000, 8000)).toBeLessThan(300);
      expect(samples.subarray(start + 2400, start + 4000).every((sample) => sample === 0)).toBe(true);
    }
  });

  it("sounds at its level", () => {
    expect(amplitudeAt(tone("%(1000,0,1000)"), 1000, 8000)).toBeCloseTo(10_199, -2); // -7 dBm0
    expect(amplitudeAt(tone("v=-17;%(1000,0,1000)"), 1000, 8000)).toBeCloseTo(3225, -2);
    expect(Math.max(...tone("v=90;%(100,0,1000)"))).toBeLessThanOrEqual(32_767);
  });

  it("may go on for ever, and in several parts", () => {
    expect(toneLength(parseToneScript("%(100,100,400);loops=-1")!, 8000)).toBe(Infinity);
    const parts = tone("%(100,0,400);%(100,0,800)");
    expect(amplitudeAt(parts.subarray(0, 800), 400, 8000)).toBeGreaterThan(9000);
    expect(amplitudeAt(parts.subarray(800), 800, 8000)).toBeGreaterThan(9000);
  });

  it("is made in pieces as it is made at once", () => {
    const script = parseToneScript("%(130,70,440);loops=3")!;
    const whole = tone("%(130,70,440);loops=3");
    const generate = toneGenerator(script, 8000);
    const pieces: number[] = [];
    for (;;) {
      const piece = new Int16Array(160);
      const count = generate(piece);
      pieces.push(...piece.subarray(0, count));
      if (count < 160) break;
    }
    expect(pieces).toEqual([...whole]);
  });

  it("is not made of any text", () => {
    for (const text of ["", "nonsense", "%(", "%(0,0)", "%(1,2,3", "loops=3", "%(99999999,1,400)", "%(10,10,1e9)"])
      expect(parseToneScript(text)).toBeUndefined();
    fc.assert(fc.property(fc.string(), (text) => void parseToneScript(text)));
  });
});

describe("a WAV file", () => {
  it("is read as it was written", () => {
    fc.assert(
      fc.property(fc.int16Array({ maxLength: 500 }), fc.constantFrom(8000, 16_000), (samples, rate) => {
        const bytes = Buffer.concat([
          wavHeader(rate, 2 * samples.length),
          Buffer.from(samples.buffer, 0, samples.byteLength),
        ]);
        const format = readWavHeader(bytes)!;
        expect(format).toMatchObject({ coding: "pcm16", sampleRate: rate, channels: 1, dataOffset: 44 });
        expect(format.dataBytes ?? 0).toBe(2 * samples.length);
        expect(decodeWav(format, bytes.subarray(format.dataOffset))).toEqual(samples);
      }),
    );
  });

  it.each([
    [PCMA, 6, "alaw"],
    [PCMU, 7, "mulaw"],
  ] as const)("may hold G.711 ($2)", (codec, code, coding) => {
    const samples = sine(500, 8000, 160);
    const codes = new Uint8Array(160);
    codec.encode(samples, codes);
    const format = Buffer.alloc(18);
    for (const [at, value] of [code, 1, 8000, 0, 8000].entries()) format.writeUInt16LE(value, 2 * at);
    format.writeUInt16LE(1, 12);
    format.writeUInt16LE(8, 14);
    const list = Buffer.from("LIST\x05\x00\x00\x00extra\x00", "latin1"); // odd, so padded
    const sizes = (size: number): Buffer => Buffer.from(Uint32Array.of(size).buffer);
    const bytes = Buffer.concat([
      ...[Buffer.from("RIFF"), sizes(0), Buffer.from("WAVEfmt "), sizes(18), format, list],
      ...[Buffer.from("data"), sizes(160), codes],
    ]);
    const read = readWavHeader(bytes)!;
    expect(read).toMatchObject({ coding, channels: 1, dataBytes: 160 });
    expect(amplitudeAt(decodeWav(read, bytes.subarray(read.dataOffset)), 500, 8000)).toBeGreaterThan(9500);
  });

  it("of two channels is mixed into one", () => {
    const bytes = Buffer.from(Int16Array.of(100, 300, -50, -150).buffer);
    expect([...decodeWav({ coding: "pcm16", channels: 2 }, bytes)]).toEqual([200, -100]);
  });

  it("whose writer never closed it goes to its end", () => {
    expect(readWavHeader(wavHeader(8000, 0))?.dataBytes).toBeUndefined();
  });

  it("is not made of noise", () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 100 }), (noise) => readWavHeader(noise) === undefined));
    const broken = fc.record({ at: fc.nat(43), value: fc.nat(255) });
    fc.assert(
      fc.property(fc.array(broken), (changes) => {
        const bytes = wavHeader(8000, 320);
        for (const { at, value } of changes) bytes[at] = value;
        readWavHeader(bytes);
      }),
    );
  });
});

describe("audio of another rate", () => {
  it("keeps its frequency and its length at 8 kHz", () => {
    const resampler = linearResampler(16_000, 8000);
    const input = sine(1000, 16_000, 16_000);
    const output: number[] = [];
    for (let at = 0; at < input.length; at += 333) output.push(...resampler.convert(input.subarray(at, at + 333)));
    expect(Math.abs(output.length - 8000)).toBeLessThanOrEqual(2);
    expect(amplitudeAt(Int16Array.from(output).subarray(100, 7900), 1000, 8000)).toBeGreaterThan(9000);
  });

  it("loses most of what 8 kHz cannot carry", () => {
    const output = linearResampler(16_000, 8000).convert(sine(7000, 16_000, 8000));
    expect(amplitudeAt(output.subarray(100), 1000, 8000)).toBeLessThan(3000);
  });

  it("is left alone when it has the rate of the line", () => {
    const block = sine(400, 8000, 160);
    expect(linearResampler(8000, 8000).convert(block)).toBe(block);
  });
});

describe("levels", () => {
  it("are the mean of what swings", () => {
    expect(meanLevel(new Int16Array(160))).toBe(0);
    expect(meanLevel(Int16Array.of(100, -100, 300, -300))).toBe(200);
    expect(meanLevel(new Int16Array(0))).toBe(0);
  });

  it("of two speakers add up and stay within bounds", () => {
    const target = Int16Array.of(1000, 30_000, -30_000);
    mixInto(target, Int16Array.of(500, 30_000, -30_000));
    expect([...target]).toEqual([1500, 32_767, -32_768]);
  });
});
