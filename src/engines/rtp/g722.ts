import type { AudioCodec, AudioDecoder, AudioEncoder } from "./codec.ts";

/**
 * G.722 at 64 kbit/s: two sub-bands of 8 kHz, each an adaptive difference code, the lower one of six bits and the upper one of two.
 * Two samples at 16 kHz make one byte. Names of steps and tables are the recommendation's.
 * @see ITU-T G.722, §3 (encoder), §4 (decoder), §6 (fixed point)
 */
export const G722: AudioCodec = {
  name: "G722",
  payloadType: 9,
  clockRate: 8000, // RFC 3551 §4.5.2: an error of RFC 1890 that has stayed
  sampleRate: 16_000,
  silence: 0xfd, // in the lower band no difference, in the upper one the smallest
  newEncoder: createEncoder,
  newDecoder: createDecoder,
};

/** Decision levels of the lower band (table 11), and the codes of the intervals between them (tables 12, 13). */
const Q6 = Int16Array.of(
  ...[0, 35, 72, 110, 150, 190, 233, 276, 323, 370, 422, 473, 530, 587, 650],
  ...[714, 786, 858, 940, 1023, 1121, 1219, 1339, 1458, 1612, 1765, 1980, 2195, 2557, 2919],
);
const LOW_LEVELS = 30;
const LOW_NEGATIVE = Uint8Array.from({ length: LOW_LEVELS + 1 }, (_, mil) => (mil < 3 ? 64 - mil : 34 - mil));
const LOW_POSITIVE = Uint8Array.from({ length: LOW_LEVELS + 1 }, (_, mil) => 62 - mil);
/** What a code of the lower band stands for, by all six bits and by the four that adapt it (tables 14, 15). */
const QM6 = Int16Array.of(
  ...[-136, -136, -136, -136, -24_808, -21_904, -19_008, -16_704, -14_984, -13_512, -12_280, -11_192, -10_232],
  ...[-9360, -8576, -7856, -7192, -6576, -6000, -5456, -4944, -4464, -4008, -3576, -3168, -2776, -2400, -2032],
  ...[-1688, -1360, -1040, -728, 24_808, 21_904, 19_008, 16_704, 14_984, 13_512, 12_280, 11_192, 10_232, 9360],
  ...[8576, 7856, 7192, 6576, 6000, 5456, 4944, 4464, 4008, 3576, 3168, 2776, 2400, 2032, 1688, 1360, 1040, 728],
  ...[432, 136, -432, -136],
);
const QM4 = Int16Array.of(
  ...[0, -20_456, -12_896, -8968, -6288, -4240, -2584, -1200],
  ...[20_456, 12_896, 8968, 6288, 4240, 2584, 1200, 0],
);
/** The same of the upper band. */
const HIGH_LEVEL = 564;
const QM2 = Int16Array.of(-7408, -1616, 7408, 1616);
/** How a code moves the logarithm of the step size: by the four bits of the lower band, by the two of the upper one. */
const LOW_STEPS = Int16Array.of(
  ...[-60, 3042, 1198, 538, 334, 172, 58, -30],
  ...[3042, 1198, 538, 334, 172, 58, -30, -60],
);
const HIGH_STEPS = Int16Array.of(798, -214, 798, -214);
const MOST_LOW_LOG = 18_432;
const MOST_HIGH_LOG = 22_528;
/** Powers of two between 2048 and 4096, of which a step size is made. */
const ILB = Int16Array.from({ length: 32 }, (_, at) => Math.round(2048 * 2 ** (at / 32)));
/** The filters that part and join the bands: every other coefficient of the 24, the others are the same backwards (table 6). */
const QMF = Int16Array.of(3, -11, 12, 32, -210, 951, 3876, -805, 362, -156, 53, -11);
const TAPS = 24;

function saturate(value: number): number {
  return value > 32_767 ? 32_767 : value < -32_768 ? -32_768 : value;
}

/** What a sub-band has reconstructed may not go beyond its 15 bits (LIMIT). */
function limit(value: number): number {
  return value > 16_383 ? 16_383 : value < -16_384 ? -16_384 : value;
}

/** The adaptive predictor and the step size of one sub-band: the same in the encoder and in the decoder. */
class SubBand {
  /** Of the next sample, by both parts of the predictor (s); the part by the zeros alone (sz). */
  prediction = 0;
  #zeros = 0;
  step: number;
  readonly #mostLog: number;
  readonly #shift: number;
  readonly #steps: Int16Array;
  #log = 0;
  #a1 = 0;
  #a2 = 0;
  #r1 = 0;
  #p1 = 0;
  #p2 = 0;
  readonly #b = new Int32Array(6);
  /** The last six differences, doubled. */
  readonly #doubled = new Int32Array(6);

  constructor(band: "low" | "high") {
    const low = band === "low";
    this.step = low ? 32 : 8;
    this.#mostLog = low ? MOST_LOW_LOG : MOST_HIGH_LOG;
    this.#shift = low ? 8 : 10;
    this.#steps = low ? LOW_STEPS : HIGH_STEPS;
  }

  /** Takes the difference that a code stands for, and the code: what both sides predict the next sample from. */
  adapt(difference: number, code: number): void {
    this.#adaptStep(code);
    const reconstructed = saturate(this.prediction + difference);
    this.#adaptPoles(saturate(this.#zeros + difference));
    this.#predict(difference, reconstructed);
  }

  /** LOGSCL, SCALEL and their like of the upper band. */
  #adaptStep(code: number): void {
    const log = ((this.#log * 127) >> 7) + (this.#steps[code] as number);
    this.#log = log < 0 ? 0 : log > this.#mostLog ? this.#mostLog : log;
    const mantissa = ILB[(this.#log >> 6) & 31] as number;
    const shift = this.#shift - (this.#log >> 11);
    this.step = (shift < 0 ? mantissa << -shift : mantissa >> shift) << 2;
  }

  /** UPPOL2, UPPOL1. */
  #adaptPoles(partial: number): void {
    const sameAsOne = partial < 0 === this.#p1 < 0;
    const sameAsTwo = partial < 0 === this.#p2 < 0;
    const four = saturate(this.#a1 << 2);
    const moved = (Math.min(32_767, sameAsOne ? -four : four) >> 7) + (sameAsTwo ? 128 : -128);
    const a2 = Math.max(-12_288, Math.min(12_288, moved + ((this.#a2 * 32_512) >> 15)));
    const a1 = saturate((sameAsOne ? 192 : -192) + ((this.#a1 * 32_640) >> 15));
    const most = saturate(15_360 - a2);
    this.#a1 = a1 > most ? most : a1 < -most ? -most : a1;
    this.#a2 = a2;
    this.#p2 = this.#p1;
    this.#p1 = partial;
  }

  /** UPZERO and FILTEZ with the delay line between them, FILTEP, PREDIC. */
  #predict(difference: number, reconstructed: number): void {
    const b = this.#b;
    const doubled = this.#doubled;
    const gain = difference === 0 ? 0 : 128;
    let zeros = 0;
    let before = doubled[5] as number;
    for (let i = 5; i >= 0; i--) {
      const same = before < 0 === difference < 0;
      const weight = saturate((same ? gain : -gain) + (((b[i] as number) * 32_640) >> 15));
      before = i === 0 ? saturate(2 * difference) : (doubled[i - 1] as number);
      b[i] = weight;
      doubled[i] = before;
      zeros += (weight * before) >> 15;
    }
    const one = (this.#a1 * saturate(2 * reconstructed)) >> 15;
    const two = (this.#a2 * saturate(2 * this.#r1)) >> 15;
    this.#r1 = reconstructed;
    this.#zeros = saturate(zeros);
    this.prediction = saturate(saturate(one + two) + this.#zeros);
  }
}

function createEncoder(): AudioEncoder {
  const low = new SubBand("low");
  const high = new SubBand("high");
  let history = new Int16Array(TAPS - 2);
  return {
    encode(samples, target) {
      const bytes = samples.length >> 1;
      const line = withHistory(history, 2 * bytes);
      line.set(samples.subarray(0, 2 * bytes), TAPS - 2);
      for (let at = 0; at < bytes; at++) {
        let odd = 0;
        let even = 0;
        for (let i = 0, tap = 2 * at; i < TAPS / 2; i++, tap += 2) {
          odd += (line[tap] as number) * (QMF[i] as number);
          even += (line[tap + 1] as number) * (QMF[TAPS / 2 - 1 - i] as number);
        }
        target[at] = (encodeHigh(high, (even - odd) >> 14) << 6) | encodeLow(low, (even + odd) >> 14);
      }
      history = line.slice(2 * bytes, 2 * bytes + TAPS - 2);
      return bytes;
    },
    [Symbol.dispose]: () => undefined,
  };
}

const LINE = new Int16Array(TAPS - 2 + 2048);

/** The samples before a block, and room for the block; valid until the next call. */
function withHistory(history: Int16Array, samples: number): Int16Array {
  const line = TAPS - 2 + samples <= LINE.length ? LINE : new Int16Array(TAPS - 2 + samples);
  line.set(history);
  return line;
}

/** QUANTL and what follows from it. */
function encodeLow(band: SubBand, sample: number): number {
  const difference = saturate(sample - band.prediction);
  const magnitude = difference < 0 ? ~difference : difference;
  let mil = 1;
  for (let last = LOW_LEVELS; mil < last;) {
    const middle = (mil + last) >> 1;
    if (magnitude >= ((Q6[middle] as number) * band.step) >> 12) mil = middle + 1;
    else last = middle;
  }
  const code = (difference < 0 ? LOW_NEGATIVE : LOW_POSITIVE)[mil] as number;
  band.adapt((band.step * (QM4[code >> 2] as number)) >> 15, code >> 2);
  return code;
}

/** QUANTH. */
function encodeHigh(band: SubBand, sample: number): number {
  const difference = saturate(sample - band.prediction);
  const magnitude = difference < 0 ? ~difference : difference;
  const far = magnitude >= (HIGH_LEVEL * band.step) >> 12;
  const code = (difference < 0 ? 0 : 2) + (far ? 0 : 1);
  band.adapt((band.step * (QM2[code] as number)) >> 15, code);
  return code;
}

function createDecoder(): AudioDecoder {
  const low = new SubBand("low");
  const high = new SubBand("high");
  let history = new Int16Array(TAPS - 2);
  return {
    decode(codes, target) {
      const line = withHistory(history, 2 * codes.length);
      for (let at = 0; at < codes.length; at++) {
        const code = codes[at] as number;
        const lower = decodeLow(low, code & 0x3f);
        const upper = decodeHigh(high, code >> 6);
        line[2 * at + TAPS - 2] = lower + upper;
        line[2 * at + TAPS - 1] = lower - upper;
        let first = 0;
        let second = 0;
        for (let i = 0, tap = 2 * at; i < TAPS / 2; i++, tap += 2) {
          second += (line[tap] as number) * (QMF[i] as number);
          first += (line[tap + 1] as number) * (QMF[TAPS / 2 - 1 - i] as number);
        }
        target[2 * at] = saturate(first >> 11);
        target[2 * at + 1] = saturate(second >> 11);
      }
      history = line.slice(2 * codes.length, 2 * codes.length + TAPS - 2);
      return 2 * codes.length;
    },
    [Symbol.dispose]: () => undefined,
  };
}

function decodeLow(band: SubBand, code: number): number {
  const heard = limit(band.prediction + ((band.step * (QM6[code] as number)) >> 15));
  band.adapt((band.step * (QM4[code >> 2] as number)) >> 15, code >> 2);
  return heard;
}

function decodeHigh(band: SubBand, code: number): number {
  const difference = (band.step * (QM2[code] as number)) >> 15;
  const heard = limit(band.prediction + difference);
  band.adapt(difference, code);
  return heard;
}
