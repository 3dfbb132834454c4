/** RFC 3711 §3.3.2: at least 64. */
const WINDOW = 64;
/** One word of the window; bit operations of JavaScript have 32 bits. */
const WORD = 32;

/** Which of the last 64 packets of a source have come: none is taken twice, and none that is older (RFC 3711 §3.3.2). */
export class ReplayWindow {
  #highest = -1;
  /** Bit n: the packet n before the highest has come; the newest 32 and those before. */
  #recent = 0;
  #older = 0;

  /** Whether the packet of this index is new. */
  isNew(index: number): boolean {
    const back = this.#highest - index;
    if (back < 0) return true;
    if (back >= WINDOW) return false;
    return ((back < WORD ? this.#recent >>> back : this.#older >>> (back - WORD)) & 1) === 0;
  }

  /** The packet of this index has come, and is authentic. */
  add(index: number): void {
    const ahead = index - this.#highest;
    if (ahead > 0) {
      this.#shift(this.#highest < 0 ? WINDOW : ahead);
      this.#highest = index;
    }
    const back = this.#highest - index;
    if (back < WORD) this.#recent |= 1 << back;
    else if (back < WINDOW) this.#older |= 1 << (back - WORD);
  }

  #shift(by: number): void {
    if (by >= WINDOW) [this.#recent, this.#older] = [0, 0];
    else if (by >= WORD) [this.#older, this.#recent] = [by === WORD ? this.#recent : this.#recent << (by - WORD), 0];
    else {
      this.#older = (this.#older << by) | (this.#recent >>> (WORD - by));
      this.#recent <<= by;
    }
  }
}
