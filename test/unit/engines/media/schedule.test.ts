import { describe, expect, it } from "vitest";
import {
  finish,
  forgetWaiting,
  hangUp,
  IDLE,
  innermost,
  startNext,
  submit,
} from "../../../../src/engines/media/channel/schedule.ts";
import type { Command, Schedule } from "../../../../src/engines/media/channel/schedule.ts";
import { MAX_LATE_MS, MAX_NESTED_APPLICATIONS, MAX_WAITING_COMMANDS } from "../../../../src/engines/media/limits.ts";
import { FRAME_MS, createTicker } from "../../../../src/engines/media/ticker.ts";
import { VirtualClock } from "../../../support/virtual-clock.ts";

const command = (application: string): Command => ({ uuid: application, application, argument: "" });

function run(schedule: Schedule, ...applications: string[]): Schedule {
  for (const application of applications) schedule = startNext(submit(schedule, command(application))!)[0];
  return schedule;
}

describe("the applications of a channel", () => {
  it("start in the order in which they were sent", () => {
    const waiting = submit(submit(IDLE, command("set"))!, command("playback"))!;
    const [next, first] = startNext(waiting);
    expect(first?.application).toBe("set");
    expect(startNext(next)[1]?.application).toBe("playback");
    expect(startNext(IDLE)[1]).toBeUndefined();
  });

  it("run inside of each other: the last one that started has the caller's ear", () => {
    const schedule = run(IDLE, "playback", "record");
    expect(innermost(schedule)?.application).toBe("record");
    expect(innermost(finish(schedule, innermost(schedule)!))?.application).toBe("playback");
  });

  it("do not start any more when the call is over, but those that run may end", () => {
    const over = hangUp(submit(run(IDLE, "record"), command("playback"))!);
    expect(submit(over, command("set"))).toBeUndefined();
    expect(startNext(over)[1]).toBeUndefined();
    expect(innermost(over)?.application).toBe("record");
  });

  it("are forgotten by a break of all, while what runs goes on", () => {
    const schedule = forgetWaiting(submit(run(IDLE, "playback"), command("playback"))!);
    expect(schedule.waiting).toEqual([]);
    expect(schedule.running.length).toBe(1);
  });

  it("have their limits", () => {
    let waiting = IDLE;
    for (let i = 0; i < MAX_WAITING_COMMANDS; i++) waiting = submit(waiting, command("playback"))!;
    expect(submit(waiting, command("one too many"))).toBeUndefined();
    const deep = run(IDLE, ...Array.from({ length: MAX_NESTED_APPLICATIONS }, (_, i) => `playback ${i}`));
    expect(startNext(submit(deep, command("too deep"))!)[1]).toBeUndefined();
  });
});

describe("the beat of all channels", () => {
  it("comes every 20 ms, without drifting when the clock is late", () => {
    const clock = new VirtualClock(1000);
    const ticker = createTicker(clock);
    const beats: number[] = [];
    ticker.add(() => beats.push(clock.nowMs()));
    for (let i = 0; i < 7; i++) clock.advance(143); // 1001 ms in all
    expect(beats.length).toBe(Math.floor(1001 / FRAME_MS));
  });

  it("stands still while nothing needs it", () => {
    const clock = new VirtualClock();
    const ticker = createTicker(clock);
    const beat = (): void => undefined;
    ticker.add(beat);
    ticker.add(beat);
    expect([ticker.size, clock.armed]).toEqual([1, 1]);
    ticker.remove(beat);
    expect([ticker.size, clock.armed]).toEqual([0, 0]);
  });

  it("goes on with one alarm when a channel leaves and comes back within a beat", () => {
    const clock = new VirtualClock();
    const ticker = createTicker(clock);
    let beats = 0;
    const beat = (): void => {
      beats++;
      ticker.remove(beat);
      ticker.add(beat);
    };
    ticker.add(beat);
    clock.advance(100);
    expect(beats).toBe(5);
    expect(clock.armed).toBe(1);
    ticker.remove(beat);
    expect(clock.armed).toBe(0);
  });

  it("knows how late it is on average, and that one pause of the process is no overload", () => {
    let nowMs = 0;
    let ring = (): void => undefined;
    const clock = {
      nowMs: () => nowMs,
      arm: (_afterMs: number, next: () => void) => {
        ring = next;
        return { disarm: () => undefined };
      },
      sleep: () => Promise.resolve(),
    };
    const ticker = createTicker(clock);
    ticker.add(() => undefined);
    const beats = (count: number, everyMs: number): void => {
      for (let beat = 0; beat < count; beat++) {
        nowMs += everyMs;
        ring();
      }
    };
    beats(100, 20);
    expect(ticker.lateMs).toBe(0);
    beats(1, 2_000);
    expect(ticker.lateMs).toBeLessThan(MAX_LATE_MS);
    beats(200, 90); // four frames behind, each time
    expect(ticker.lateMs).toBeGreaterThan(MAX_LATE_MS);
    beats(500, 20);
    expect(ticker.lateMs).toBeLessThan(MAX_LATE_MS);
  });

  it("leaves out what a sleeping process has missed, instead of sending it in a burst", () => {
    let nowMs = 0;
    let ring = (): void => undefined;
    const clock = {
      nowMs: () => nowMs,
      arm: (_: number, then: () => void) => {
        ring = then;
        return { disarm: () => undefined };
      },
      sleep: () => Promise.resolve(),
    };
    let beats = 0;
    createTicker(clock).add(() => beats++);
    nowMs = 60_000;
    ring();
    expect(beats).toBe(1);
    nowMs = 60_070; // 20, 40 and 60 ms later
    ring();
    expect(beats).toBe(4);
  });
});
