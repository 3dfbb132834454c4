import type { Alarm, Clock } from "../../../runtime/clock.ts";

/** The armed timers of one transaction. */
export class Alarms<Timer extends string> implements Disposable {
  readonly #clock: Clock;
  readonly #ring: (timer: Timer) => void;
  readonly #armed = new Map<Timer, Alarm>();

  constructor(clock: Clock, ring: (timer: Timer) => void) {
    this.#clock = clock;
    this.#ring = ring;
  }

  arm(timer: Timer, afterMs: number): void {
    this.#armed.get(timer)?.disarm();
    const alarm = this.#clock.arm(afterMs, () => {
      this.#armed.delete(timer);
      this.#ring(timer);
    });
    this.#armed.set(timer, alarm);
  }

  disarm(timer: Timer): void {
    this.#armed.get(timer)?.disarm();
    this.#armed.delete(timer);
  }

  [Symbol.dispose](): void {
    for (const alarm of this.#armed.values()) alarm.disarm();
    this.#armed.clear();
  }
}
