/**
 * What a peer has told so far, and a way to await what it tells next. Waiting looks at the past too, so that an event
 * which came before a test asked is not missed.
 */
export class EventLog<Event> {
  readonly #events: Event[] = [];
  readonly #waiting = new Set<() => void>();
  readonly #describe: (event: Event) => string;

  constructor(describe: (event: Event) => string = (event) => JSON.stringify(event)) {
    this.#describe = describe;
  }

  get all(): readonly Event[] {
    return this.#events;
  }

  add(event: Event): void {
    this.#events.push(event);
    for (const wake of this.#waiting) wake();
  }

  /**
   * The first event from position `from` on that matches.
   *
   * @throws Error listing what did come, when none comes in time
   */
  async waitFor(
    matches: (event: Event) => boolean,
    { withinMs = 25_000, from = 0, what = "event" } = {},
  ): Promise<Event> {
    const deadlineMs = Date.now() + withinMs;
    for (let next = from; ; next++) {
      while (next >= this.#events.length) {
        const leftMs = deadlineMs - Date.now();
        if (leftMs <= 0)
          throw new Error(`no ${what} within ${withinMs} ms; came: ${this.#events.map(this.#describe).join(" | ")}`);
        await this.#moreWithin(leftMs);
      }
      const event = this.#events[next]!;
      if (matches(event)) return event;
    }
  }

  #moreWithin(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.#waiting.delete(done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      this.#waiting.add(done);
    });
  }
}
