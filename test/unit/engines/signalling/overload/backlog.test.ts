import { describe, expect, it } from "vitest";
import { Backlog, MOST_WAIT_MS } from "../../../../../src/engines/signalling/overload/backlog.ts";

/** So many units a second the application does, one after the other. */
const CAPACITY = 800;
const CALL_UNITS = 8;
const PING_MS = 200;

/** An application that does one thing after the other, and calls that come evenly, on a virtual clock of 1 ms. */
class Storm {
  readonly #backlog = new Backlog();
  #nowMs = 0;
  #offered = 0;
  #waiting = 0;
  /** Work before the ping that is under way; undefined: the next one is sent at #pingAtMs. */
  #beforePing: number | undefined;
  #pingAtMs = 0;
  done = 0;
  refused = 0;
  worstWaitMs = 0;

  /** Calls come at this multiple of what the application can do. */
  blows(times: number, forMs: number): void {
    for (const untilMs = this.#nowMs + forMs; this.#nowMs < untilMs; this.#nowMs++) {
      this.#work();
      this.#offered += (CAPACITY * times) / 1_000 / CALL_UNITS;
      for (; this.#offered >= 1; this.#offered--) this.#call();
    }
  }

  forget(): void {
    this.done = this.refused = this.worstWaitMs = 0;
  }

  #work(): void {
    const work = Math.min(this.#waiting, CAPACITY / 1_000);
    this.#waiting -= work;
    this.done += work / CALL_UNITS;
    if (this.#beforePing !== undefined) this.#beforePing -= CAPACITY / 1_000;
    else if (this.#nowMs >= this.#pingAtMs) {
      this.#backlog.beat(PING_MS, this.#nowMs);
      this.#beforePing = this.#waiting;
    }
    if (this.#beforePing !== undefined && this.#beforePing <= 0) {
      this.#beforePing = undefined;
      this.#pingAtMs = this.#nowMs + PING_MS;
    }
  }

  #call(): void {
    if (this.#backlog.waitMs(this.#nowMs) > MOST_WAIT_MS) {
      this.#backlog.refuse();
      this.refused += 1;
      return;
    }
    this.#backlog.give(CALL_UNITS);
    this.#waiting += CALL_UNITS;
    this.worstWaitMs = Math.max(this.worstWaitMs, (this.#waiting / CAPACITY) * 1_000);
  }
}

const callsIn = (ms: number): number => (CAPACITY / CALL_UNITS) * (ms / 1_000);

describe("a storm of calls", () => {
  it("of as many as can be served is served whole", () => {
    const storm = new Storm();
    storm.blows(0.95, 60_000);
    expect(storm.refused).toBe(0);
  });

  it.each([1.2, 2, 4, 10])(
    "of %s times as many is served as far as it can be, and soon none waits for long",
    (times) => {
      const storm = new Storm();
      storm.blows(0.5, 5_000);
      storm.forget();
      storm.blows(times, 60_000);
      expect(storm.done).toBeGreaterThan(0.95 * callsIn(60_000));
      storm.blows(times, 10_000);
      storm.forget();
      storm.blows(times, 30_000);
      expect(storm.done).toBeGreaterThan(0.95 * callsIn(30_000));
      expect(storm.worstWaitMs).toBeLessThan(2 * MOST_WAIT_MS);
    },
  );

  it("that is over leaves nothing refused within 10 seconds", () => {
    const storm = new Storm();
    storm.blows(4, 30_000);
    storm.blows(0.5, 10_000);
    storm.forget();
    storm.blows(0.8, 20_000);
    expect(storm.refused).toBe(0);
  });
});

describe("an application that stalls for four seconds", () => {
  const stalledWith = (units: number): number => {
    const backlog = new Backlog();
    for (let atMs = 0; atMs <= 2_000; atMs += PING_MS) backlog.beat(PING_MS, atMs);
    backlog.give(units);
    return backlog.waitMs(6_200);
  };

  it("is given the few calls that come meanwhile: they are served as soon as it goes on", () => {
    expect(stalledWith(4 * CALL_UNITS)).toBe(0);
  });

  it("is given none where many wait already", () => {
    expect(stalledWith(60 * CALL_UNITS)).toBeGreaterThan(MOST_WAIT_MS);
  });
});
