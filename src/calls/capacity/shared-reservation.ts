/**
 * A trunk's capacity for one call, or a call that counts for a limit, as long as it is used: by the step that reserved it, and
 * by the leg that it was reserved for, which a transfer may keep for longer.
 */
export class SharedReservation implements Disposable {
  readonly #resource: Disposable;
  #holders = 1;
  #isDone = false;

  constructor(resource: Disposable) {
    this.#resource = resource;
  }

  /** One more user, until what it returns is called. */
  share(): () => void {
    this.#holders += 1;
    let isHeld = true;
    return () => {
      if (isHeld) this.#letGo();
      isHeld = false;
    };
  }

  /** The step that took it is over. */
  [Symbol.dispose](): void {
    if (!this.#isDone) this.#letGo();
    this.#isDone = true;
  }

  #letGo(): void {
    this.#holders -= 1;
    if (this.#holders === 0) this.#resource[Symbol.dispose]();
  }
}
