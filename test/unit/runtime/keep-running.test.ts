import { describe, expect, it } from "vitest";
import { keepRunning, type KeepRunningEvent, type Running } from "../../../src/runtime/keep-running.ts";
import { VirtualClock } from "../../support/virtual-clock.ts";

/** Lets every promise that can go on do so. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

class Engine implements Running {
  readonly exited: Promise<string>;
  die: (reason: string) => void = () => undefined;

  constructor() {
    this.exited = new Promise((resolve) => (this.die = resolve));
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.die("released");
    return Promise.resolve();
  }
}

function workshop() {
  const clock = new VirtualClock();
  const engines: Engine[] = [];
  const events: KeepRunningEvent[] = [];
  let refusals = 0;
  const start = (): Promise<Running> => {
    if (refusals-- > 0) return Promise.reject(new Error("port taken"));
    const engine = new Engine();
    engines.push(engine);
    return Promise.resolve(engine);
  };
  return {
    clock,
    engines,
    events,
    refuse: (times: number) => (refusals = times),
    options: { start, clock, report: (event: KeepRunningEvent) => void events.push(event) },
  };
}

describe("an engine that dies", () => {
  it("is started again after a quarter of a second", async () => {
    const { clock, engines, events, options } = workshop();
    await using _kept = await keepRunning(options);
    engines[0]!.die("segmentation fault");
    await settle();
    clock.advance(249);
    await settle();
    expect(engines).toHaveLength(1);
    clock.advance(1);
    await settle();
    expect(engines).toHaveLength(2);
    expect(events).toEqual([
      { kind: "died", reason: "segmentation fault", restartAfterMs: 250 },
      { kind: "restarted" },
    ]);
  });

  it("and fails to start is tried again with growing pauses", async () => {
    const { clock, engines, events, options, refuse } = workshop();
    await using _kept = await keepRunning(options);
    refuse(3);
    engines[0]!.die("killed");
    for (const pauseMs of [250, 500, 1000, 2000]) {
      await settle();
      clock.advance(pauseMs);
    }
    await settle();
    expect(engines).toHaveLength(2);
    expect(events.map(({ kind }) => kind)).toEqual([
      "died",
      "restart-failed",
      "restart-failed",
      "restart-failed",
      "restarted",
    ]);
  });

  it("after some work is started again at once, time after time", async () => {
    const { clock, engines, events, options } = workshop();
    await using _kept = await keepRunning(options);
    for (let kill = 1; kill <= 5; kill++) {
      clock.advance(10_000);
      engines.at(-1)!.die("killed");
      await settle();
      clock.advance(0);
      await settle();
      expect(engines).toHaveLength(kill + 1);
    }
    expect(events.filter(({ kind }) => kind === "died")).toEqual(
      Array.from({ length: 5 }, () => ({ kind: "died", reason: "killed", restartAfterMs: 0 })),
    );
  });

  it("early, again and again, waits longer each time, and no more once it has worked", async () => {
    const { clock, engines, events, options } = workshop();
    await using _kept = await keepRunning(options);
    for (const pauseMs of [250, 500, 1_000]) {
      engines.at(-1)!.die("killed");
      await settle();
      clock.advance(pauseMs);
      await settle();
    }
    clock.advance(10_000);
    engines.at(-1)!.die("killed");
    await settle();
    expect(events.at(-1)).toEqual({ kind: "died", reason: "killed", restartAfterMs: 0 });
  });
});

describe("an engine that is released", () => {
  it("is not started again, and leaves no alarm behind", async () => {
    const { clock, engines, events, options } = workshop();
    const kept = await keepRunning(options);
    await kept[Symbol.asyncDispose]();
    await settle();
    expect([engines.length, events.length, clock.armed]).toEqual([1, 0, 0]);
  });

  it("while it waits to be started again stays down", async () => {
    const { clock, engines, options } = workshop();
    const kept = await keepRunning(options);
    engines[0]!.die("killed");
    await settle();
    await kept[Symbol.asyncDispose]();
    clock.advance(60_000);
    await settle();
    expect([engines.length, clock.armed]).toEqual([1, 0]);
  });
});

describe("an engine that never comes up", () => {
  it("fails the start with its own reason", async () => {
    const { options, refuse } = workshop();
    refuse(1);
    await expect(keepRunning(options)).rejects.toThrow("port taken");
  });
});
