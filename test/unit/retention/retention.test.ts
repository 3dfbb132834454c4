import { pino } from "pino";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { retentionKeys } from "../../../src/redis/keys.ts";
import { Retention, type ForgetBefore } from "../../../src/retention/retention.ts";
import { Scope } from "../../../src/runtime/scope.ts";
import { RETAINED, type Retained } from "../../../src/settings/schemas/retention.ts";
import type { Snapshot } from "../../../src/settings/snapshot.ts";
import { freshPrefix } from "../../support/redis.ts";
import { runningRedis, type RunningRedis } from "../../support/running-redis.ts";
import { SimulatedTime } from "../../support/simulated-time.ts";

const [HOUR_MS, DAY_MS] = [3_600_000, 86_400_000];
let redis: RunningRedis;
let scope: Scope;
beforeAll(async () => {
  redis = await runningRedis();
});
afterAll(() => redis[Symbol.asyncDispose]());
afterEach(() => scope[Symbol.asyncDispose]());

interface Forgotten {
  readonly by: string;
  readonly kind: Retained;
  readonly tenant: string;
  readonly ageMs: number;
  readonly atMs: number;
}

/** Two companies: what they said of how long things are kept. */
const TENANTS = [
  { id: "one", callRecordDays: 30, traceDays: 7, messageDays: 60, journalDays: 365, eventDays: 1 },
  { id: "two" },
];

function someProcesses() {
  scope = new Scope();
  const clock = scope.own(new SimulatedTime());
  const keys = retentionKeys(freshPrefix());
  const forgotten: Forgotten[] = [];
  const failing = new Set<Retained>();
  const start = async (by: string) => {
    const forget = Object.fromEntries(
      RETAINED.map((kind): [Retained, ForgetBefore] => [
        kind,
        (tenant, beforeMs) => {
          const atMs = clock.nowMs();
          forgotten.push({ by, kind, tenant, ageMs: atMs - beforeMs, atMs });
          return failing.has(kind) ? Promise.reject(new Error("the disk is away")) : Promise.resolve(0);
        },
      ]),
    ) as Record<Retained, ForgetBefore>;
    const snapshot = { tenants: () => TENANTS } as unknown as Snapshot;
    const logger = pino({ level: "silent" });
    const connection = await redis.connect();
    const forgetRemoved = () => Promise.resolve();
    const parts = { redis: connection, keys, settings: { snapshot }, forget, forgetRemoved, clock, logger };
    return scope.own(new Retention(parts));
  };
  return { clock, forgotten, failing, start };
}

describe("what a company keeps for so many days", () => {
  it("is forgotten by the days that the company has chosen, or the system's, and messages only where it says so", async () => {
    const { clock, forgotten, start } = someProcesses();
    await start("a");
    await clock.sleep(10_000);
    const days = (tenant: string): Record<string, number> =>
      Object.fromEntries(
        forgotten.filter((each) => each.tenant === tenant).map(({ kind, ageMs }) => [kind, ageMs / DAY_MS]),
      );
    expect(days("one")).toEqual({ callRecordDays: 30, traceDays: 7, messageDays: 60, journalDays: 365, eventDays: 1 });
    expect(days("two")).toEqual({ callRecordDays: 90, traceDays: 90, journalDays: 730, eventDays: 7 });
  });

  it("is looked for each hour by one of all processes, and by another one where that one ends", async () => {
    const { clock, forgotten, start } = someProcesses();
    const first = await start("a");
    await clock.sleep(10_000);
    await start("b");
    await clock.sleep(HOUR_MS + 60_000);
    const events = forgotten.filter(({ kind, tenant }) => kind === "eventDays" && tenant === "one");
    expect(new Set(events.map(({ by }) => by))).toEqual(new Set(["a"]));
    expect(events).toHaveLength(2);
    const [, ...later] = events.map(({ atMs }, place) => atMs - (events[place - 1]?.atMs ?? 0));
    for (const afterMs of later) expect(afterMs).toBeGreaterThanOrEqual(HOUR_MS);

    await first[Symbol.asyncDispose]();
    await clock.sleep(60_000);
    expect(forgotten.at(-1)?.by).toBe("b");
  });

  it("is tried again in a minute where it can't be forgotten now, and keeps nothing else from being forgotten", async () => {
    const { clock, forgotten, failing, start } = someProcesses();
    failing.add("messageDays");
    await start("a");
    await clock.sleep(30_000);
    expect(forgotten.filter(({ kind }) => kind === "eventDays")).toHaveLength(TENANTS.length);
    await clock.sleep(60_000);
    expect(forgotten.filter(({ kind }) => kind === "messageDays")).toHaveLength(2);
  });
});
