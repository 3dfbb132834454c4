import type { Alarm, Clock } from "../../src/runtime/clock.ts";

interface Pending {
  readonly atMs: number;
  readonly order: number;
  readonly ring: () => void;
}

/** A clock that only moves when the test says so. Alarms ring in order of time, then of arming. */
export class VirtualClock implements Clock {
  #nowMs: number;
  #order = 0;
  readonly #pending = new Set<Pending>();

  constructor(startMs = 1_800_000_000_000) {
    this.#nowMs = startMs;
  }

  nowMs(): number {
    return this.#nowMs;
  }

  arm(afterMs: number, ring: () => void): Alarm {
    const alarm: Pending = { atMs: this.#nowMs + Math.max(0, afterMs), order: this.#order++, ring };
    this.#pending.add(alarm);
    return { disarm: () => this.#pending.delete(alarm) };
  }

  sleep(forMs: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted === true) {
        reject(signal.reason as Error);
        return;
      }
      const onAbort = (): void => {
        alarm.disarm();
        reject(signal?.reason as Error);
      };
      const alarm = this.arm(forMs, () => {
        signal?.removeEventListener("abort", onAbort);
        resolve();
      });
      signal?.addEventListener("abort", onAbort, { once: true });
    });
  }

  /** Alarms that wait; 0 when nothing is left behind. */
  get armed(): number {
    return this.#pending.size;
  }

  /** When the next alarm rings; undefined when none is armed. */
  get nextAtMs(): number | undefined {
    let next: number | undefined;
    for (const { atMs } of this.#pending) if (next === undefined || atMs < next) next = atMs;
    return next;
  }

  /** Moves time on and rings what is due on the way. */
  advance(byMs: number): void {
    const untilMs = this.#nowMs + byMs;
    for (;;) {
      let due: Pending | undefined;
      for (const alarm of this.#pending) {
        if (alarm.atMs > untilMs) continue;
        if (due === undefined || alarm.atMs < due.atMs || (alarm.atMs === due.atMs && alarm.order < due.order))
          due = alarm;
      }
      if (due === undefined) break;
      this.#pending.delete(due);
      this.#nowMs = Math.max(this.#nowMs, due.atMs);
      due.ring();
    }
    this.#nowMs = untilMs;
  }
}
