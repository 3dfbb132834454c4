import { describe, expect, it } from "vitest";
import fc from "fast-check";
import { durationMs, headerLengths, parseWavHeader } from "../../../src/audio/wav.ts";
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
