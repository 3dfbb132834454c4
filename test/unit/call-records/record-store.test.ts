import { randomUUID } from "node:crypto";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { OngoingCalls } from "../../../src/call-records/ongoing-calls.ts";
import { Recorder } from "../../../src/call-records/recorder.ts";
import { callKeys } from "../../../src/redis/keys.ts";
import { MOST_TRACES, RecordStore } from "../../../src/call-records/record-store.ts";
import { createEventBus, type EventBus } from "../../../src/events/bus.ts";
import { beginRecord, type CallRecord } from "../../../src/events/call-record.ts";
import type { CallStarted, SwitchEvent } from "../../../src/events/event.ts";
import { systemClock } from "../../../src/runtime/clock.ts";
import type { Snapshot } from "../../../src/settings/snapshot.ts";
import { parseCallId } from "../../../src/vocabulary/identifiers.ts";
import { eventually } from "../../support/eventually.ts";
import { freshPrefix } from "../../support/redis.ts";
import { runningRedis, type RunningRedis } from "../../support/running-redis.ts";
import { VirtualClock } from "../../support/virtual-clock.ts";
import { ALICE, aRecord, BOB, EIGHT_MS, TENANT } from "./a-record.ts";

const DAY_MS = 24 * 3_600_000;
const logger = pino({ level: "silent" });
let redis: RunningRedis;
beforeAll(async () => {
  redis = await runningRedis();
});
afterAll(() => redis[Symbol.asyncDispose]());

/** Nothing but what the history of calls asks of the settings. */
function settingsWith(callRecordDays: number, traceDays: number): { snapshot: Snapshot } {
  const tenant = { callRecordDays, traceDays };
  const nobody = { user: () => undefined, trunk: () => undefined };
  return {
    snapshot: { ...nobody, tenant: (id: string) => (id === TENANT ? tenant : undefined) } as unknown as Snapshot,
  };
}

async function aStore({ days = 90, traceDays = 90, nowMs = EIGHT_MS + DAY_MS } = {}) {
  const clock = new VirtualClock(nowMs);
  const keys = callKeys(freshPrefix());
  const connection = await redis.connect();
  return {
    clock,
    keys,
    connection,
    store: new RecordStore({ redis: connection, keys, clock, settings: settingsWith(days, traceDays) }),
  };
}

/** Calls of one minute each, one after the other; 0 is the oldest. */
const call = (n: number) => aRecord({ call: n.toString(16), startedAtMs: EIGHT_MS + n * 60_000 });

describe("the history of calls", () => {
  it("is read page by page, the newest first, without a gap or a call twice, also of one moment", async () => {
    const { store } = await aStore();
    for (let n = 0; n < 25; n++) await store.write(call(n), undefined);
    for (let n = 0; n < 10; n++) await store.write({ ...call(30), call: `aa${n}` }, undefined);
    const read: string[] = [];
    let after: Parameters<typeof store.list>[3];
    do {
      const { records, next } = await store.list(TENANT, {}, 7, after);
      read.push(...records.map((record) => record.call));
      after = next;
    } while (after !== undefined);
    const newest = Array.from({ length: 10 }, (_, n) => `aa${9 - n}`);
    expect(read).toEqual([...newest, ...Array.from({ length: 25 }, (_, n) => (24 - n).toString(16))]);
  });

  it("is looked through by person, number, direction, outcome and time", async () => {
    const { store } = await aStore();
    await store.write(call(1), undefined);
    await store.write({ ...call(2), user: BOB, legs: [], answeredBy: { user: BOB }, direction: "internal" }, undefined);
    await store.write({ ...call(3), outcome: "cancelled" as const, dialled: "+33170009999" }, undefined);
    const found = async (filter: Parameters<typeof store.list>[1]): Promise<string[]> =>
      (await store.list(TENANT, filter, 10)).records.map((record) => record.call);
    expect(await found({ user: BOB })).toEqual(["2"]);
    expect(await found({ user: ALICE })).toEqual(["3", "1"]);
    expect(await found({ number: "9999" })).toEqual(["3"]);
    expect(await found({ number: "1002" })).toEqual([]);
    expect(await found({ direction: "internal" })).toEqual(["2"]);
    expect(await found({ outcome: "cancelled", user: ALICE })).toEqual(["3"]);
    expect(await found({ fromMs: EIGHT_MS + 120_000 })).toEqual(["3", "2"]);
    expect(await found({ toMs: EIGHT_MS + 120_000 })).toEqual(["1"]);
  });

  it("gives back the trace of a call as it was, and a call written twice is one", async () => {
    const { store } = await aStore();
    const trace = { plan: { kind: "ring" }, decisions: [], messages: [], left: 3 };
    await store.write(call(1), trace);
    await store.write(call(1), trace);
    expect(await store.readTrace(TENANT, "1")).toEqual(trace);
    expect((await store.list(TENANT, {}, 10)).records).toHaveLength(1);
    expect(MOST_TRACES).toBeGreaterThan(1);
  });

  it("forgets what is older than the company wants, at once for readers, and soon in Redis", async () => {
    const { store, clock, keys, connection } = await aStore({ days: 2 });
    await store.write(call(0), { plan: null, decisions: [], messages: [], left: 0 });
    clock.advance(2 * DAY_MS);
    expect(await store.read(TENANT, "0")).toBeUndefined();
    expect((await store.list(TENANT, {}, 10)).records).toEqual([]);
    expect(await store.forgetBefore(TENANT, clock.nowMs() - DAY_MS)).toBe(1);
    expect(await connection.keys(`*${keys.index(TENANT)}*`)).toEqual([]);
    expect(await connection.hlen(keys.records(TENANT))).toBe(0);
    expect(await connection.hlen(keys.traces(TENANT))).toBe(0);
  });

  it("forgets how a call was decided sooner than the call, where the company wants that", async () => {
    const { store, clock, keys, connection } = await aStore({ days: 10, traceDays: 2 });
    const trace = { plan: null, decisions: [], messages: [], left: 0 };
    for (const n of [0, 1, 2]) await store.write(call(n), trace);
    clock.advance(2 * DAY_MS - DAY_MS + 60_000); // the first two calls began more than two days ago
    expect(await store.readTrace(TENANT, "0")).toBeUndefined();
    expect(await store.readTrace(TENANT, "2")).toEqual(trace);
    expect(await store.forgetTracesBefore(TENANT, EIGHT_MS + 90_000)).toBe(2);
    expect(await connection.hkeys(keys.traces(TENANT))).toEqual(["2"]);
    expect(await connection.hlen(keys.records(TENANT))).toBe(3);
  });
});

function started(callId: string): CallStarted {
  return {
    ...{ kind: "call.started", tenant: TENANT, call: callId, direction: "internal", dialled: "1002" },
    ...{ callId: parseCallId(`${callId}@x`)!, caller: { user: ALICE }, atMs: systemClock.nowMs() },
  };
}
const of = (callId: string) => ({ tenant: TENANT, call: callId, atMs: systemClock.nowMs() });

function aBus(): EventBus {
  return createEventBus({
    onFault: (fault) => {
      throw fault;
    },
  });
}

describe("calls of several processes", () => {
  async function aProcess(prefix: string, hangUp: (call: string) => boolean = () => false, events = aBus()) {
    const lost: CallRecord[] = [];
    const ended: CallRecord[] = [];
    const calls = new OngoingCalls({
      process: randomUUID(),
      onProcessLost: () => Promise.resolve(),
      ...{ redis: await redis.connect(), keys: callKeys(prefix), events, clock: systemClock, logger, hangUp },
      onEnded: (record) => ended.push(record),
      onLost: (record) => {
        lost.push(record);
        return Promise.resolve();
      },
    });
    return { events, calls, lost, ended, [Symbol.asyncDispose]: () => calls[Symbol.asyncDispose]() };
  }

  it("are seen by each of them until they end, and hung up where they are", async () => {
    const prefix = freshPrefix();
    const hungUp: string[] = [];
    await using one = await aProcess(prefix, (id) => hungUp.push(id) > 0);
    await using other = await aProcess(prefix);
    one.events.publish(started("a1"));
    await eventually("call", async () => expect(await other.calls.list(TENANT)).toHaveLength(1));
    expect(await other.calls.list("another-tenant" as never)).toEqual([]);
    expect(await other.calls.hangUp(TENANT, "a1")).toBe(true);
    expect(await other.calls.hangUp("another-tenant" as never, "a1")).toBe(false);
    await eventually("order", () => Promise.resolve(expect(hungUp).toEqual(["a1"])));
    one.events.publish({ kind: "call.ended", ...of("a1"), outcome: "answered", hungUpBy: "system" });
    await eventually("end", async () => expect(await other.calls.list(TENANT)).toEqual([]));
    await eventually("record", () => Promise.resolve(expect(one.ended).toMatchObject([{ call: "a1" }])));
  });

  it("come to their end when theirs is gone: answered ones as answered, the others as failed", async () => {
    const prefix = freshPrefix();
    const connection = await redis.connect();
    const keys = callKeys(prefix);
    {
      await using gone = await aProcess(prefix);
      gone.events.publish(started("a1"));
      gone.events.publish(started("a2"));
      gone.events.publish({ kind: "call.answered", ...of("a2"), leg: "a2-1", by: { user: BOB } });
      await eventually("writing", async () => {
        const [process] = await connection.zrange(keys.processes, 0, -1);
        const texts = await connection.hvals(keys.ongoingCalls(process!));
        expect(texts.filter((text) => text.includes("answeredAtMs"))).toHaveLength(1);
        await connection.hset(keys.ongoingCalls("dead"), await connection.hgetall(keys.ongoingCalls(process!)));
      });
    }
    await connection.zadd(keys.processes, 1, "dead");
    await using heir = await aProcess(prefix);
    await eventually("lost calls", () => Promise.resolve(expect(heir.lost).toHaveLength(2)));
    const byName = heir.lost.sort((one, other) => one.call.localeCompare(other.call));
    expect(byName).toMatchObject([
      { call: "a1", outcome: "failed", because: "process-lost" },
      { call: "a2", outcome: "answered", because: "process-lost" },
    ]);
    expect(byName[0]!.endedAtMs).toBeGreaterThanOrEqual(byName[0]!.startedAtMs);
    expect(await connection.exists(keys.ongoingCalls("dead"))).toBe(0);
  });

  it("whose process is gone are told to have ended once, however many processes find out", async () => {
    const prefix = freshPrefix();
    const keys = callKeys(prefix);
    const connection = await redis.connect();
    const record = beginRecord(started("a1"));
    await connection.hset(keys.ongoingCalls("dead"), "a1", JSON.stringify({ ...record, user: BOB }));
    await connection.zadd(keys.processes, 1, "dead");
    const ends: SwitchEvent[] = [];
    const events = aBus();
    events.on("call.ended", (event) => ends.push(event));
    await using one = await aProcess(prefix, () => false, events);
    await using other = await aProcess(prefix, () => false, events);
    await eventually("heirs", async () => {
      expect(await connection.zscore(keys.processes, "dead")).toBeNull();
      expect([...one.lost, ...other.lost]).not.toHaveLength(0);
    });
    expect(ends).toMatchObject([
      {
        call: "a1",
        outcome: "failed",
        because: "process-lost",
        known: { dialled: record.dialled, users: [BOB, ALICE] },
      },
    ]);
  });
});

describe("the recorder", () => {
  it("writes a call once it is over, with what was said on the wire in all its dialogs, also as it ends itself", async () => {
    const events = aBus();
    const connection = await redis.connect();
    const settings = settingsWith(90, 90);
    const recorder = new Recorder({
      process: randomUUID(),
      onProcessLost: () => Promise.resolve(),
      ...{ redis: connection, keys: callKeys(freshPrefix()), events, settings, clock: systemClock, logger },
      hangUp: () => false,
    });
    const say = (callId: string, method: string): void =>
      recorder.messages.take("received", "udp", "a", `${method} x\r\nCall-ID: ${callId}\r\nCSeq: 1 ${method}\r\n\r\n`);
    say("b1@x", "INVITE");
    say("b1-out@x", "INVITE");
    events.publish(started("b1"));
    events.publish({ kind: "invite.sent", ...of("b1"), callId: "b1-out@x" });
    events.publish({
      ...{ kind: "call.routed", ...of("b1"), plan: { kind: "ring" } },
      decisions: [{ rule: "plan", input: {}, result: "rings" }],
    });
    events.publish({ kind: "call.ended", ...of("b1"), outcome: "no-answer" });
    say("b1-out@x", "BYE");
    await recorder[Symbol.asyncDispose]();
    expect(await recorder.store.read(TENANT, "b1")).toMatchObject({ outcome: "no-answer", media: null });
    const trace = await recorder.store.readTrace(TENANT, "b1");
    expect(trace?.decisions).toEqual([{ rule: "plan", input: {}, result: "rings" }]);
    expect(trace?.messages.map(({ text }) => text.split(" ")[0])).toEqual(["INVITE", "INVITE", "BYE"]);
  });
});
