import type { Redis } from "ioredis";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createEventBus } from "../../../src/events/bus.ts";
import type { SwitchEvent } from "../../../src/events/event.ts";
import { preparePin } from "../../../src/settings/secrets.ts";
import type { UserRecord } from "../../../src/settings/kinds/user.ts";
import type { Snapshot } from "../../../src/settings/snapshot.ts";
import { parseTenantId, parseUserId, type UserId } from "../../../src/vocabulary/identifiers.ts";
import { pinGuard, type PinGuard } from "../../../src/voicemail/pin-guard.ts";
import { systemClock } from "../../../src/runtime/clock.ts";
import { runningRedis, type RunningRedis } from "../../support/running-redis.ts";

const MINUTE_MS = 60_000;
const tenant = parseTenantId("tenant-0001")!;
const alice = parseUserId("user-alice")!;
let server: RunningRedis;
let redis: Redis;
let snapshot: Snapshot;
let guard: PinGuard;
/** What time it is; waiting takes none. */
let nowMs: number;
const events: SwitchEvent[] = [];

beforeAll(async () => {
  server = await runningRedis();
  redis = await server.connect();
  const { hash: pinHash } = await preparePin("4711");
  const users = new Map([
    ["1001", { id: alice, tenantId: tenant, pinHash }],
    ["1002", { id: parseUserId("user-no-pin")!, tenantId: tenant, pinHash: null }],
  ]);
  const records = new Map([...users.values()].map((user) => [user.id, { ...user, email: "", voicemail: {} }] as const));
  snapshot = {
    extension: (_: unknown, extension: string) => users.has(extension) && { kind: "user", ...users.get(extension) },
    user: (id: UserId) => records.get(id) as UserRecord | undefined,
  } as unknown as Snapshot;
});
afterAll(() => server[Symbol.asyncDispose]());
beforeEach(async () => {
  await redis.flushall();
  events.length = 0;
  nowMs = systemClock.nowMs();
  const bus = createEventBus({ onFault: () => undefined });
  bus.onAny((event) => void events.push(event));
  const clock = { ...systemClock, nowMs: () => nowMs, sleep: () => Promise.resolve() };
  guard = pinGuard({ redis, clock, events: bus });
});

const open = (pin: string, { extension = "1001", source = "phone-1" } = {}) =>
  guard.open({ tenant, extension, pin, source }, snapshot);
async function wrong(times: number, source = "phone-1"): Promise<void> {
  for (let time = 0; time < times; time++) expect(await open("0000", { source })).toBeUndefined();
}
const lockedForMs = async (): Promise<number | undefined> => {
  const untilMs = await guard.lockedUntil(alice);
  return untilMs === undefined ? undefined : untilMs - nowMs;
};

it("wrong, unknown, locked and without a PIN take the same time, so that a caller can't learn which mailboxes there are", async () => {
  const bus = createEventBus({ onFault: () => undefined });
  const sleeps: { readonly forMs: number; readonly end: () => void }[] = [];
  const sleep = (forMs: number): Promise<void> => new Promise((end) => sleeps.push({ forMs, end }));
  const waiting = pinGuard({ redis, clock: { ...systemClock, sleep }, events: bus });
  await wrong(5, "phone-9"); // locks Alice's
  let answers = 0;
  const tries = ["1001", "1002", "1999", "x"].map(async (extension, at) => {
    expect(await waiting.open({ tenant, extension, pin: "4711", source: `phone-${at}` }, snapshot)).toBeUndefined();
    answers++;
  });
  await systemClock.sleep(550); // on nearly any machine each PIN is compared by then
  expect([answers, ...sleeps.map(({ forMs }) => forMs)]).toEqual([0, 600, 600, 600, 600]);
  for (const { end } of sleeps) end();
  await Promise.all(tries);
});

describe("a mailbox opened by PIN", () => {
  it("opens with the right one, and not without one", async () => {
    expect((await open("4711"))?.id).toBe(alice);
    expect(await open("")).toBeUndefined();
    expect(await open("4711", { extension: "1002" })).toBeUndefined();
    expect(await open("4711", { extension: "1999" })).toBeUndefined();
    expect(await open("4711", { extension: "'; drop" })).toBeUndefined();
  });

  it("is locked by the fifth wrong one in 15 minutes, and the right one is too late then", async () => {
    await wrong(4);
    expect(await lockedForMs()).toBeUndefined();
    await wrong(1);
    expect(await lockedForMs()).toBe(15 * MINUTE_MS);
    expect(await open("4711")).toBeUndefined();
    expect(events).toMatchObject([{ kind: "voicemail.locked", mailbox: alice, untilMs: nowMs + 15 * MINUTE_MS }]);
  });

  it("forgets wrong ones after 15 minutes, and after a right one", async () => {
    await wrong(4);
    nowMs += 16 * MINUTE_MS;
    await wrong(4);
    expect(await lockedForMs()).toBeUndefined();
    expect((await open("4711"))?.id).toBe(alice);
    await wrong(4, "phone-2");
    expect(await lockedForMs()).toBeUndefined();
  });

  it("is locked twice as long each time, a day at most", async () => {
    const forMs: (number | undefined)[] = [];
    for (let time = 0; time < 8; time++) {
      await redis.del(`offhook:pin:{${alice}}:lock`); // its time is over
      await wrong(5, `phone-${time}`);
      forMs.push(await lockedForMs());
    }
    expect(forMs.map((each) => (each ?? 0) / MINUTE_MS)).toEqual([15, 30, 60, 120, 240, 480, 960, 1440]);
  });

  it("isn't locked longer by those who go on guessing", async () => {
    await wrong(5);
    await wrong(5);
    expect(await lockedForMs()).toBe(15 * MINUTE_MS);
    expect(events).toHaveLength(1);
  });

  it("is unlocked by an administrator, and the next lock is a short one again", async () => {
    await wrong(5);
    await guard.unlock(alice);
    expect((await open("4711"))?.id).toBe(alice);
    await wrong(5, "phone-2");
    expect(await lockedForMs()).toBe(15 * MINUTE_MS);
  });
});

describe("a phone that tries one mailbox after the other", () => {
  it("gets into none after ten wrong ones, not even with the right PIN", async () => {
    for (let extension = 2000; extension < 2010; extension++) await open("0000", { extension: String(extension) });
    expect(await open("4711")).toBeUndefined();
    expect((await open("4711", { source: "phone-2" }))?.id).toBe(alice);
  });
});

it("with Redis away no caller gets in", async () => {
  redis.disconnect();
  await expect(open("4711")).rejects.toMatchObject({ code: "SW_MAILBOXES_AWAY" });
});
