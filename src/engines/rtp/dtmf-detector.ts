/**
 * In-band DTMF: digits that are pressed as two tones in the audio (ITU-T Q.23), for peers that have no telephone-event
 * (RFC 4733). Receiver's tolerances after ITU-T Q.24: a digit of 40 ms or more counts, one of 23 ms or less does not.
 */
export interface DtmfDetector {
  /** The next samples of one stream. @returns the digits that were recognised in them, each once */
  detect(samples: Int16Array): string;
}

const ROWS_HZ = [697, 770, 852, 941] as const;
const COLUMNS_HZ = [1209, 1336, 1477, 1633] as const;
const DIGITS = ["123A", "456B", "789C", "*0#D"] as const;

const SAMPLE_RATE = 8000;
/** 12.75 ms: long enough to tell 697 Hz from 770. Each block overlaps the one before by half. */
const BLOCK_SAMPLES = 102;
const STEP_SAMPLES = BLOCK_SAMPLES / 2;
/** Mean power of the weakest digit that counts: −36 dBm0 or so. */
const LEAST_POWER = 4e4;
/** The high tone may be 8 dB stronger than the low one, and 5 dB weaker (Q.24 table A.1 asks for 4 to 8). */
const MOST_TWIST = 6.3;
const MOST_REVERSE_TWIST = 3.2;
/** No other tone of the row, or of the column, may come closer than 8 dB. */
const PURITY = 6.3;
/** Both tones together have at least this share of all power: voices have overtones. */
const LEAST_SHARE = 0.74;
/** Blocks with the same digit until it counts, which 23 ms never fill and 40 ms always; and without it until the next one may. */
const BLOCKS_TO_BEGIN = 4;
const BLOCKS_TO_END = 5;

const COEFFICIENTS = Float64Array.from(
  [...ROWS_HZ, ...COLUMNS_HZ],
  (hz) => 2 * Math.cos((2 * Math.PI * hz) / SAMPLE_RATE),
);

export function createDtmfDetector(): DtmfDetector {
  const block = new Float64Array(BLOCK_SAMPLES);
  let filled = 0;
  let candidate: string | undefined;
  let seen = 0;
  let down: string | undefined;
  let missed = 0;

  /** @returns a digit that counts from this block on */
  const step = (digit: string | undefined): string | undefined => {
    seen = digit !== undefined && digit === candidate ? seen + 1 : 1;
    candidate = digit;
    if (down !== undefined) {
      missed = digit === down ? 0 : missed + 1;
      if (missed >= BLOCKS_TO_END) down = undefined;
    }
    if (digit === undefined || down !== undefined || seen < BLOCKS_TO_BEGIN) return undefined;
    down = digit;
    missed = 0;
    return digit;
  };

  return {
    detect(samples) {
      let digits = "";
      for (let i = 0; i < samples.length; i++) {
        block[filled++] = samples[i] as number;
        if (filled < BLOCK_SAMPLES) continue;
        digits += step(digitOf(block)) ?? "";
        block.copyWithin(0, STEP_SAMPLES);
        filled = STEP_SAMPLES;
      }
      return digits;
    },
  };
}

const powers = new Float64Array(COEFFICIENTS.length);

/** The digit whose two tones fill this block. */
function digitOf(block: Float64Array): string | undefined {
  let energy = 0;
  for (let i = 0; i < BLOCK_SAMPLES; i++) energy += (block[i] as number) ** 2;
  const power = energy / BLOCK_SAMPLES;
  if (power < LEAST_POWER) return undefined;
  for (let tone = 0; tone < COEFFICIENTS.length; tone++) powers[tone] = tonePower(block, COEFFICIENTS[tone] as number);

  const row = strongest(0);
  const column = strongest(4);
  const [low, high] = [powers[row] as number, powers[column] as number];
  if (high > low * MOST_TWIST || low > high * MOST_REVERSE_TWIST) return undefined;
  if (!isPure(0, row) || !isPure(4, column)) return undefined;
  if (low + high < LEAST_SHARE * power) return undefined;
  return DIGITS[row]?.[column - 4];
}

/** Mean power of a sine of this frequency, as far as the block holds one (Goertzel). */
function tonePower(block: Float64Array, coefficient: number): number {
  let one = 0;
  let two = 0;
  for (let i = 0; i < BLOCK_SAMPLES; i++) {
    const value = (block[i] as number) + coefficient * one - two;
    two = one;
    one = value;
  }
  return (2 * (one * one + two * two - coefficient * one * two)) / (BLOCK_SAMPLES * BLOCK_SAMPLES);
}

function strongest(first: number): number {
  let best = first;
  for (let tone = first + 1; tone < first + 4; tone++)
    if ((powers[tone] as number) > (powers[best] as number)) best = tone;
  return best;
}

function isPure(first: number, best: number): boolean {
  for (let tone = first; tone < first + 4; tone++)
    if (tone !== best && (powers[tone] as number) * PURITY > (powers[best] as number)) return false;
  return true;
}
