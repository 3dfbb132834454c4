import { readFileSync } from "node:fs";
import { parseWavHeader } from "../../src/audio/wav.ts";

/** Mono sound as numbers from -1 to 1. */
export interface Sound {
  readonly samples: Float64Array;
  readonly rate: number;
}

/** Reads a 16-bit PCM WAV file (first channel), tolerating a header whose length was never filled in. */
export function readWav(source: string | Uint8Array): Sound {
  const bytes = typeof source === "string" ? readFileSync(source) : source;
  const wav = parseWavHeader(bytes);
  if (!wav.ok) throw new Error(wav.problem);
  const { encoding, bitsPerSample, channels, sampleRate, dataOffset, dataBytes } = wav.value;
  if (encoding !== 1 || bitsPerSample !== 16) throw new Error("not 16-bit PCM");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = Math.min(bytes.length, dataBytes === 0 ? bytes.length : dataOffset + dataBytes);
  const count = Math.floor((end - dataOffset) / 2 / channels);
  const samples = new Float64Array(count);
  for (let i = 0; i < count; i++) samples[i] = view.getInt16(dataOffset + 2 * channels * i, true) / 32_768;
  return { samples, rate: sampleRate };
}

/** How much of the sound's energy lies at this frequency: 1 is a pure tone, near 0 its absence. Goertzel's filter. */
export function shareOf(frequency: number, { samples, rate }: Sound): number {
  const coefficient = 2 * Math.cos((2 * Math.PI * frequency) / rate);
  const block = Math.round(rate / 10);
  let atFrequency = 0;
  let total = 0;
  for (let start = 0; start + block <= samples.length; start += block) {
    let s1 = 0;
    let s2 = 0;
    for (let i = start; i < start + block; i++) {
      const sample = samples[i]!;
      total += sample * sample;
      [s1, s2] = [sample + coefficient * s1 - s2, s1];
    }
    atFrequency += (2 * (s1 * s1 + s2 * s2 - coefficient * s1 * s2)) / block;
  }
  return total === 0 ? 0 : atFrequency / total;
}

/** Seconds of sound louder than a whisper. */
export function loudSeconds({ samples, rate }: Sound): number {
  const block = Math.round(rate / 50);
  let loud = 0;
  for (let start = 0; start + block <= samples.length; start += block) {
    let energy = 0;
    for (let i = start; i < start + block; i++) energy += samples[i]! ** 2;
    if (Math.sqrt(energy / block) > 0.01) loud++;
  }
  return loud / 50;
}

/**
 * How much of `spoken` (from its half second on, half a second of it) is found anywhere in `heard`: 1 is the very same
 * sound, below 0.3 something else. Normalised cross-correlation.
 */
export function likeness(heard: Sound, spoken: Sound): number {
  if (heard.rate !== spoken.rate) throw new Error(`${heard.rate} and ${spoken.rate} samples a second`);
  const half = Math.round(spoken.rate / 2);
  const wanted = spoken.samples.subarray(half, 2 * half);
  const wantedEnergy = energy(wanted);
  let best = 0;
  for (let at = 0; at + wanted.length <= heard.samples.length; at++) {
    const part = heard.samples.subarray(at, at + wanted.length);
    let product = 0;
    for (let i = 0; i < wanted.length; i++) product += part[i]! * wanted[i]!;
    if (product > 0) best = Math.max(best, product / Math.sqrt(energy(part) * wantedEnergy));
  }
  return best;
}

function energy(samples: Float64Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return sum;
}
