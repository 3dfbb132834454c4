import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { luaScript } from "../../../src/redis/script.ts";
import { ProcessesOnRedis } from "./processes.ts";

let processes: ProcessesOnRedis;
beforeAll(async () => {
  processes = await ProcessesOnRedis.start();
});
afterEach(() => processes.endTest());
afterAll(() => processes[Symbol.asyncDispose]());

const addScript = luaScript("return redis.call('INCRBY', KEYS[1], ARGV[1])");

describe("a Lua script", () => {
  it("is sent whole the first time, then called by its hash", async () => {
    const redis = await processes.connect();
    const whole = vi.spyOn(redis, "eval");
    expect(await addScript(redis, ["sum"], [2])).toBe(2);
    expect(await addScript(redis, ["sum"], [3])).toBe(5);
    expect(whole).toHaveBeenCalledTimes(1);
  });

  it("is sent again to a Redis that has forgotten it", async () => {
    const redis = await processes.connect();
    await redis.del("sum");
    await redis.script("FLUSH");
    expect(await addScript(redis, ["sum"], [4])).toBe(4);
  });

  it("that fails, fails with what Redis says", async () => {
    const redis = await processes.connect();
    await redis.set("sum", "many");
    await expect(addScript(redis, ["sum"], [1])).rejects.toThrow("not an integer");
  });
});
