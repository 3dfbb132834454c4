import type { Alarm, Clock } from "../../../runtime/clock.ts";

interface Armed<Timer> {
  readonly timer: Timer;
  readonly alarm: Alarm;
}

/** The armed timers of one transaction: three at most, so a list is smaller and quicker than a map. */
export class Alarms<Timer extends string> implements Disposable {
  readonly #clock: Clock;
  readonly #ring: (timer: Timer) => void;
  readonly #armed: Armed<Timer>[] = [];

  constructor(clock: Clock, ring: (timer: Timer) => void) {
    this.#clock = clock;
    this.#ring = ring;
  }

  arm(timer: Timer, afterMs: number): void {
    this.disarm(timer);
    const alarm = this.#clock.arm(afterMs, () => {
      this.#take(timer);
      this.#ring(timer);
    });
    this.#armed.push({ timer, alarm });
  }

  disarm(timer: Timer): void {
    this.#take(timer)?.alarm.disarm();
  }

  [Symbol.dispose](): void {
    for (const { alarm } of this.#armed) alarm.disarm();
    this.#armed.length = 0;
  }

  #take(timer: Timer): Armed<Timer> | undefined {
    const at = this.#armed.findIndex((each) => each.timer === timer);
    return at === -1 ? undefined : this.#armed.splice(at, 1)[0];
  }
}
