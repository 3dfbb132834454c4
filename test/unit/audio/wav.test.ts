import { describe, expect, it } from "vitest";
import fc from "fast-check";
import { durationMs, headerLengths, joinWavs, parseWavHeader, wavHeader } from "../../../src/audio/wav.ts";
import { amplitudeAt } from "../../support/goertzel.ts";
import { wavFile } from "../../support/wav-file.ts";

describe("the header of a recording", () => {
  it("says how long it plays", () => {
    const file = wavFile(2_500);
    const wav = parseWavHeader(file);
    expect(wav).toEqual({
      ok: true,
      value: {
        encoding: 1,
        channels: 1,
        sampleRate: 8_000,
        bitsPerSample: 16,
        riffBytes: 40_036,
        dataOffset: 44,
        dataBytes: 40_000,
      },
    });
    if (wav.ok) expect(durationMs(wav.value, file.length)).toBe(2_500);
  });

  it("may have other chunks before the samples, of odd length too", () => {
    const plain = wavFile(1_000);
    const extra = Buffer.from("LIST\x03\x00\x00\x00abc\x00", "latin1");
    const file = Buffer.concat([plain.subarray(0, 36), extra, plain.subarray(36)]);
    const wav = parseWavHeader(file);
    expect(wav.ok && wav.value.dataOffset).toBe(56);
    expect(wav.ok && durationMs(wav.value, file.length)).toBe(1_000);
  });

  it("of a recording that a crash cut off is put right from the file's size", () => {
    const file = wavFile(1_000, { unfinished: true });
    const wav = parseWavHeader(file);
    expect(wav.ok && wav.value.dataBytes).toBe(0);
    expect(wav.ok && headerLengths(wav.value, file.length)).toEqual({ riff: 16_036, data: 16_000 });
  });

  it("that gives a sample more or fewer bytes than its bits is none", () => {
    const file = wavFile(1_000);
    for (const align of [0, 1, 4]) {
      file.writeUInt16LE(align, 32);
      expect(parseWavHeader(file)).toMatchObject({ ok: false, problem: "block align makes no sense" });
    }
  });

  it("is read from any bytes without throwing", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.boolean(), (bytes, riff) => {
        const file = riff ? Buffer.concat([wavFile(10).subarray(0, 12), bytes]) : bytes;
        const wav = parseWavHeader(file);
        if (wav.ok) expect(durationMs(wav.value, file.byteLength)).toBeGreaterThanOrEqual(0);
      }),
      { seed: 20_261_122, numRuns: 2_000 },
    );
  });
});

describe("an introduction before a message", () => {
  const tone = (hz: number, rate: number): Buffer => {
    const samples = Int16Array.from({ length: rate }, (_, i) =>
      Math.round(10_000 * Math.sin((2 * Math.PI * hz * i) / rate)),
    );
    return Buffer.concat([wavHeader(rate, samples.byteLength), Buffer.from(samples.buffer)]);
  };

  it.each([
    [8_000, 8_000],
    [8_000, 16_000],
    [16_000, 8_000],
  ])("is heard, whichever of the two is in wideband: %i and %i samples a second", (introduced, rate) => {
    const joined = joinWavs(tone(500, introduced), tone(1_000, rate), 500);
    const wav = parseWavHeader(joined!);
    if (!wav.ok) throw new Error(wav.problem);
    expect(wav.value).toMatchObject({ sampleRate: rate, dataOffset: 44, dataBytes: 2 * 2.5 * rate });
    const bytes = Buffer.from(joined!.subarray(44));
    const samples = new Int16Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
    expect(amplitudeAt(samples.subarray(0, rate), 500, rate) / 10_000).toBeCloseTo(1, 1);
    expect(samples.subarray(rate, 1.5 * rate).every((sample) => sample === 0)).toBe(true);
    expect(amplitudeAt(samples.subarray(1.5 * rate), 1_000, rate) / 10_000).toBeCloseTo(1, 1);
  });

  it("is left out where the two can't be joined", () => {
    expect(joinWavs(tone(500, 8_000), tone(500, 44_100), 500)).toBeUndefined();
    expect(joinWavs(Buffer.from("no sound"), tone(500, 8_000), 500)).toBeUndefined();
  });
});
