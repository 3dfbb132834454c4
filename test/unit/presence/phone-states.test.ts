import { afterAll, beforeAll, expect, it, onTestFinished } from "vitest";
import { pino } from "pino";
import { createEventBus } from "../../../src/events/bus.ts";
import type { SwitchEvent } from "../../../src/events/event.ts";
import { PhoneStates } from "../../../src/presence/phone-states.ts";
import { createRedis } from "../../../src/redis/connection.ts";
import { presenceKeys } from "../../../src/redis/keys.ts";
import { systemClock } from "../../../src/runtime/clock.ts";
import { parseCallId } from "../../../src/vocabulary/identifiers.ts";
import { freshPrefix, testRedis, type TestRedis } from "../../support/redis.ts";
import { ACME, ALICE, ALICE_DESK } from "../routing/builders.ts";

let server: TestRedis;
beforeAll(async () => {
  server = await testRedis();
});
afterAll(() => server[Symbol.asyncDispose]());

async function connected() {
  const redis = createRedis({ ...server.address });
  await redis.connect();
  onTestFinished(() => redis.disconnect());
  return redis;
}

/** A process that counts what it publishes to the others. */
async function startProcess(prefix: string) {
  const redis = await connected();
  const events = createEventBus({ onFault: () => undefined });
  const phones = new PhoneStates({ redis, events, clock: systemClock, logger: pino({ level: "silent" }), prefix });
  onTestFinished(() => phones[Symbol.asyncDispose]());
  return { phones, events };
}

async function publishedOn(prefix: string) {
  const redis = await connected();
  const kinds: string[] = [];
  await redis.subscribe(presenceKeys(prefix).phones);
  redis.on("message", (_channel, text) => kinds.push((JSON.parse(text) as { kind: string }).kind));
  return kinds;
}

/** Alice's desk phone is in a call. */
function talks(call: string): readonly SwitchEvent[] {
  const of = { tenant: ACME, call, atMs: 1 };
  const party = { user: ALICE, device: ALICE_DESK };
  return [
    {
      ...of,
      kind: "call.started",
      direction: "inbound",
      callId: parseCallId(`${call}@y`)!,
      caller: {},
      dialled: "1001",
    },
    { ...of, kind: "leg.changed", leg: `${call}-1`, role: "callee", party, state: "confirmed" },
  ] as const;
}

it("the only process keeps its phones' dialogs to itself; one that joins hears of them, and of all that follow", async () => {
  const prefix = freshPrefix();
  const published = await publishedOn(prefix);
  const first = await startProcess(prefix);
  await expect.poll(() => published).toEqual(["asks"]);
  for (const event of talks("c1")) first.events.publish(event);
  expect(first.phones.callsOf(ALICE)).toBe(1);

  const second = await startProcess(prefix);
  await expect.poll(() => second.phones.callsOf(ALICE)).toBe(1);
  expect(published).not.toContain("set");

  for (const event of talks("c2")) first.events.publish(event);
  await expect.poll(() => second.phones.callsOf(ALICE)).toBe(2);
  for (const event of talks("c3")) second.events.publish(event);
  await expect.poll(() => first.phones.callsOf(ALICE)).toBe(3);
});
