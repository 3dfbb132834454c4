/** New work that would wait for longer at an application is too much of it: as many phones as an office has may come back at once. */
export const MOST_WAIT_MS = 2_500;
/** An answer that the application reads so late was kept waiting by work. */
const BUSY_MS = 30;
/** A ping that is late by so much: from now on what is let in is counted against what is done. */
const LATE_MS = 500;
/** As little as this, in registrations, is never too much, however long it waits: fifty calls at once, an office's busiest moment. */
export const LITTLE_UNITS = 400;
/** So much must have been done before an answer was read for it to tell how fast: anything else may have kept the application as well. */
const TELLING_UNITS = 40;
/** An application that was at work for a smaller part of the time than this stood still: nothing tells how fast it works. */
const LEAST_AT_WORK = 0.25;
/** A ping that comes by so much later than its time after the answer: something else than what waited has kept the application. */
const DISTRACTED_MS = 1_000;
/** An application that gives no sign of life for so long does nothing at all. */
const STANDSTILL_MS = 5_000;
/** So long after the last late ping everything is let in again. */
const CALM_AFTER_MS = 5_000;
/** A rate that no ping has confirmed for so long is forgotten. */
const RATE_LASTS_MS = 5_000;
/** How much a new measure of the rate counts. */
const WEIGHT = 0.4;
/** An application that reads its answer at once has no work left: it can do more than was thought. */
const MORE = 1.5;

/** What an application says of itself with each ping. */
export interface Pulse {
  /** The next ping comes so long after the answer to this one. */
  readonly intervalMs: number;
  /** Processor time that it has used since the ping before; undefined: it doesn't say. */
  readonly busyMs?: number | undefined;
  /** So long ago it has read the answer to the ping before; undefined: the interval ago, as far as is known. */
  readonly sinceAnswerMs?: number | undefined;
}

/**
 * What waits at one application, by the pings that it sends: each so long after the answer to the one before, and the answer
 * comes after all that was sent to the application earlier. So the next ping tells by when that was done, and, while the
 * application is busy, how fast. Units are what a registration costs.
 *
 * A ping is also late when the application, the engine or the whole machine stood still, or when much came after the answer had
 * been read. Such a ping tells nothing of the rate: a rate taken from it would be far too low, and calls would be refused for
 * seconds afterwards.
 */
export class Backlog {
  readonly #stoodStillMs: () => number;
  #intervalMs = 0;
  #beatAtMs: number | undefined;
  /** When the answer to the ping before the last one was read: what was given before that ping was done by then. */
  #answerReadAtMs = 0;
  /** Between that answer and the last ping the application did something else. */
  #wasDistracted = false;
  #stoodStillAtBeatMs = 0;
  #lateAtMs = -Infinity;
  /** Units given to the application: so far, until the last ping and until the one before. */
  #given = 0;
  #givenAtBeat = 0;
  #givenBefore = 0;
  /** Units a second that it does when it is busy; undefined: it wasn't of late. */
  #rate: number | undefined;
  #ratedAtMs = -Infinity;

  /** @param stoodStillMs  for how long, in all, the engine itself has stood still and read no ping */
  constructor(stoodStillMs: () => number = () => 0) {
    this.#stoodStillMs = stoodStillMs;
  }

  /** It sends pings: what waits there is known. */
  get isKnown(): boolean {
    return this.#beatAtMs !== undefined;
  }

  /** A ping has come. */
  beat(pulse: Pulse, nowMs: number): void {
    if (this.#beatAtMs === undefined) this.#answerReadAtMs = nowMs;
    else this.#measure(pulse, this.#beatAtMs, nowMs);
    this.#givenBefore = this.#givenAtBeat;
    this.#givenAtBeat = this.#given;
    this.#intervalMs = pulse.intervalMs;
    this.#beatAtMs = nowMs;
    this.#stoodStillAtBeatMs = this.#stoodStillMs();
  }

  give(units: number): void {
    this.#given += units;
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

  #measure({ busyMs, sinceAnswerMs = this.#intervalMs }: Pulse, beatAtMs: number, nowMs: number): void {
    if (this.#lateness(nowMs) > LATE_MS) this.#lateAtMs = nowMs;
    const answerReadAtMs = Math.min(nowMs, Math.max(beatAtMs, nowMs - sinceAnswerMs));
    const done = this.#givenAtBeat - this.#givenBefore;
    const waitedMs = answerReadAtMs - beatAtMs;
    const engineRan = this.#stoodStillMs() === this.#stoodStillAtBeatMs;
    const wasAtWork = busyMs === undefined || busyMs >= LEAST_AT_WORK * (nowMs - beatAtMs);
    if (waitedMs > BUSY_MS && done >= TELLING_UNITS && engineRan && wasAtWork && !this.#wasDistracted) {
      const rate = (done * 1_000) / (answerReadAtMs - this.#answerReadAtMs);
      this.#rate = this.#rate === undefined ? rate : this.#rate + WEIGHT * (rate - this.#rate);
      this.#ratedAtMs = nowMs;
    } else if (nowMs - this.#ratedAtMs > RATE_LASTS_MS) this.#rate = undefined;
    else if (waitedMs <= BUSY_MS && this.#rate !== undefined) this.#rate *= MORE;
    this.#answerReadAtMs = answerReadAtMs;
    this.#wasDistracted = nowMs - answerReadAtMs > this.#intervalMs + DISTRACTED_MS;
  }

  /** What was given before the ping that preceded the last one was done when its answer was read. */
  #doneAt(nowMs: number, rate: number): number {
    const done = this.#givenBefore + (rate * (nowMs - this.#answerReadAtMs)) / 1_000;
    // Without the next ping, what was given before the last one was not yet done an interval ago.
    return Math.min(done, this.#givenAtBeat + (rate * this.#intervalMs) / 1_000);
  }

  /** How late the next ping is, without the time in which the engine could not have read it. */
  #lateness(nowMs: number): number {
    if (this.#beatAtMs === undefined) return 0;
    const engineStoodStillMs = this.#stoodStillMs() - this.#stoodStillAtBeatMs;
    return Math.max(0, nowMs - this.#beatAtMs - this.#intervalMs - engineStoodStillMs);
  }
}
