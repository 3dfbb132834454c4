import { samplesPerFrame, type SampleRate } from "./codec.ts";

/** What is missing sounds on as it did for so long, then fades away until it is silent: longer gaps would buzz (G.711 appendix I). */
const FULL_MS = 10;
const SILENT_AFTER_MS = 60;
/** Pitch periods of voices: 66 to 400 Hz. */
const SHORTEST_PERIOD_MS = 2.5;
const LONGEST_PERIOD_MS = 15;
/** In which what is heard again takes the place of what was made up. */
const CROSSFADE_MS = 4;

/**
 * Fills frames whose packets are lost with the last pitch period of what was heard before, over and over: a voice goes on where else it
 * would crackle. For codecs that have nothing of their own for it.
 * @see ITU-T G.711 appendix I, whose idea it is
 */
export class Concealment {
  readonly #rate: SampleRate;
  /** The last two frames that were heard. */
  readonly #heard: Int16Array;
  #period = 0;
  /** Samples that were made up since; undefined: none is missing. */
  #madeUp: number | undefined;

  constructor(rate: SampleRate) {
    this.#rate = rate;
    this.#heard = new Int16Array(2 * samplesPerFrame(rate));
  }

  /** A frame that has come. Its beginning is faded in after one that has not. */
  hear(frame: Int16Array): void {
    if (this.#madeUp !== undefined) {
      const fade = (CROSSFADE_MS * this.#rate) / 1_000;
      for (let i = 0; i < fade; i++)
        frame[i] = Math.round(((frame[i] as number) * i + this.#next() * (fade - i)) / fade);
      this.#madeUp = undefined;
    }
    const heard = this.#heard;
    heard.copyWithin(0, frame.length);
    heard.set(frame, heard.length - frame.length);
  }

  /** Nothing comes at all: the peer is silent. */
  pause(): void {
    this.#madeUp = undefined;
    this.#heard.fill(0);
  }

  /** Makes a frame up. */
  conceal(frame: Int16Array): void {
    if (this.#madeUp === undefined) {
      this.#period = this.#findPeriod();
      this.#madeUp = 0;
    }
    for (let i = 0; i < frame.length; i++) frame[i] = Math.round(this.#next());
  }

  #next(): number {
    const at = this.#madeUp ?? 0;
    this.#madeUp = at + 1;
    const ms = (at * 1_000) / this.#rate;
    if (ms >= SILENT_AFTER_MS) return 0;
    const gain = ms < FULL_MS ? 1 : (SILENT_AFTER_MS - ms) / (SILENT_AFTER_MS - FULL_MS);
    return gain * (this.#heard[this.#heard.length - this.#period + (at % this.#period)] as number);
  }

  /** The shift by which the last frame is most like what was before it, in samples. */
  #findPeriod(): number {
    const heard = this.#heard;
    const first = heard.length - samplesPerFrame(this.#rate);
    const longest = (LONGEST_PERIOD_MS * this.#rate) / 1_000;
    const step = this.#rate / 8_000; // one sample in two is enough in wideband
    let best = longest;
    let bestLikeness = 0;
    for (let period = (SHORTEST_PERIOD_MS * this.#rate) / 1_000; period <= longest; period++) {
      let product = 0;
      let energy = 1;
      for (let i = first; i < heard.length; i += step) {
        const before = heard[i - period] as number;
        product += (heard[i] as number) * before;
        energy += before * before;
      }
      const likeness = product <= 0 ? 0 : product / Math.sqrt(energy);
      if (likeness <= bestLikeness) continue;
      best = period;
      bestLikeness = likeness;
    }
    return best;
  }
}
