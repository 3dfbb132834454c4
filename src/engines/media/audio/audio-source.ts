import type { SampleRate } from "../../rtp/codec.ts";

/** Samples a second in which playing and offsets are counted, whatever the rate of the line. */
export const LINE_RATE = 8000;

/** Something that can be played, at the rate of the line, which may change meanwhile. */
export interface AudioSource extends AsyncDisposable {
  /**
   * Fills `target`, one frame of 20 ms, from its start. Fewer samples than asked for: that was the end. "later": the disk is slow,
   * ask again.
   */
  read(target: Int16Array, rate: SampleRate): number | "later";
}
