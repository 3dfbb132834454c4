import type { Alarm, Clock } from "./clock.ts";

const LOOK_EACH_MS = 50;
/** An event loop that comes round later than this stood still: a paused machine, a long collection of garbage, a slow start. */
const TOLERATED_MS = 250;

/** For how long, in all, this process has stood still: what came from outside meanwhile was read late, though it wasn't sent late. */
export class Standstills implements Disposable {
  readonly #clock: Clock;
  #totalMs = 0;
  #lookedAtMs: number;
  #alarm: Alarm;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#lookedAtMs = clock.nowMs();
    this.#alarm = clock.arm(LOOK_EACH_MS, () => this.#look());
  }

  /** Milliseconds since the start, with those of a standstill that has just ended and before the clock's alarms rang. */
  totalMs(): number {
    const lateMs = this.#clock.nowMs() - this.#lookedAtMs - LOOK_EACH_MS;
    return this.#totalMs + (lateMs > TOLERATED_MS ? lateMs : 0);
  }

  [Symbol.dispose](): void {
    this.#alarm.disarm();
  }

  #look(): void {
    this.#totalMs = this.totalMs();
    this.#lookedAtMs = this.#clock.nowMs();
    this.#alarm = this.#clock.arm(LOOK_EACH_MS, () => this.#look());
  }
}
