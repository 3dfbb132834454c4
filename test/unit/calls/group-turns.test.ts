import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { RoundRobin } from "../../../src/calls/route/round-robin.ts";
import { systemClock } from "../../../src/runtime/clock.ts";
import type { RingGroupId } from "../../../src/vocabulary/identifiers.ts";
import type { Settings } from "../../../src/settings/settings.ts";
import { testRedis, testSettings, type TestRedis } from "../../support/redis.ts";

const SALES = "sales" as RingGroupId;
const SUPPORT = "support" as RingGroupId;

let server: TestRedis;
let settings: Settings;
beforeEach(async () => {
  server = await testRedis();
  settings = await testSettings(server);
});
afterEach(async () => {
  await settings[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});
const aProcess = () => new RoundRobin(settings.redis, systemClock);

const turnIn = async (turns: RoundRobin, group: RingGroupId) => (await turns.take([group])).get(group);

describe("a group whose members take turns", () => {
  it("goes on with the next member whichever process takes the call, also of calls in the same moment", async () => {
    const [one, other] = [aProcess(), aProcess()];
    const calls = Array.from({ length: 20 }, (_, nth) => turnIn(nth % 2 === 0 ? one : other, SALES));
    expect((await Promise.all(calls)).sort((a = 0, b = 0) => a - b)).toEqual(
      Array.from({ length: 20 }, (_, nth) => nth),
    );
    expect(await turnIn(other, SUPPORT)).toBe(0);
  });

  it("is asked for only where a plan depends on it", async () => {
    const turns = aProcess();
    expect(await turns.take([])).toEqual(new Map());
    expect(await turnIn(turns, SALES)).toBe(0);
  });

  it("goes on from where it was when Redis is away", async () => {
    const turns = aProcess();
    await turnIn(turns, SALES);
    await server.crash();
    expect([await turnIn(turns, SALES), await turnIn(turns, SALES)]).toEqual([1, 2]);
  });
});
