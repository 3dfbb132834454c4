import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { pino } from "pino";
import { RequestReply } from "../../../src/redis/request-reply.ts";
import { systemClock } from "../../../src/runtime/clock.ts";
import { Scope } from "../../../src/runtime/scope.ts";
import { createRedis } from "../../../src/redis/connection.ts";
import { testRedis, type TestRedis } from "../../support/redis.ts";

let server: TestRedis;
let scope = new Scope();
beforeAll(async () => {
  server = await testRedis();
});
afterAll(() => server[Symbol.asyncDispose]());
afterEach(async () => {
  await scope[Symbol.asyncDispose]();
  scope = new Scope();
});

/** An application process that replies with its name, or never. */
async function process(name: string, reply = (request: string) => Promise.resolve(`${name} ${request}`)) {
  const redis = createRedis({ ...server.address });
  await redis.connect();
  scope.defer(() => redis.disconnect());
  return scope.own(
    new RequestReply<string, string>({ redis, reply, clock: systemClock, logger: pino({ level: "silent" }) }),
  );
}

it("all processes reply to a request, the requesting one first", async () => {
  const first = await process("first");
  await process("second");
  await process("third");
  await expect.poll(() => first.request("here?")).toHaveLength(3);
  const answers = await first.request("here?");
  expect(answers[0]).toBe("first here?");
  expect([...answers].sort()).toEqual(["first here?", "second here?", "third here?"]);
});

it("many requests at once are not mixed up", async () => {
  const first = await process("first");
  const second = await process("second");
  await expect.poll(() => first.request("ready")).toHaveLength(2);
  await expect.poll(() => second.request("ready")).toHaveLength(2);
  const asked = await Promise.all(
    Array.from({ length: 50 }, (_, index) => (index % 2 === 0 ? first : second).request(String(index))),
  );
  for (const [index, answers] of asked.entries())
    expect([...answers].sort()).toEqual([`first ${index}`, `second ${index}`]);
});

it("a process that cannot reply is left out", async () => {
  const first = await process("first");
  await process("second");
  await expect.poll(() => first.request("ready")).toHaveLength(2);
  await process("dying", () => new Promise(() => undefined));
  const asksForMs = async (): Promise<number> => {
    const startedMs = Date.now();
    await first.request("ready");
    return Date.now() - startedMs;
  };
  await expect.poll(asksForMs, { timeout: 10_000 }).toBeGreaterThan(1_500); // it hears, and says nothing
  const answers = await first.request("here?");
  expect([...answers].sort()).toEqual(["first here?", "second here?"]);
});

it("with Redis away a process asks itself alone", async () => {
  const redis = createRedis({ host: "127.0.0.1", port: 1 });
  scope.defer(() => redis.disconnect());
  const reply = (request: string): Promise<string> => Promise.resolve(request);
  const alone = scope.own(
    new RequestReply<string, string>({ redis, reply, clock: systemClock, logger: pino({ level: "silent" }) }),
  );
  expect(await alone.request("anybody?")).toEqual(["anybody?"]);
});
