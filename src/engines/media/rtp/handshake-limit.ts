/**
 * DTLS handshakes at once: each takes about a millisecond of the processor, and the beat of all other calls must not wait. Those
 * beyond it wait for their turn.
 */
const MAX_HANDSHAKES = 100;

/** How many calls agree on their keys at the moment, in the whole engine. */
export class HandshakeLimit {
  #count = 0;

  /** A place, to be given back once; undefined: there is none now. */
  take(): Disposable | undefined {
    if (this.#count >= MAX_HANDSHAKES) return undefined;
    this.#count++;
    let held = true;
    return {
      [Symbol.dispose]: () => {
        if (held) this.#count--;
        held = false;
      },
    };
  }
}
