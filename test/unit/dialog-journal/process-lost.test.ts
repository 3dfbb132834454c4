import { EventEmitter } from "node:events";
import { pino } from "pino";
import { afterAll, beforeAll, expect, it, onTestFinished } from "vitest";
import { DialogJournal } from "../../../src/dialog-journal/dialog-journal.ts";
import type { JournalledDialog } from "../../../src/dialog-journal/journalled-dialog.ts";
import { createRedis } from "../../../src/redis/connection.ts";
import { callKeys } from "../../../src/redis/keys.ts";
import { systemClock } from "../../../src/runtime/clock.ts";
import type { Srf, SrfRequestOptions } from "../../../src/srf/srf.ts";
import { freshPrefix, testRedis, type TestRedis } from "../../support/redis.ts";

let server: TestRedis;
beforeAll(async () => {
  server = await testRedis();
});
afterAll(() => server[Symbol.asyncDispose]());

function talk(callId: string): JournalledDialog {
  const names = { callId, from: "<sip:pbx@x>;tag=a", to: "<sip:alice@x>;tag=b", sequence: 3, engine: "one" };
  return { ...names, kind: "confirmed", remoteTarget: `sip:${callId}@127.0.0.1`, routeSet: [] };
}

/** A signalling engine that takes each request, and whose peers answer 200. */
class Engine extends EventEmitter {
  readonly asked: { readonly uri: string; readonly options: SrfRequestOptions }[] = [];

  request(uri: string, options: SrfRequestOptions, sent: (failure: null, request: EventEmitter) => void): void {
    this.asked.push({ uri, options });
    const request = new EventEmitter();
    sent(null, request);
    request.emit("response", { status: 200, source_address: "127.0.0.1" });
  }
}

it("the talks of a lost process are hung up by another, also beside a note that can't be read, and no note stays", async () => {
  const redis = createRedis({ ...server.address });
  await redis.connect();
  onTestFinished(() => redis.disconnect());
  const keys = callKeys(freshPrefix());
  await redis.hset(keys.dialogs("lost"), {
    "uac broken": "{",
    "uac null": "null",
    "uac later": '{"kind":"of-a-later-version"}',
    "uac one": JSON.stringify(talk("one")),
    "uas two": JSON.stringify(talk("two")),
  });
  const engine = new Engine();
  const options = { redis, keys, process: "this", clock: systemClock, logger: pino({ level: "silent" }) };
  await using journal = new DialogJournal(options);
  journal.of("one", engine as unknown as Srf);
  engine.emit("connect", null);
  await journal.takeOver("lost");

  await expect
    .poll(() => engine.asked.map(({ uri }) => uri).sort())
    .toEqual(["sip:one@127.0.0.1", "sip:two@127.0.0.1"]);
  for (const { options: bye } of engine.asked)
    expect(bye).toMatchObject({ method: "BYE", headers: { Reason: 'SIP;cause=503;text="Application process lost"' } });
  expect(await redis.exists(keys.dialogs("lost"))).toBe(0);
  await expect.poll(() => redis.hkeys(keys.dialogs("this"))).toEqual([]);
});

it("the talks of a lost process are hung up although the answer of the take-over was lost", async () => {
  const redis = createRedis({ ...server.address });
  await redis.connect();
  onTestFinished(() => redis.disconnect());
  const keys = callKeys(freshPrefix());
  await redis.hset(keys.dialogs("lost"), { "uac one": JSON.stringify(talk("one")) });
  // Redis does what it is told, and the connection goes before it answers.
  const lossy = new Proxy(redis, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== "function") return value;
      const call = value.bind(target) as (...given: unknown[]) => unknown;
      if (name !== "evalsha" && name !== "eval") return call;
      return async (...given: unknown[]) => {
        await call(...given);
        throw new Error("Connection is closed.");
      };
    },
  });
  const engine = new Engine();
  const options = { redis: lossy, keys, process: "this", clock: systemClock, logger: pino({ level: "silent" }) };
  await using journal = new DialogJournal(options);
  journal.of("one", engine as unknown as Srf);
  engine.emit("connect", null);
  await expect(journal.takeOver("lost")).rejects.toThrow("Connection is closed.");

  await expect.poll(() => engine.asked.map(({ uri }) => uri), { timeout: 10_000 }).toEqual(["sip:one@127.0.0.1"]);
  await expect.poll(() => redis.hkeys(keys.dialogs("this"))).toEqual([]);
});
