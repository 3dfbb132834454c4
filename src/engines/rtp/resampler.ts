import type { SampleRate } from "./codec.ts";
import { RateConverter } from "./rate-converter.ts";

/** Brings audio of another rate to the rate of the line, block by block. Keeps what it needs of the block before. */
export interface Resampler {
  /** As many samples as this block is worth; never fewer than are due in the long run. */
  convert(block: Int16Array): Int16Array;
}

/**
 * To twice or half the rate by a filter that keeps speech as it is, else as well as it goes.
 * @param fromRate  samples a second that come in
 * @param toRate    samples a second that go out
 */
export function resampler(fromRate: number, toRate: SampleRate): Resampler {
  const isHalf = 2 * fromRate === toRate;
  if (!isHalf && fromRate !== 2 * toRate) return linearResampler(fromRate, toRate);
  const converter = new RateConverter();
  const otherRate = isHalf ? 8000 : 16_000;
  return { convert: (block) => converter.convert(block, otherRate, toRate).slice() };
}

/**
 * Linear interpolation; going down, neighbours are averaged first, so that what the line can't carry does not fold into speech.
 * @param fromRate  samples a second that come in
 * @param toRate    samples a second that go out
 */
export function linearResampler(fromRate: number, toRate: number): Resampler {
  if (fromRate === toRate) return { convert: (block) => block };
  const step = fromRate / toRate;
  const width = Math.max(1, Math.round(step));
  let history = new Int16Array(width);
  /** Where the next output sample lies, counted in input samples from the start of the history. */
  let position = width;

  const smoothed = (samples: Int16Array, at: number): number => {
    let sum = 0;
    for (let i = 0; i < width; i++) sum += samples[Math.max(0, at - i)] ?? 0;
    return sum / width;
  };

  return {
    convert(block) {
      const samples = new Int16Array(history.length + block.length);
      samples.set(history);
      samples.set(block, history.length);
      const output: number[] = [];
      for (; position < samples.length; position += step) {
        const at = Math.floor(position);
        const before = smoothed(samples, at - 1);
        output.push(Math.round(before + (smoothed(samples, at) - before) * (position - at)));
      }
      position -= samples.length - width;
      history = samples.slice(samples.length - width);
      return Int16Array.from(output);
    },
  };
}
