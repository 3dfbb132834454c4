import { describe, expect, it } from "vitest";
import { RateConverter } from "../../../../src/engines/rtp/rate-converter.ts";
import { amplitudeAt } from "../../../support/goertzel.ts";

const sine = (hz: number, rate: number): Int16Array =>
  Int16Array.from({ length: rate }, (_, i) => Math.round(10_000 * Math.sin((2 * Math.PI * hz * i) / rate)));

/** Converted frame by frame; the last half second, in which the filter is filled. */
function converted(samples: Int16Array, from: 8000 | 16_000, to: 8000 | 16_000): Int16Array {
  const converter = new RateConverter();
  const frames: number[] = [];
  for (let at = 0; at < samples.length; at += from / 50)
    frames.push(...converter.convert(samples.subarray(at, at + from / 50), from, to));
  expect(frames.length).toBe(to);
  return Int16Array.from(frames.slice(to / 2));
}

describe("a frame at another rate", () => {
  it.each([300, 1_000, 2_500, 3_400])("keeps a voice of %i Hz as loud as it is, both ways", (hz) => {
    const up = converted(sine(hz, 8000), 8000, 16_000);
    expect(amplitudeAt(up, hz, 16_000) / 10_000).toBeCloseTo(1, 1);
    const down = converted(sine(hz, 16_000), 16_000, 8000);
    expect(amplitudeAt(down, hz, 8000) / 10_000).toBeCloseTo(1, 1);
  });

  it("has nothing above what was there", () => {
    const up = converted(sine(1_000, 8000), 8000, 16_000);
    expect(amplitudeAt(up, 7_000, 16_000)).toBeLessThan(20); // 54 dB down
  });

  it.each([5_000, 6_000, 7_500])("takes out what a narrowband line can't carry: %i Hz", (hz) => {
    const down = converted(sine(hz, 16_000), 16_000, 8000);
    expect(Math.max(...down.map(Math.abs))).toBeLessThan(30);
  });

  it("is the very same where the rate is right", () => {
    const frame = sine(500, 8000);
    expect(new RateConverter().convert(frame, 8000, 8000)).toBe(frame);
  });

  it("is held within 16 bits", () => {
    const square = Int16Array.from({ length: 8000 }, (_, at) => (at % 16 < 8 ? 32_767 : -32_768));
    const up = converted(square, 8000, 16_000);
    const overshoot = up.filter((sample, at) => at > 0 && Math.abs(sample - up[at - 1]!) > 60_000);
    expect(overshoot.length).toBe(0); // a wrap would be a jump of 65,536 up or down in places of one sample
  });
});
