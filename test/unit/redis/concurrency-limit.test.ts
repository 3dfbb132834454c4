import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { ConcurrencyLimit } from "../../../src/redis/concurrency-limit.ts";
import { createRedis } from "../../../src/redis/connection.ts";
import { LEASE_MS, Leases } from "../../../src/redis/lease.ts";
import { systemClock } from "../../../src/runtime/clock.ts";
import { ProcessesOnRedis } from "./processes.ts";
import { patiently } from "../../support/patiently.ts";

let processes: ProcessesOnRedis;
beforeAll(async () => {
  processes = await ProcessesOnRedis.start();
});
afterEach(() => processes.endTest());
afterAll(() => processes[Symbol.asyncDispose]());

async function aProcess() {
  const redis = await processes.connect();
  await redis.flushall();
  const parts = { redis, clock: systemClock };
  const leases = processes.own(new Leases(parts));
  return { redis, leases, limit: new ConcurrencyLimit({ ...parts, leases }) };
}

describe("a limit of how many at once", () => {
  it("holds over all processes, and what is given back is free for the next", async () => {
    const [one, two] = [await aProcess(), await aProcess()];
    const acquired = await Promise.all([one, two, one, two].map(({ limit }) => limit.acquire("lines", 2)));
    const leases = acquired.filter((lease) => lease !== undefined);
    expect(leases).toHaveLength(2);
    leases[0]?.[Symbol.dispose]();
    await patiently(async () => expect(await two.limit.acquire("lines", 2)).toBeDefined());
  });

  it("is passed by what is only counted, which counts for the others", async () => {
    const { limit } = await aProcess();
    expect(await limit.acquire("lines", 1)).toBeDefined();
    expect(await limit.acquire("lines", null)).toBeDefined();
    expect(await limit.acquire("lines", 2)).toBeUndefined();
  });

  it("is free again at the end of a process", async () => {
    const [one, two] = [await aProcess(), await aProcess()];
    await one.limit.acquire("lines", 1);
    await one.leases[Symbol.asyncDispose]();
    expect(await two.limit.acquire("lines", 1)).toBeDefined();
  });

  it("is free again when the lease of a process that crashed has run out", async () => {
    const { redis, limit } = await aProcess();
    const [seconds = "0"] = (await redis.time()).map(String);
    await redis.zadd("lines", Number(seconds) * 1_000 + LEASE_MS, "of a process that crashed");
    expect(await limit.acquire("lines", 1)).toBeUndefined();
    await redis.zincrby("lines", -LEASE_MS - 1_000, "of a process that crashed");
    expect(await limit.acquire("lines", 1)).toBeDefined();
  });

  it("holds for each process by itself with Redis away", async () => {
    const redis = createRedis({ host: "127.0.0.1", port: 1 });
    const parts = { redis, clock: systemClock };
    const leases = processes.own(new Leases(parts));
    const limit = new ConcurrencyLimit({ ...parts, leases });
    const first = await limit.acquire("lines", 1);
    expect(first).toBeDefined();
    expect(await limit.acquire("lines", 1)).toBeUndefined();
    first?.[Symbol.dispose]();
    expect(await limit.acquire("lines", 1)).toBeDefined();
    redis.disconnect();
  });
});
