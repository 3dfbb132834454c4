/** Samples a second inside: what the codecs of telephony carry. */
export const LINE_RATE = 8000;

/** Something that can be played, at the rate of the line. */
export interface AudioSource extends AsyncDisposable {
  /** Fills `target` from its start. Fewer samples than asked for: that was the end. "later": the disk is slow, ask again. */
  read(target: Int16Array): number | "later";
}
