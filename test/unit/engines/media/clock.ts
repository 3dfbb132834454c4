import { afterAll, beforeAll } from "vitest";
import { systemClock, type Clock } from "../../../../src/runtime/clock.ts";
import { SimulatedTime } from "../../../support/simulated-time.ts";

const isOurs = (name: string): boolean => process.env[name]?.startsWith("embedded:") ?? true;

/** Whether the servers under test are our own, in this process. */
const EMBEDDED = isOurs("MEDIA_URL") && isOurs("SIGNALLING_URL");

/** The files of a worker share this module: each has a time of its own, from `runOnSimulatedTime` on. */
let simulated: SimulatedTime | undefined;

function running(): SimulatedTime {
  if (simulated === undefined) throw new Error("this file must call runOnSimulatedTime() before its other hooks");
  return simulated;
}

/** The time of engines, callers and tests: it passes by itself, unless other programs are under test. */
export const clock: Clock = EMBEDDED
  ? {
      nowMs: () => running().nowMs(),
      arm: (afterMs, ring) => running().arm(afterMs, ring),
      sleep: (forMs, signal) => running().sleep(forMs, signal),
    }
  : systemClock;

/** Lets time pass for the tests of a file; called before its other hooks, so that time ends after everything else. */
export function runOnSimulatedTime(): void {
  if (!EMBEDDED) return;
  beforeAll(() => {
    simulated = new SimulatedTime();
  });
  afterAll(() => simulated?.[Symbol.asyncDispose]());
}
