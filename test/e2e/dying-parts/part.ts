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
/** One that stands still is given up after ten seconds; only then it is killed. */
const RESTARTED_WITHIN_MS = 45_000;

/** Kills a part of the system; resolves when another one runs in its place. */
export async function kill(pbx: Offhook, part: Part): Promise<void> {
  const victim = processOf(pbx, part);
  const restarted = isRestarted(pbx, part);
  process.kill(victim.pid, "SIGKILL");
  await restarted;
  expect(stillRunning([victim])).toEqual([]);
}

/** A part stands still from now on; resolves when another one, which the system has put in its place, runs. */
export async function stop(pbx: Offhook, part: Part): Promise<void> {
  const victim = processOf(pbx, part);
  const restarted = isRestarted(pbx, part);
  process.kill(victim.pid, "SIGSTOP");
  await restarted;
  expect(stillRunning([victim])).toEqual([]);
}

/** The next restart of such a part is told in the log; those before don't count. */
async function isRestarted({ lines }: Offhook, part: Part): Promise<void> {
  const told = (line: string): boolean =>
    line.includes('"event":"engine.restarted"') && line.includes(`"engine":"${part}`);
  await lines.waitFor(told, { from: lines.all.length, withinMs: RESTARTED_WITHIN_MS, what: `restart of ${part}` });
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

/** How many application processes take calls: its workers, or, without any, itself. */
export function processesOf({ pid }: Offhook): number {
  return Math.max(1, descendantsOf(pid).filter(({ command }) => PARTS.worker.test(command)).length);
}

function processOf({ pid }: Offhook, part: Part): ProcessFacts {
  const found = descendantsOf(pid).find(({ command }) => PARTS[part].test(command));
  if (found === undefined) throw new Error(`${part} doesn't run`);
  return found;
}
