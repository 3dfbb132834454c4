/** New work that would wait for longer at an application is too much of it: as many phones as an office has may come back at once. */
export const MOST_WAIT_MS = 2_500;
/** A ping that is late by so much was kept waiting by work. */
const BUSY_MS = 30;
/** A ping that is late by so much: from now on what is let in is counted against what is done. */
const LATE_MS = 500;
/** As little as this, in registrations, is never too much, however long it waits: an application that stalled is done with it at once. */
const LITTLE_UNITS = 40;
/** An application that gives no sign of life for so long does nothing at all. */
const STANDSTILL_MS = 5_000;
/** So long after the last late ping everything is let in again. */
const CALM_AFTER_MS = 5_000;
/** How much a new measure of the rate counts. */
const WEIGHT = 0.4;
/** An application that was refused work, and had none left, can do more than was thought. */
const MORE = 1.15;

/**
 * What waits at one application, by the pings that it sends: each so long after the answer to the one before, and the answer
 * comes after all that was sent to the application earlier. So each ping tells what was done by then, and, while the
 * application is busy, how fast. Units are what a registration costs.
 */
export class Backlog {
  #intervalMs = 0;
  #beatAtMs: number | undefined;
  #lateAtMs = -Infinity;
  /** Units given to the application: so far, until the last ping and until the one before. */
  #given = 0;
  #givenAtBeat = 0;
  #givenBefore = 0;
  /** Units a second that it does when it is busy; undefined: it never was. */
  #rate: number | undefined;
  #hasRefused = false;

  /** It sends pings: what waits there is known. */
  get isKnown(): boolean {
    return this.#beatAtMs !== undefined;
  }

  /** A ping has come; the next one comes so many ms after its answer. */
  beat(intervalMs: number, nowMs: number): void {
    if (this.#beatAtMs !== undefined) this.#measure(nowMs - this.#beatAtMs, this.#lateness(nowMs), nowMs);
    this.#givenBefore = this.#givenAtBeat;
    this.#givenAtBeat = this.#given;
    this.#intervalMs = intervalMs;
    this.#beatAtMs = nowMs;
    this.#hasRefused = false;
  }

  give(units: number): void {
    this.#given += units;
  }

  refuse(): void {
    this.#hasRefused = true;
  }

  /** So long something new would wait there, as far as it matters: 0 as long as there was never too much of late. */
  waitMs(nowMs: number): number {
    const latenessMs = this.#lateness(nowMs);
    if (latenessMs > STANDSTILL_MS) return latenessMs;
    if (latenessMs <= LATE_MS && nowMs - this.#lateAtMs > CALM_AFTER_MS) return 0;
    const waiting = this.#given - (this.#rate === undefined ? this.#givenBefore : this.#doneAt(nowMs, this.#rate));
    if (waiting <= LITTLE_UNITS) return 0;
    return this.#rate === undefined ? latenessMs : (waiting / this.#rate) * 1_000; // without a rate the next ping will tell
  }

  #measure(periodMs: number, latenessMs: number, nowMs: number): void {
    if (latenessMs > LATE_MS) this.#lateAtMs = nowMs;
    if (latenessMs > BUSY_MS) {
      const rate = ((this.#givenAtBeat - this.#givenBefore) * 1_000) / periodMs;
      if (rate > 0) this.#rate = this.#rate === undefined ? rate : this.#rate + WEIGHT * (rate - this.#rate);
    } else if (this.#hasRefused && this.#rate !== undefined) this.#rate *= MORE;
  }

  /** What was given before the ping that preceded the last one was done an interval before the last one came. */
  #doneAt(nowMs: number, rate: number): number {
    const sinceMs = nowMs - (this.#beatAtMs ?? nowMs) + this.#intervalMs;
    const done = this.#givenBefore + (rate * sinceMs) / 1_000;
    // Without the next ping, what was given before the last one was not yet done an interval ago.
    return Math.min(done, this.#givenAtBeat + (rate * this.#intervalMs) / 1_000);
  }

  #lateness(nowMs: number): number {
    return this.#beatAtMs === undefined ? 0 : Math.max(0, nowMs - this.#beatAtMs - this.#intervalMs);
  }
}
