import { describe, expect, it } from "vitest";
import { Backlog, LITTLE_UNITS, MOST_WAIT_MS } from "../../../../../src/engines/signalling/overload/backlog.ts";

/** So many units a second the application does, one after the other. */
const CAPACITY = 800;
const CALL_UNITS = 8;
const PING_MS = 200;
/** So many calls come at once in an office's busiest moment. */
const BURST = 50;

/** An application that does one thing after the other, and calls that come evenly, on a virtual clock of 1 ms. */
class Storm {
  readonly #backlog: Backlog;
  #nowMs = 0;
  #offered = 0;
  #waiting = 0;
  /** Work before the ping that is under way; undefined: the next one is sent at #pingAtMs. */
  #beforePing: number | undefined;
  #pingAtMs = 0;
  #answerReadAtMs = 0;
  /** Whether its pings say what it did since. */
  readonly #tellsOfItself: boolean;
  #busyMs = 0;
  #engineStoodStillMs = 0;
  done = 0;
  refused = 0;
  worstWaitMs = 0;

  constructor({ tellsOfItself = true }: { readonly tellsOfItself?: boolean } = {}) {
    this.#tellsOfItself = tellsOfItself;
    this.#backlog = new Backlog(() => this.#engineStoodStillMs);
  }

  /** Calls come at this multiple of what the application can do. */
  blows(times: number, forMs: number): void {
    for (const untilMs = this.#nowMs + forMs; this.#nowMs < untilMs; this.#nowMs++) {
      this.#work();
      this.#offered += (CAPACITY * times) / 1_000 / CALL_UNITS;
      for (; this.#offered >= 1; this.#offered--) this.#call();
    }
  }

  /** So many calls at once. */
  bursts(calls: number): void {
    for (let nth = 0; nth < calls; nth++) this.#call();
  }

  /** The application does nothing for so long, while calls come; collecting garbage it uses its processor all the time. */
  stalls(forMs: number, { times = 0, isBusy = false } = {}): void {
    for (const untilMs = this.#nowMs + forMs; this.#nowMs < untilMs; this.#nowMs++) {
      if (isBusy) this.#busyMs += 1;
      this.#offered += (CAPACITY * times) / 1_000 / CALL_UNITS;
      for (; this.#offered >= 1; this.#offered--) this.#call();
    }
  }

  /** The engine reads nothing for so long: neither calls nor pings. */
  engineStandsStill(forMs: number): void {
    this.#nowMs += forMs;
    this.#engineStoodStillMs += forMs;
  }

  forget(): void {
    this.done = this.refused = this.worstWaitMs = 0;
  }

  #work(): void {
    const work = Math.min(this.#waiting, CAPACITY / 1_000);
    this.#waiting -= work;
    this.#busyMs += work / (CAPACITY / 1_000);
    this.done += work / CALL_UNITS;
    if (this.#beforePing !== undefined) this.#beforePing -= CAPACITY / 1_000;
    else if (this.#nowMs >= this.#pingAtMs) {
      const ofItself = { busyMs: this.#busyMs, sinceAnswerMs: this.#nowMs - this.#answerReadAtMs };
      this.#backlog.beat({ intervalMs: PING_MS, ...(this.#tellsOfItself && ofItself) }, this.#nowMs);
      this.#busyMs = 0;
      this.#beforePing = this.#waiting;
    }
    if (this.#beforePing !== undefined && this.#beforePing <= 0) {
      this.#beforePing = undefined;
      this.#answerReadAtMs = this.#nowMs;
      this.#pingAtMs = this.#nowMs + PING_MS;
    }
  }

  #call(): void {
    if (this.#backlog.waitMs(this.#nowMs) > MOST_WAIT_MS) {
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

  it.each([
    [1.2, true],
    [2, true],
    [4, true],
    [10, true],
    [1.2, false],
    [2, false],
    [4, false],
    [10, false],
  ])(
    "of %s times as many is served as far as it can be, and soon none waits for long (the pings tell more: %s)",
    (times, tellsOfItself) => {
      const storm = new Storm({ tellsOfItself });
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

  it("of four times as many from the very start is served as far as it can be, and soon none waits for long", () => {
    const storm = new Storm();
    storm.blows(4, 10_000);
    storm.forget();
    storm.blows(4, 30_000);
    expect(storm.done).toBeGreaterThan(0.95 * callsIn(30_000));
    expect(storm.worstWaitMs).toBeLessThan(2 * MOST_WAIT_MS);
  });

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
    for (let atMs = 0; atMs <= 2_000; atMs += PING_MS) backlog.beat({ intervalMs: PING_MS }, atMs);
    backlog.give(units);
    return backlog.waitMs(6_200);
  };

  it("is given the calls of an office's busiest moment meanwhile: they are served as soon as it goes on", () => {
    expect(stalledWith(4 * CALL_UNITS)).toBe(0);
    expect(stalledWith(LITTLE_UNITS)).toBe(0);
    expect(LITTLE_UNITS).toBe(BURST * CALL_UNITS);
  });

  it("is given none where many wait already", () => {
    expect(stalledWith(60 * CALL_UNITS)).toBeGreaterThan(MOST_WAIT_MS);
  });

  it.each([
    ["paused", 0, false],
    ["paused with some calls under way", 0.1, false],
    ["paused with many calls under way", 1, false],
    ["busy with something else, with some calls under way", 0.1, true],
    ["busy with something else, with many calls under way", 1, true],
  ])("and was %s has no call of a second's refused after it has caught up", (_name, times, isBusy) => {
    const storm = new Storm();
    storm.blows(0.3, 5_000);
    storm.stalls(4_000, { times, isBusy });
    storm.blows(0.3, 6_000); // all that came meanwhile is served
    storm.forget();
    storm.bursts(2 * BURST);
    storm.blows(0.3, 5_000);
    expect(storm.refused).toBe(0);
  });

  it.each([true, false])("right after its start has no call refused once it goes on (busy: %s)", (isBusy) => {
    const storm = new Storm();
    storm.blows(0, 300);
    storm.bursts(5);
    storm.stalls(4_000, { isBusy });
    storm.blows(0.3, 400);
    storm.forget();
    storm.bursts(2 * BURST);
    storm.blows(0.3, 5_000);
    expect(storm.refused).toBe(0);
  });

  it("again and again is refused what it can't do", () => {
    const storm = new Storm();
    for (let nth = 0; nth < 10; nth++) {
      storm.stalls(4_000, { times: 1, isBusy: true });
      storm.blows(1, 1_000);
    }
    expect(storm.refused).toBeGreaterThan(callsIn(15_000));
  });
});

describe("an engine that stands still for eight seconds", () => {
  it.each([0, 0.1, 0.9])("refuses no call afterwards, with %s of what the application can do under way", (times) => {
    const storm = new Storm();
    storm.blows(times, 5_000);
    storm.engineStandsStill(8_000);
    storm.bursts(BURST);
    storm.blows(times, 3_000);
    storm.bursts(BURST);
    storm.blows(times, 5_000);
    expect(storm.refused).toBe(0);
  });

  it("still refuses what is too much", () => {
    const storm = new Storm();
    storm.blows(0.5, 5_000);
    storm.engineStandsStill(8_000);
    storm.blows(4, 10_000);
    storm.forget();
    storm.blows(4, 30_000);
    expect(storm.done).toBeGreaterThan(0.95 * callsIn(30_000));
    expect(storm.worstWaitMs).toBeLessThan(2 * MOST_WAIT_MS);
  });
});

describe("a burst of calls that an application takes all at once", () => {
  it("makes its next ping late and says nothing of its rate", () => {
    const backlog = new Backlog();
    backlog.beat({ intervalMs: PING_MS }, 0);
    backlog.give(5 * CALL_UNITS);
    backlog.beat({ intervalMs: PING_MS, busyMs: 20, sinceAnswerMs: 200 }, 200);
    backlog.give(BURST * CALL_UNITS);
    backlog.beat({ intervalMs: PING_MS, busyMs: 4_200, sinceAnswerMs: 4_199 }, 4_400);
    backlog.give(4 * BURST * CALL_UNITS);
    expect(backlog.waitMs(4_500)).toBe(0);
  });
});

it("A rate is forgotten once no ping has confirmed it for five seconds", () => {
  const backlog = new Backlog();
  backlog.beat({ intervalMs: PING_MS }, 0);
  backlog.give(LITTLE_UNITS);
  backlog.beat({ intervalMs: PING_MS }, 200);
  backlog.beat({ intervalMs: PING_MS }, 8_400); // 50 units a second
  backlog.give(3 * LITTLE_UNITS);
  expect(backlog.waitMs(8_500)).toBeGreaterThan(MOST_WAIT_MS);
  for (let atMs = 8_650; atMs < 14_000; atMs += 250) backlog.beat({ intervalMs: PING_MS }, atMs); // late, and nothing done
  backlog.give(3 * LITTLE_UNITS);
  expect(backlog.waitMs(14_000)).toBe(0);
});
