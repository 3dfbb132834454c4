import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Redis } from "ioredis";
import { leadWhenElected, type Term } from "../../../src/redis/leader-election.ts";
import { aborted } from "../../../src/runtime/aborted.ts";
import { systemClock } from "../../../src/runtime/clock.ts";
import { ProcessesOnRedis } from "./processes.ts";
import { patiently } from "../../support/patiently.ts";

const keys = { leader: "leader", fences: "fences" };
let processes: ProcessesOnRedis;
let log: string[];
beforeAll(async () => {
  processes = await ProcessesOnRedis.start();
});
beforeEach(async () => {
  log = [];
  await (await processes.connect()).flushall();
});
afterEach(() => processes.endTest());
afterAll(() => processes[Symbol.asyncDispose]());

/** A process that wants to lead, and notes when it begins and ends. */
async function candidate(name: string) {
  const redis: Redis = await processes.connect();
  const end = new AbortController();
  const terms: Term[] = [];
  const done = leadWhenElected({ redis, keys, clock: systemClock, signal: end.signal }, async (term) => {
    terms.push(term);
    log.push(`${name} leads`);
    await aborted(AbortSignal.any([end.signal, term.lost]));
    log.push(`${name} leads no more`);
  });
  const stop = async (): Promise<void> => {
    end.abort();
    await done;
  };
  processes.own({ [Symbol.asyncDispose]: stop });
  return { redis, terms, stop };
}

describe("an election among processes", () => {
  it("makes one of them the leader, and another one as soon as the leader resigns", async () => {
    const one = await candidate("one");
    await patiently(() => expect(log).toEqual(["one leads"]));
    await candidate("two");
    const term = await one.redis.get(keys.leader);
    await one.stop();
    expect(await one.redis.get(keys.leader)).not.toBe(term); // no other one waits for the end of its term
    await patiently(() => expect(log).toEqual(["one leads", "one leads no more", "two leads"]));
  });

  it("gives each term a larger fence", async () => {
    const one = await candidate("one");
    await patiently(() => expect(one.terms).toHaveLength(1));
    await one.stop();
    const two = await candidate("two");
    await patiently(() => expect(two.terms).toHaveLength(1));
    expect(two.terms[0]!.fence).toBeGreaterThan(one.terms[0]!.fence);
  });

  it("tells a leader that it was replaced", async () => {
    const one = await candidate("one");
    await patiently(() => expect(one.terms).toHaveLength(1));
    await (await processes.connect()).set(keys.leader, "9000", "PX", 60_000);
    await patiently(() => expect(one.terms[0]!.lost.aborted).toBe(true));
    expect(log).toEqual(["one leads", "one leads no more"]);
  });

  it("ends the term of a leader that can't reach Redis before another process is elected", async () => {
    const one = await candidate("one");
    await patiently(() => expect(one.terms).toHaveLength(1));
    await candidate("two");
    one.redis.disconnect();
    await patiently(() => expect(log).toEqual(["one leads", "one leads no more", "two leads"]));
  });
});
