import { createDoubler, createHalver, type HalfBandFilter } from "../../audio/half-band.ts";
import type { SampleRate } from "./codec.ts";

/** Brings one stream's blocks to the rate that is wanted, whichever they have. */
export class RateConverter {
  #doubler: HalfBandFilter | undefined;
  #halver: HalfBandFilter | undefined;
  #output = new Int16Array(0);

  /** @returns the block itself where nothing is to be done; else valid until the next call */
  convert(block: Int16Array, from: SampleRate, to: SampleRate): Int16Array {
    if (from === to) return block;
    const filter = from < to ? (this.#doubler ??= createDoubler()) : (this.#halver ??= createHalver());
    const samples = filter.convert(block);
    if (this.#output.length !== samples.length) this.#output = new Int16Array(samples.length);
    const output = this.#output;
    for (let i = 0; i < output.length; i++) {
      const value = Math.round(samples[i] as number);
      output[i] = value > 32_767 ? 32_767 : value < -32_768 ? -32_768 : value;
    }
    return output;
  }
}
