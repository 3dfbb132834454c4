/** Coefficients on each side of a half-band filter's middle: even up to 3.4 kHz, 60 dB down from 4.6 kHz on. */
const SIDE = 12;
/** Kaiser's window for 60 dB. */
const BETA = 5.65;
/** Coefficient k is 2k+1 samples from the middle, at 16 kHz; those between are zero, but for the middle. */
const COEFFICIENTS = halfBand();

/** Doubles or halves the rate of a stream of samples, block by block. Remembers the block before; late by 1.5 ms. */
export interface HalfBandFilter {
  /** @returns twice, or half, as many samples as `block` has; valid until the next call. Not held within 16 bits */
  convert(block: ArrayLike<number>): Float64Array;
  /** Forgets what came before: the stream begins anew. */
  reset(): void;
}

export function createDoubler(): HalfBandFilter {
  const line = createLine(2 * SIDE);
  return {
    reset: () => line.reset(),
    convert(block) {
      const [samples, output] = line.next(block, 2 * block.length);
      for (let i = 0; i < block.length; i++) {
        const middle = i + SIDE;
        let between = 0;
        for (let k = 0; k < SIDE; k++)
          between +=
            (COEFFICIENTS[k] as number) * ((samples[middle - k] as number) + (samples[middle + 1 + k] as number));
        output[2 * i] = samples[middle] as number;
        output[2 * i + 1] = between;
      }
      return output;
    },
  };
}

export function createHalver(): HalfBandFilter {
  const line = createLine(4 * SIDE);
  return {
    reset: () => line.reset(),
    convert(block) {
      const [samples, output] = line.next(block, block.length >> 1);
      for (let i = 0; i < output.length; i++) {
        const middle = 2 * i + 2 * SIDE;
        let around = 0;
        for (let k = 0; k < SIDE; k++) {
          const far = 2 * k + 1;
          around +=
            (COEFFICIENTS[k] as number) * ((samples[middle - far] as number) + (samples[middle + far] as number));
        }
        output[i] = ((samples[middle] as number) + around) / 2;
      }
      return output;
    },
  };
}

/** Blocks one after the other, each with the end of those before it. */
function createLine(history: number): {
  next(block: ArrayLike<number>, outputs: number): readonly [Float64Array, Float64Array];
  reset(): void;
} {
  let samples = new Float64Array(history);
  let output = new Float64Array(0);
  let length = history;
  return {
    next(block, outputs) {
      samples.copyWithin(0, length - history, length);
      length = history + block.length;
      if (samples.length < length) {
        const larger = new Float64Array(length);
        larger.set(samples.subarray(0, history));
        samples = larger;
      }
      samples.set(block, history);
      if (output.length !== outputs) output = new Float64Array(outputs);
      return [samples, output];
    },
    reset() {
      samples.fill(0);
    },
  };
}

function halfBand(): Float64Array {
  const side = Float64Array.from({ length: SIDE }, (_, k) => {
    const at = 2 * k + 1;
    const ideal = (2 * Math.sin((Math.PI * at) / 2)) / (Math.PI * at);
    return (ideal * bessel(BETA * Math.sqrt(1 - (at / (2 * SIDE)) ** 2))) / bessel(BETA);
  });
  const sum = 2 * side.reduce((total, each) => total + each, 0);
  return side.map((each) => each / sum); // a level stays as it is
}

/** Modified Bessel function of the first kind, order 0. */
function bessel(x: number): number {
  let sum = 1;
  for (let k = 1, term = 1; k < 30; k++) sum += term *= (x / (2 * k)) ** 2;
  return sum;
}
