import type { Sound } from "./audio.ts";

/**
 * How much what was heard is a piece of this recording, wherever in it: 1 is the very samples, near 0 something else. The
 * loudest fifth of a second of what was heard is looked for.
 */
export function likeness(heard: Sound, recording: Sound): number {
  if (heard.rate !== recording.rate) throw new Error("two sounds of different rates can't be compared");
  const length = Math.round(heard.rate / 5);
  const excerpt = loudest(heard.samples, length);
  const own = energy(excerpt);
  if (excerpt.length < length || own === 0) return 0;
  let best = 0;
  for (let at = 0; at + length <= recording.samples.length; at++) {
    const piece = recording.samples.subarray(at, at + length);
    let product = 0;
    for (let i = 0; i < length; i += 4) product += excerpt[i]! * piece[i]!;
    if (Math.abs(product) * 4 < best * own * 0.2) continue;
    best = Math.max(best, exactly(excerpt, piece, own));
  }
  return best;
}

function exactly(one: Float64Array, other: Float64Array, energyOfOne: number): number {
  let product = 0;
  for (let i = 0; i < one.length; i++) product += one[i]! * other[i]!;
  return product / Math.sqrt(energyOfOne * energy(other) || 1);
}

function loudest(samples: Float64Array, length: number): Float64Array {
  let best = samples.subarray(0, length);
  for (let at = length; at + length <= samples.length; at += length) {
    const piece = samples.subarray(at, at + length);
    if (energy(piece) > energy(best)) best = piece;
  }
  return best;
}

function energy(samples: Float64Array): number {
  return samples.reduce((sum, sample) => sum + sample * sample, 0);
}
