import { createDoubler, createHalver, type HalfBandFilter } from "../../audio/half-band.ts";

/**
 * One frame of a conference at a time: the sum of all who speak, from which each listener's own voice is taken out again
 * (N−1). Sums are kept in 32 bits and held within 16 only where they are heard, so that taking out is exact. Narrowband and
 * wideband members each have a sum of their own, and hear the other one converted: once a frame, however many they are.
 */
export interface Mixer {
  /** Forgets the frame before. */
  clear(): void;
  /** A member's 20 ms go into the mix. */
  add(samples: Int16Array): void;
  /** False: no member has said anything since `clear`. */
  readonly audible: boolean;
  /** What a member hears, at the rate that `target` is of; `own` is what it has added itself. */
  hear(target: Int16Array, own?: Int16Array): void;
}

/** @param frameSamples  samples of a narrowband frame; a wideband one has twice as many */
export function createMixer(frameSamples: number): Mixer {
  const narrow = createSum(frameSamples, createHalver);
  const wide = createSum(2 * frameSamples, createDoubler);
  return {
    clear() {
      narrow.clear();
      wide.clear();
    },
    add(samples) {
      (samples.length === frameSamples ? narrow : wide).add(samples);
    },
    get audible() {
      return narrow.audible || wide.audible;
    },
    hear(target, own) {
      const [same, other] = target.length === frameSamples ? [narrow, wide] : [wide, narrow];
      const sum = same.with(other);
      if (sum === undefined) {
        target.fill(0);
        return;
      }
      const taken = own?.length === target.length ? own : undefined; // a frame at the rate before is in neither sum as it was
      for (let i = 0; i < target.length; i++) {
        const value = (sum[i] as number) - (taken === undefined ? 0 : (taken[i] as number));
        target[i] = value > 32_767 ? 32_767 : value < -32_768 ? -32_768 : value;
      }
    },
  };
}

/** What is said at one rate. */
interface Sum {
  readonly samples: Int32Array;
  readonly audible: boolean;
  clear(): void;
  add(said: Int16Array): void;
  /** With what is said at the other rate; undefined: nothing is. */
  with(other: Pick<Sum, "samples" | "audible">): Int32Array | undefined;
}

function createSum(frameSamples: number, converter: () => HalfBandFilter): Sum {
  const samples = new Int32Array(frameSamples);
  let both: Int32Array | undefined;
  let filter: HalfBandFilter | undefined;
  let audible = false;
  /** Whether `both` is of this frame, and whether there was one of the frame before. */
  let isJoined = false;
  let wasJoined = false;
  return {
    samples,
    get audible() {
      return audible;
    },
    clear() {
      if (audible) samples.fill(0);
      audible = false;
      wasJoined = isJoined;
      isJoined = false;
    },
    add(said) {
      audible = true;
      for (let i = 0; i < frameSamples; i++) samples[i] = (samples[i] as number) + (said[i] as number);
    },
    with(other) {
      if (!other.audible) return audible ? samples : undefined;
      both ??= new Int32Array(frameSamples);
      if (isJoined) return both;
      filter ??= converter();
      if (!wasJoined) filter.reset();
      isJoined = true;
      const converted = filter.convert(other.samples);
      for (let i = 0; i < frameSamples; i++) both[i] = (samples[i] as number) + Math.round(converted[i] as number);
      return both;
    },
  };
}
