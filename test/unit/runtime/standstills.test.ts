import { expect, it } from "vitest";
import { Standstills } from "../../../src/runtime/standstills.ts";
import type { Clock } from "../../../src/runtime/clock.ts";

/** A clock whose alarm rings when the event loop comes round. */
function stallingClock() {
  let nowMs = 1_000_000;
  let ring: (() => void) | undefined;
  const clock: Clock = {
    nowMs: () => nowMs,
    arm(_afterMs, then) {
      ring = then;
      return { disarm: () => (ring = undefined) };
    },
    sleep: () => Promise.reject(new Error("nothing sleeps here")),
  };
  const comesRound = (afterMs: number): void => {
    nowMs += afterMs;
    ring?.();
  };
  return { clock, comesRound, passes: (ms: number) => void (nowMs += ms), isArmed: () => ring !== undefined };
}

it("A process that runs, even if it is busy, has not stood still", () => {
  const { clock, comesRound } = stallingClock();
  const standstills = new Standstills(clock);
  for (const ms of [50, 51, 120, 50, 290]) comesRound(ms);
  expect(standstills.totalMs()).toBe(0);
});

it("Standstills count from when the alarm should have rung, also before it rings, and once", () => {
  const { clock, comesRound, passes } = stallingClock();
  const standstills = new Standstills(clock);
  comesRound(50);
  passes(4_050);
  expect(standstills.totalMs()).toBe(4_000);
  comesRound(0);
  expect(standstills.totalMs()).toBe(4_000);
  comesRound(50);
  expect(standstills.totalMs()).toBe(4_000);
  comesRound(1_050);
  expect(standstills.totalMs()).toBe(5_000);
});

it("The clock set back is no standstill", () => {
  const { clock, comesRound } = stallingClock();
  const standstills = new Standstills(clock);
  comesRound(-3_600_000);
  comesRound(50);
  expect(standstills.totalMs()).toBe(0);
});

it("A watch that is over waits for nothing", () => {
  const { clock, isArmed } = stallingClock();
  new Standstills(clock)[Symbol.dispose]();
  expect(isArmed()).toBe(false);
});
