import { expect } from "vitest";
import { systemClock } from "../../../src/runtime/clock.ts";
import { eventually } from "../../support/eventually.ts";
import type { Offhook } from "../../support/offhook.ts";
import { descendantsOf, stillRunning, type ProcessFacts } from "../../support/processes.ts";

/** The processes of a system, by what stands in their command line. */
const PARTS = {
  signalling: /engines\/signalling\/main\.js/,
  media: /engines\/media\/main\.js/,
  redis: /redis-server/,
  worker: /dist\/main\.js\s*$/,
} as const;
export type Part = keyof typeof PARTS;

/** Something that was killed is running and connected again within this time, also on a busy machine. */
const REPAIRED_WITHIN_MS = 20_000;

/** Kills a part of the system. @returns when, in ms */
export async function kill(pbx: Offhook, part: Part): Promise<number> {
  const victim = processOf(pbx, part);
  process.kill(victim.pid, "SIGKILL");
  const atMs = Date.now();
  await eventually(`end of ${part}`, () => {
    expect(stillRunning([victim])).toEqual([]);
    return Promise.resolve();
  });
  return atMs;
}

/** A part stands still for so long. Meanwhile /readyz falls, and rises again. */
export async function pause(pbx: Offhook, part: Exclude<Part, "worker">, forMs: number): Promise<void> {
  const goesOn = standStill(pbx, part, forMs);
  try {
    await isReady(pbx, false, forMs);
  } finally {
    await goesOn;
  }
  await isReady(pbx, true);
}

export async function standStill(pbx: Offhook, part: Part, forMs: number): Promise<void> {
  const { pid } = processOf(pbx, part);
  process.kill(pid, "SIGSTOP");
  try {
    await systemClock.sleep(forMs);
  } finally {
    process.kill(pid, "SIGCONT");
  }
}

/** It stands still from now on. @returns when, in ms */
export function stop(pbx: Offhook, part: Part): number {
  process.kill(processOf(pbx, part).pid, "SIGSTOP");
  return Date.now();
}

/** Waits until a part runs again and the system is ready. */
export async function isRepaired(pbx: Offhook, part: Part): Promise<void> {
  await eventually(`${part} running again`, () => Promise.resolve(processOf(pbx, part)), {
    withinMs: REPAIRED_WITHIN_MS,
  });
  await isReady(pbx, true);
}

export async function isReady(pbx: Offhook, ready: boolean, withinMs = REPAIRED_WITHIN_MS): Promise<void> {
  const asked = async (): Promise<void> => expect(await pbx.api.isReady()).toBe(ready);
  await eventually(`/readyz ${ready ? "ready" : "not ready"}`, asked, { withinMs });
}

function processOf({ pid }: Offhook, part: Part): ProcessFacts {
  const found = descendantsOf(pid).find(({ command }) => PARTS[part].test(command));
  if (found === undefined) throw new Error(`${part} doesn't run`);
  return found;
}
