/** So many a second, and so many at once. */
export interface Rate {
  readonly perSecond: number;
  readonly burst: number;
}

const SECOND_MS = 1_000;

/** A token bucket: full at first, refilled at the rate, never above the burst. Has no clock: the caller says what time it is. */
export class TokenBucket {
  #tokens: number;
  #atMs: number;

  constructor({ burst }: Rate, nowMs: number) {
    this.#tokens = burst;
    this.#atMs = nowMs;
  }

  /** Takes so many, or none where fewer are left. The rate may be another one each time: what a source may do changes. */
  take(many: number, { perSecond, burst }: Rate, nowMs: number): boolean {
    const passedMs = Math.max(0, nowMs - this.#atMs);
    this.#atMs = nowMs;
    this.#tokens = Math.min(burst, this.#tokens + (passedMs * perSecond) / SECOND_MS);
    if (this.#tokens < many) return false;
    this.#tokens -= many;
    return true;
  }

  /** Puts back, or adds: never above the burst. */
  give(many: number, { burst }: Rate): void {
    this.#tokens = Math.min(burst, this.#tokens + many);
  }
}
