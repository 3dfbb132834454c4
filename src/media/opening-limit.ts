import type { Clock } from "../runtime/clock.ts";
import { MediaServersAway } from "./errors.ts";

/**
 * Endpoints that one process opens at the same time: each is an INVITE, a connection and some commands with limits of time. More
 * at once would all be late, and callers who have been answered already with them.
 */
const MOST_AT_ONCE = 24;
/** Callers who wait for their turn, unanswered; they are through within a second or two. */
const MOST_WAITING = 150;
const WAIT_AT_MOST_MS = 2_000;

/** Lets so many endpoints be opened at once and some wait; a caller beyond that hears so at once, before being answered. */
export class OpeningLimit {
  readonly #clock: Clock;
  readonly #waiting = new Set<() => void>();
  #open = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Resolves when it may begin; disposing of the result lets the next one. @throws MediaServersAway */
  take(signal: AbortSignal): Promise<Disposable> {
    if (this.#open < MOST_AT_ONCE) return Promise.resolve(this.#begin());
    if (this.#waiting.size >= MOST_WAITING) return Promise.reject(new MediaServersAway());
    return new Promise((resolve, reject) => {
      const leave = (failure: unknown): void => {
        this.#waiting.delete(begin);
        alarm.disarm();
        signal.removeEventListener("abort", onAbort);
        reject(failure instanceof Error ? failure : new MediaServersAway());
      };
      const onAbort = (): void => leave(signal.reason);
      const alarm = this.#clock.arm(WAIT_AT_MOST_MS, () => leave(new MediaServersAway()));
      const begin = (): void => {
        alarm.disarm();
        signal.removeEventListener("abort", onAbort);
        resolve(this.#begin());
      };
      this.#waiting.add(begin);
      signal.addEventListener("abort", onAbort, { once: true });
    });
  }

  #begin(): Disposable {
    this.#open++;
    let isOver = false;
    return {
      [Symbol.dispose]: () => {
        if (isOver) return;
        isOver = true;
        this.#open--;
        const [next] = this.#waiting;
        if (next === undefined) return;
        this.#waiting.delete(next);
        next();
      },
    };
  }
}
