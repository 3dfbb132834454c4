import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { Generator } from "../bench/generator.ts";
import { startOffhook } from "../bench/servers/offhook.ts";
import { tempFolder } from "../support/temp-folder.ts";
import { heapProbe, heaps, type Heap } from "./heap.ts";

/** `npm run test:soak` asks for more. */
const CALLS = Number(process.env["MEMORY_CALLS"] ?? 150);
/** So many registrations beside each call. */
const EACH_CALL = 2;
/** Few enough for a machine that does other work too. */
const CALLS_EACH_SECOND = Number(process.env["MEMORY_RATE"] ?? 10);
/** What fails on such a machine leaves nothing behind either; most must come to their end to say anything. */
const MOST = 2 / 3;
const PHONES = 20;
/** What one call in so many leaves behind is found: caches and compiled code grow too, but not with the calls. */
const ONE_IN = 3;
/** The last transactions end after 32 s (RFC 3261 §17, Timers H and J). */
const IDLE_WITHIN_MS = 120_000;

it(`${CALLS} calls and ${EACH_CALL * CALLS} registrations leave no object behind in any process of the PBX`, async () => {
  await using folder = await tempFolder("heap-");
  const probes = join(folder.path, "s");
  mkdirSync(probes);
  await using server = await startOffhook(PHONES, heapProbe(probes));
  await using generator = await Generator.open(server);
  const idle = held(await server.counts?.());
  await generator.answer("after-100-ms");
  await generator.register(PHONES, PHONES);
  const serve = async (count: number): Promise<void> => {
    const calls = await generator.call(CALLS_EACH_SECOND, count, 100);
    const registrations = await generator.register(EACH_CALL * CALLS_EACH_SECOND, EACH_CALL * count);
    expect(registrations.succeeded).toBeGreaterThanOrEqual(EACH_CALL * count * MOST);
    expect((await calls.finished()).succeeded).toBeGreaterThanOrEqual(count * MOST);
  };

  await serve(CALLS / 10); // what is made once for all calls
  const before = await heaps(probes);
  await serve(CALLS);
  await expect
    .poll(async () => held(await server.counts?.()), { timeout: IDLE_WITHIN_MS, interval: 500 })
    .toEqual(idle);
  const after = await heaps(probes);
  expect([...after.keys()].sort()).toEqual(["application", "media", "signalling"]);
  for (const [part, heap] of after) expect(grown(before.get(part), heap), part).toEqual([]);
}, 3_600_000);

/** What calls hold while they go on. Questions to the engines come and go, and what was refused is counted for good. */
function held(counts: Readonly<Record<string, number>> | undefined): Readonly<Record<string, number>> {
  const others = /what="(?:clientTransactions|sipTransactions|timers|refused|shed|bans)"/;
  return Object.fromEntries(Object.entries(counts ?? {}).filter(([name]) => !others.test(name)));
}

/** Kinds of objects of which there are more, by a share of the calls. */
function grown(before: Heap | undefined, after: Heap): readonly string[] {
  return [...after.objects].flatMap(([name, count]) => {
    const more = count - (before?.objects.get(name) ?? 0);
    return more > CALLS / ONE_IN ? [`${name}: ${more} more`] : [];
  });
}
