import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import type { Redis } from "ioredis";
import { pino } from "pino";
import { EventFeed, MOST_BEHIND, type EventStream, type LoggedEvent } from "../../../src/event-log/event-feed.ts";
import { isEarlier, parseEventId, type EventId } from "../../../src/event-log/event-id.ts";
import { EventLog, MOST_WAITING } from "../../../src/event-log/event-log.ts";
import { eventKeys } from "../../../src/redis/keys.ts";
import { createEventBus, type EventBus } from "../../../src/events/bus.ts";
import { systemClock } from "../../../src/runtime/clock.ts";
import { Scope } from "../../../src/runtime/scope.ts";
import { createRedis } from "../../../src/redis/connection.ts";
import type { TenantId } from "../../../src/vocabulary/identifiers.ts";
import { testRedis, type TestRedis } from "../../support/redis.ts";

const logger = pino({ level: "silent" });
const keys = eventKeys();
const settings = { snapshot: { user: () => undefined } } as never;
let server: TestRedis;
let scope = new Scope();
let tenants = 0;
let tenant: TenantId;
beforeAll(async () => {
  server = await testRedis();
});
afterAll(() => server[Symbol.asyncDispose]());
afterEach(async () => {
  await scope[Symbol.asyncDispose]();
  scope = new Scope();
});

/** A process that writes down what happens, and one that reads it. */
async function processes(
  copies: readonly { webhook: string; orderingKey: string }[] = [],
  connection: (redis: Redis) => Redis = (redis) => redis,
) {
  tenant = `tenant-${++tenants}` as TenantId;
  const redis = createRedis({ ...server.address });
  await redis.connect();
  scope.defer(() => redis.disconnect());
  const events = createEventBus({ onFault: () => undefined });
  const feed = scope.own(new EventFeed({ redis, keys, clock: systemClock, logger }));
  const log = scope.own(
    new EventLog({
      ...{ redis: connection(redis), keys, events, settings, clock: systemClock, logger },
      copiesOf: () => copies,
      onQueued: () => undefined,
    }),
  );
  return { redis, events, feed, log };
}

function happens(events: EventBus, version: number): void {
  events.publish({
    ...{ kind: "setting.changed", atMs: Date.now(), tenant, resource: "user", id: "x", change: "updated", version },
  });
}
const versionOf = ({ json }: LoggedEvent): number => (JSON.parse(json) as { version: number }).version;

const versionIn = (fields: readonly string[]): number =>
  (JSON.parse(fields[fields.indexOf("event") + 1]!) as { version: number }).version;

/** The versions that a listener is told until this one. */
async function told(stream: EventStream, last: number): Promise<number[]> {
  const versions: number[] = [];
  while (versions.at(-1) !== last) {
    const events = await stream.next(5_000);
    if (events === undefined || events.length === 0) throw new Error(`told only ${versions.join(" ")}`);
    versions.push(...events.map(versionOf));
  }
  return versions;
}
const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

it("events are told in their order, also those that come while an earlier page is being read", async () => {
  const { events, feed } = await processes();
  const count = 900; // several pages
  for (let version = 1; version <= 300; version++) happens(events, version);
  using first = await feed.open(tenant, undefined);
  for (let version = 301; version <= count; version++) happens(events, version);
  using resumed = await feed.open(tenant, parseEventId("0-0"));
  expect(await told(resumed, count)).toEqual(upTo(count));
  const live = await told(first, count);
  expect(live).toEqual(upTo(count).slice(-live.length));
});

it("what happens while Redis is away is told when it is back, in its order", async () => {
  const { events, feed } = await processes();
  using stream = await feed.open(tenant, undefined);
  happens(events, 1);
  await told(stream, 1);
  await server.crash();
  for (let version = 2; version <= 50; version++) happens(events, version);
  await server.restart();
  const versions = await told(stream, 50);
  // A write whose answer was lost is made again: twice is allowed, out of order or not at all is not.
  expect([...new Set(versions)]).toEqual(upTo(50).slice(1));
  expect(versions).toEqual([...versions].sort((one, other) => one - other));
});

it("an event whose write was carried out, but not confirmed, is there once", async () => {
  let unconfirmed = 0;
  const { events, redis } = await processes([], (real) => {
    return new Proxy(real, {
      get(target, name) {
        if (name !== "eval") return Reflect.get(target, name) as unknown;
        return async (...args: Parameters<typeof real.eval>) => {
          const answer = await target.eval(...args);
          if (unconfirmed++ === 0) throw new Error("Connection is closed.");
          return answer;
        };
      },
    });
  });
  await redis.script("FLUSH"); // so that the first write is an EVAL
  for (let version = 1; version <= 3; version++) happens(events, version);
  await expect.poll(() => redis.xlen(keys.log(tenant))).toBeGreaterThanOrEqual(3);
  happens(events, 4);
  await expect
    .poll(async () => (await redis.xrange(keys.log(tenant), "-", "+")).map(([, fields]) => versionIn(fields)))
    .toEqual(upTo(4));
  expect(unconfirmed).toBeGreaterThan(0);
});

it("a listener that does not read is cut off, and the others hear everything", async () => {
  const { events, feed } = await processes();
  using slow = await feed.open(tenant, undefined);
  using quick = await feed.open(tenant, undefined);
  const count = MOST_BEHIND + 100;
  const heard = told(quick, count);
  for (let version = 1; version <= count; version++) happens(events, version);
  expect(await heard).toEqual(upTo(count));
  await expect.poll(() => slow.over.aborted).toBe(true);
  expect(await slow.next(10)).toBeUndefined();
});

it("who comes back after too long is told that something is missing", async () => {
  const { events, feed, redis } = await processes();
  for (let version = 1; version <= 20; version++) happens(events, version);
  using all = await feed.open(tenant, parseEventId("0-0"));
  await expect.poll(() => redis.xlen(keys.log(tenant))).toBe(20);
  expect(all.gap).toBe(false);
  const [first] = await redis.xrange(keys.log(tenant), "-", "+", "COUNT", 1);
  await redis.xtrim(keys.log(tenant), "MAXLEN", 5);
  using late = await feed.open(tenant, parseEventId(first![0]));
  expect(late.gap).toBe(true);
  expect(await told(late, 20)).toEqual([16, 17, 18, 19, 20]);
});

it("nothing more is queued for a webhook that has too much waiting; the event is written all the same", async () => {
  const { events, redis } = await processes([{ webhook: "webhook-1", orderingKey: "webhook-1/tenant" }]);
  await redis.hset(keys.waiting, "webhook-1", MOST_WAITING - 1);
  happens(events, 1);
  happens(events, 2);
  await expect.poll(() => redis.xlen(keys.log(tenant))).toBe(2);
  expect(await redis.llen(keys.waitingFor("webhook-1/tenant"))).toBe(1);
});

it("ids of events are compared as the numbers that they are", () => {
  const id = (text: string): EventId => parseEventId(text)!;
  expect(isEarlier(id("9-0"), id("10-0"))).toBe(true);
  expect(isEarlier(id("10-9"), id("10-10"))).toBe(true);
  expect(isEarlier(id("10-1"), id("10-1"))).toBe(false);
  for (const text of ["", "1", "1-", "a-1", "1-1-1", "-1-1", "1".repeat(16) + "-0"])
    expect(parseEventId(text)).toBeUndefined();
});
