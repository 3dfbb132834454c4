import type { AudioCodec, AudioDecoder, AudioEncoder } from "./codec.ts";

/**
 * G.711: 8000 samples a second, one byte each, by table both ways. Samples are 16-bit linear, left-justified as everywhere in telephony.
 * @see ITU-T G.711, tables 1a/1b (A-law) and 2a/2b (µ-law)
 */
export interface Companding extends AudioCodec, AudioEncoder, AudioDecoder {
  readonly name: "PCMA" | "PCMU";
  readonly silence: number;
  encodeSample(sample: number): number;
  decodeSample(code: number): number;
}

/** Even bits are inverted on the line (G.711 §3.2, note 2 of table 1a). */
const A_LAW_INVERSION = 0x55;
/** µ-law segments start at 132, 264, 528 … in 16-bit terms. */
const MU_LAW_BIAS = 132;
const MU_LAW_CLIP = 32_635;

function compressA(sample: number): number {
  const positive = sample >= 0;
  const magnitude = (positive ? sample : -1 - sample) >> 4;
  const segment = Math.max(0, 28 - Math.clz32(magnitude));
  const mantissa = (segment < 2 ? magnitude : magnitude >> (segment - 1)) & 0x0f;
  return ((positive ? 0x80 : 0) | (segment << 4) | mantissa) ^ A_LAW_INVERSION;
}

function expandA(code: number): number {
  const plain = code ^ A_LAW_INVERSION;
  const segment = (plain >> 4) & 0x07;
  const base = ((plain & 0x0f) << 4) + 8;
  const magnitude = segment === 0 ? base : (base + 0x100) << (segment - 1);
  return (plain & 0x80) !== 0 ? magnitude : -magnitude;
}

function compressMu(sample: number): number {
  const magnitude = Math.min(Math.abs(sample), MU_LAW_CLIP) + MU_LAW_BIAS;
  const segment = 24 - Math.clz32(magnitude);
  const mantissa = (magnitude >> (segment + 3)) & 0x0f;
  return ~((sample < 0 ? 0x80 : 0) | (segment << 4) | mantissa) & 0xff;
}

function expandMu(code: number): number {
  const plain = ~code & 0xff;
  const magnitude = ((((plain & 0x0f) << 3) + MU_LAW_BIAS) << ((plain >> 4) & 0x07)) - MU_LAW_BIAS;
  return (plain & 0x80) !== 0 ? -magnitude : magnitude;
}

function companding(
  name: Companding["name"],
  payloadType: number,
  compress: (sample: number) => number,
  expand: (code: number) => number,
): Companding {
  const codes = Uint8Array.from({ length: 0x1_0000 }, (_, index) => compress((index << 16) >> 16));
  const samples = Int16Array.from({ length: 0x100 }, (_, code) => expand(code));
  const codec: Companding = {
    name,
    payloadType,
    clockRate: 8000,
    sampleRate: 8000,
    silence: compress(0),
    encodeSample: (sample) => codes[sample & 0xffff] ?? 0,
    decodeSample: (code) => samples[code & 0xff] ?? 0,
    encode(source, target) {
      for (let i = 0; i < source.length; i++) target[i] = codes[(source[i] as number) & 0xffff] as number;
      return source.length;
    },
    decode(source, target) {
      for (let i = 0; i < source.length; i++) target[i] = samples[source[i] as number] as number;
      return source.length;
    },
    newEncoder: () => codec, // it remembers nothing
    newDecoder: () => codec,
    [Symbol.dispose]: () => undefined,
  };
  return codec;
}

export const PCMU = companding("PCMU", 0, compressMu, expandMu);
export const PCMA = companding("PCMA", 8, compressA, expandA);
