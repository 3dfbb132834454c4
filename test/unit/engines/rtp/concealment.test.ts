import { describe, expect, it } from "vitest";
import { Concealment } from "../../../../src/engines/rtp/concealment.ts";

/** A voice: a fundamental and its overtones. */
function voice(hz: number, rate: number, count: number): Int16Array {
  return Int16Array.from({ length: count }, (_, i) => {
    const at = (2 * Math.PI * hz * i) / rate;
    return Math.round(6_000 * Math.sin(at) + 3_000 * Math.sin(2 * at) + 2_000 * Math.sin(3 * at));
  });
}

const power = (samples: Int16Array): number => samples.reduce((sum, each) => sum + each ** 2, 0) / samples.length;

/** The voice as it is heard when these frames of it are lost. */
function heard(said: Int16Array, rate: 8000 | 16_000, lost: readonly number[]): Int16Array {
  const concealment = new Concealment(rate);
  const frame = rate / 50;
  const output = said.slice();
  for (let at = 0; at * frame < said.length; at++) {
    const here = output.subarray(at * frame, (at + 1) * frame);
    if (lost.includes(at)) concealment.conceal(here);
    else concealment.hear(here);
  }
  return output;
}

describe.each([8000, 16_000] as const)("a frame that is lost, at %i samples a second", (rate) => {
  const frame = rate / 50;

  it.each([90, 150, 230, 330])("sounds on as the voice of %i Hz did, with at least 10 dB over the difference", (hz) => {
    const said = voice(hz, rate, rate);
    const output = heard(said, rate, [20]);
    const missing = said.subarray(20 * frame, 20.5 * frame);
    const made = output.subarray(20 * frame, 20.5 * frame);
    const difference = missing.map((sample, i) => sample - made[i]!);
    expect(10 * Math.log10(power(missing) / power(difference))).toBeGreaterThan(10);
    expect(output.subarray(22 * frame)).toEqual(said.subarray(22 * frame)); // what comes later is as it was
  });

  it("is silent when many are lost one after the other, and nothing jumps when the voice is back", () => {
    const said = voice(200, rate, rate);
    const lost = [20, 21, 22, 23, 24];
    const output = heard(said, rate, lost);
    expect(power(output.subarray(24 * frame, 25 * frame))).toBe(0);
    const step = (samples: Int16Array): number =>
      samples.reduce((most, each, i) => (i === 0 ? 0 : Math.max(most, Math.abs(each - samples[i - 1]!))), 0);
    expect(step(output.subarray(24.5 * frame, 26 * frame))).toBeLessThan(1.5 * step(said));
  });

  it("is silent in silence", () => {
    const concealment = new Concealment(rate);
    concealment.hear(voice(200, rate, frame));
    concealment.pause();
    const made = new Int16Array(frame).fill(7);
    concealment.conceal(made);
    expect(power(made)).toBe(0);
  });
});
