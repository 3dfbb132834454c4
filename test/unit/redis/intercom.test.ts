import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { pino } from "pino";
import { Intercom } from "../../../src/redis/request-reply.ts";
import { systemClock } from "../../../src/runtime/clock.ts";
import { Scope } from "../../../src/runtime/scope.ts";
import { redisFrom } from "../../../src/redis/connection.ts";
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

/** A process that answers with its name, or never. */
async function process(name: string, answer = (question: string) => Promise.resolve(`${name} ${question}`)) {
  const redis = redisFrom({ ...server.address });
  await redis.connect();
  scope.defer(() => redis.disconnect());
  return scope.own(
    new Intercom<string, string>({ redis, answer, clock: systemClock, logger: pino({ level: "silent" }) }),
  );
}

it("all processes of the house answer a question, the asking one first", async () => {
  const first = await process("first");
  await process("second");
  await process("third");
  await expect.poll(() => first.ask("here?")).toHaveLength(3);
  const answers = await first.ask("here?");
  expect(answers[0]).toBe("first here?");
  expect([...answers].sort()).toEqual(["first here?", "second here?", "third here?"]);
});

it("many questions at once are not mixed up", async () => {
  const first = await process("first");
  const second = await process("second");
  await expect.poll(() => first.ask("ready")).toHaveLength(2);
  await expect.poll(() => second.ask("ready")).toHaveLength(2);
  const asked = await Promise.all(
    Array.from({ length: 50 }, (_, index) => (index % 2 === 0 ? first : second).ask(String(index))),
  );
  for (const [index, answers] of asked.entries())
    expect([...answers].sort()).toEqual([`first ${index}`, `second ${index}`]);
});

it("a process that cannot answer is left out", async () => {
  const first = await process("first");
  await process("second");
  await expect.poll(() => first.ask("ready")).toHaveLength(2);
  await process("dying", () => new Promise(() => undefined));
  const asksForMs = async (): Promise<number> => {
    const startedMs = Date.now();
    await first.ask("ready");
    return Date.now() - startedMs;
  };
  await expect.poll(asksForMs, { timeout: 10_000 }).toBeGreaterThan(1_500); // it hears, and says nothing
  const answers = await first.ask("here?");
  expect([...answers].sort()).toEqual(["first here?", "second here?"]);
});

it("with Redis away a process answers itself", async () => {
  const redis = redisFrom({ host: "127.0.0.1", port: 1 });
  scope.defer(() => redis.disconnect());
  const answer = (question: string): Promise<string> => Promise.resolve(question);
  const alone = scope.own(
    new Intercom<string, string>({ redis, answer, clock: systemClock, logger: pino({ level: "silent" }) }),
  );
  expect(await alone.ask("anybody?")).toEqual(["anybody?"]);
});
