/** A pending alarm. `disarm` is idempotent and safe after it has rung. */
export interface Alarm {
  disarm(): void;
}

/**
 * The only way to learn the time or to wait. Passed in everywhere, so that a whole call can run on a virtual clock.
 */
export interface Clock {
  /** Wall-clock milliseconds since 1970-01-01T00:00Z. */
  nowMs(): number;
  /** Rings once, `afterMs` from now. Does not keep the process alive. */
  arm(afterMs: number, ring: () => void): Alarm;
  /** Resolves after `forMs`, rejects with the signal's reason when it aborts first. */
  sleep(forMs: number, signal?: AbortSignal): Promise<void>;
}

/** Thousands wait at any time: one small object each. */
class SystemAlarm implements Alarm {
  readonly #timer: NodeJS.Timeout;

  constructor(timer: NodeJS.Timeout) {
    this.#timer = timer;
  }

  disarm(): void {
    clearTimeout(this.#timer);
  }
}

/** The clock on the wall. */
export const systemClock: Clock = {
  nowMs: () => Date.now(),
  arm(afterMs, ring) {
    return new SystemAlarm(setTimeout(ring, Math.max(0, afterMs)).unref());
  },
  sleep(forMs, signal) {
    return new Promise((resolve, reject) => {
      if (signal?.aborted === true) {
        reject(signal.reason as Error);
        return;
      }
      const onAbort = (): void => {
        clearTimeout(timer);
        reject(signal?.reason as Error);
      };
      const timer = setTimeout(() => {
        signal?.removeEventListener("abort", onAbort);
        resolve();
      }, forMs);
      signal?.addEventListener("abort", onAbort, { once: true });
    });
  },
};
