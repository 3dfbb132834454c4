import { randomUUID } from "node:crypto";
import type { Redis } from "ioredis";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ProcessRegistry } from "../../../src/redis/process-registry.ts";
import { thisProcess } from "../../../src/runtime/process-identity.ts";
import { systemClock } from "../../../src/runtime/clock.ts";
import { ProcessesOnRedis } from "./processes.ts";
import { patiently } from "../../support/patiently.ts";

const KEYS = { processes: "processes", identities: "identities" };
let processes: ProcessesOnRedis;
let redis: Redis;
beforeAll(async () => {
  processes = await ProcessesOnRedis.start();
});
beforeEach(async () => {
  redis = await processes.connect();
  await redis.flushall();
});
afterEach(() => processes.endTest());
afterAll(() => processes[Symbol.asyncDispose]());

async function aProcess() {
  const lost: string[] = [];
  let renewals = 0;
  const registry = processes.own(
    new ProcessRegistry({
      ...{ redis: await processes.connect(), keys: KEYS, self: randomUUID(), clock: systemClock },
      onRenewed: () => {
        renewals++;
        return Promise.resolve();
      },
      onLost: (process) => {
        lost.push(process);
        return Promise.resolve();
      },
    }),
  );
  await patiently(() => expect(renewals).toBeGreaterThan(0));
  return { registry, lost };
}

describe("the registry of application processes", () => {
  it("tells each process which others live", async () => {
    const [one, two] = [await aProcess(), await aProcess()];
    expect(await one.registry.others()).toEqual([two.registry.self]);
    expect(await two.registry.others()).toEqual([one.registry.self]);
  });

  it("forgets a process that ends", async () => {
    const [one, two] = [await aProcess(), await aProcess()];
    await two.registry[Symbol.asyncDispose]();
    expect(await one.registry.others()).toEqual([]);
    expect(one.lost).toEqual([]);
  });

  it("reports a process that fell silent, and forgets it then", async () => {
    await redis.zadd(KEYS.processes, Date.now() - 1_000, "silent");
    const one = await aProcess();
    await patiently(() => expect(one.lost).toEqual(["silent"]));
    await patiently(async () => expect(await redis.zscore(KEYS.processes, "silent")).toBeNull());
  });

  it("reports a process of this machine that has died at once, by its number and not by its silence", async () => {
    const dead = { ...thisProcess(), startedAt: "1" }; // another process has its number now
    await redis.zadd(KEYS.processes, Date.now() + 15_000, "dead");
    await redis.hset(KEYS.identities, "dead", JSON.stringify(dead));
    await redis.zadd(KEYS.processes, Date.now() + 15_000, "elsewhere");
    await redis.hset(KEYS.identities, "elsewhere", JSON.stringify({ ...dead, machine: "another" }));
    const one = await aProcess();
    await patiently(async () => expect(await one.registry.others()).toEqual(["elsewhere"]));
    expect(one.lost).toEqual(["dead"]);
  });
});
