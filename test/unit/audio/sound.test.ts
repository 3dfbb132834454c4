import { describe, expect, it } from "vitest";
import { findSound } from "../../../src/audio/sound.ts";

const RATE = 8_000;

/** 16-bit samples: for each piece so many milliseconds of a tone with this peak. */
function recording(...pieces: readonly (readonly [forMs: number, peak: number])[]): Buffer {
  const samples = pieces.flatMap(([forMs, peak]) =>
    Array.from({ length: (forMs * RATE) / 1_000 }, (_, at) => Math.round(peak * Math.sin(at / 3))),
  );
  const bytes = Buffer.alloc(2 * samples.length);
  for (const [at, sample] of samples.entries()) bytes.writeInt16LE(sample, 2 * at);
  return bytes;
}

describe("the sound of a recording", () => {
  it("is none in silence, and none in the noise of a line", () => {
    expect(findSound(recording([4_000, 0]), RATE, 1)).toEqual({ soundMs: 0, endMs: 0 });
    expect(findSound(recording([4_000, 60]), RATE, 1)).toEqual({ soundMs: 0, endMs: 0 });
  });

  it("ends where the voice ends, whatever silence follows", () => {
    const { soundMs, endMs } = findSound(recording([500, 0], [2_000, 6_000], [9_000, 20]), RATE, 1);
    expect(endMs).toBeGreaterThanOrEqual(2_500);
    expect(endMs).toBeLessThanOrEqual(2_540);
    expect(soundMs).toBeGreaterThan(1_900);
  });

  it("is no click: of a key, or of a receiver that is put down", () => {
    expect(findSound(recording([2_000, 0], [30, 20_000], [2_000, 0]), RATE, 1).soundMs).toBe(0);
  });

  it("is found in recordings of no length and of half a sample", () => {
    expect(findSound(new Uint8Array(0), RATE, 1)).toEqual({ soundMs: 0, endMs: 0 });
    expect(findSound(recording([500, 6_000]).subarray(0, 7_999), RATE, 2).soundMs).toBeGreaterThan(0);
  });
});
