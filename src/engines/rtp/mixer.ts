/**
 * One frame of a conference at a time: the sum of all who speak, from which each listener's own voice is taken out again
 * (N−1). Sums are kept in 32 bits and held within 16 only where they are heard, so that taking out is exact.
 */
export interface Mixer {
  /** Forgets the frame before. */
  clear(): void;
  /** A member's 20 ms go into the mix. */
  add(samples: Int16Array): void;
  /** False: no member has said anything since `clear`. */
  readonly audible: boolean;
  /** What a member hears; `own` is what it has added itself. */
  hear(target: Int16Array, own?: Int16Array): void;
}

/** @param frameSamples  samples of every frame that comes and goes */
export function createMixer(frameSamples: number): Mixer {
  const sum = new Int32Array(frameSamples);
  let audible = false;
  return {
    clear() {
      if (audible) sum.fill(0);
      audible = false;
    },
    add(samples) {
      audible = true;
      for (let i = 0; i < frameSamples; i++) sum[i] = (sum[i] as number) + (samples[i] as number);
    },
    get audible() {
      return audible;
    },
    hear(target, own) {
      if (!audible) {
        target.fill(0);
        return;
      }
      for (let i = 0; i < frameSamples; i++) {
        const value = (sum[i] as number) - (own === undefined ? 0 : (own[i] as number));
        target[i] = value > 32_767 ? 32_767 : value < -32_768 ? -32_768 : value;
      }
    },
  };
}
