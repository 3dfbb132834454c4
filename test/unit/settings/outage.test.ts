import { performance } from "node:perf_hooks";
import type { ChainableCommander } from "ioredis";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { systemClock } from "../../../src/runtime/clock.ts";
import { StoreUnavailable, StoreUnreadable } from "../../../src/settings/errors.ts";
import { COMMAND_TIMEOUT_MS, createRedis } from "../../../src/redis/connection.ts";
import type { Settings } from "../../../src/settings/settings.ts";
import { freshPrefix, testRedis, testSettings } from "../../support/redis.ts";
import type { TestRedis } from "../../support/redis.ts";
import { office, person, picture } from "./builders.ts";

let redis: TestRedis;
let prefix: string;
let settings: Settings;
beforeEach(async () => {
  redis = await testRedis();
  prefix = freshPrefix();
  settings = await testSettings(redis, { prefix });
});
afterEach(async () => {
  await settings[Symbol.asyncDispose]();
  await redis[Symbol.asyncDispose]();
});

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await systemClock.sleep(5);
}

describe("with Redis away", () => {
  it("calls are still routed on the last settings, and changes are refused at once", async () => {
    const { edit, user, tenant } = await office(settings, "1001");
    const before = picture(settings, tenant);
    await redis.crash();
    const startMs = performance.now();
    await expect(edit((draft) => draft.change("user", user(0).id, { name: "Late" }))).rejects.toBeInstanceOf(
      StoreUnavailable,
    );
    await expect(settings.sessions.read("some-key")).rejects.toBeInstanceOf(StoreUnavailable);
    await expect(settings.audit(tenant)).rejects.toBeInstanceOf(StoreUnavailable);
    expect(performance.now() - startMs).toBeLessThan(1_000);
    await until(() => !settings.inStep);
    expect(picture(settings, tenant)).toEqual(before);
  });

  it("the settings take up again by themselves when it is back, and know what others changed meanwhile", async () => {
    const { edit, user } = await office(settings, "1001");
    await redis.crash();
    await until(() => !settings.inStep);
    await redis.restart();
    await using other = await testSettings(redis, { prefix });
    const { tenantId } = other.snapshot.user(user(0).id)!;
    const actor = { kind: "system", id: null, name: "test" } as const;
    await other.change(tenantId, actor, (draft) => draft.change("user", user(0).id, { name: "Meanwhile" }));
    await until(() => settings.inStep && settings.snapshot.user(user(0).id)?.name === "Meanwhile");
    await until(() => settings.redis.status === "ready"); // changes go by another connection than the feed
    await edit((draft) => draft.change("user", user(0).id, { doNotDisturb: true }));
    expect(settings.snapshot.user(user(0).id)).toMatchObject({ name: "Meanwhile", doNotDisturb: true });
  });

  it("nothing that was saved is lost when it is killed between changes", async () => {
    const { edit, tenant } = await office(settings);
    for (const extension of ["1001", "1002", "1003"]) {
      await edit((draft) => draft.add("user", person(extension)));
      await redis.crash();
      await until(() => !settings.inStep);
      await redis.restart();
      await until(() => settings.inStep && settings.redis.status === "ready");
    }
    await using fresh = await testSettings(redis, { prefix });
    expect(fresh.snapshot.users(tenant).map(({ extension }) => extension)).toEqual(["1001", "1002", "1003"]);
    expect(picture(settings, tenant)).toEqual(picture(fresh, tenant));
    expect((await fresh.audit(tenant)).items).toHaveLength(4);
  });
});

describe("a Redis that hangs", () => {
  it("has changes refused within the command's time, and is used again when it goes on", async () => {
    const { edit, user } = await office(settings, "1001");
    process.kill(redis.pid(), "SIGSTOP");
    const startMs = performance.now();
    await expect(edit((draft) => draft.change("user", user(0).id, { name: "Late" }))).rejects.toBeInstanceOf(
      StoreUnavailable,
    );
    expect(performance.now() - startMs).toBeLessThan(COMMAND_TIMEOUT_MS + 1_000);
    expect(settings.snapshot.user(user(0).id)?.name).toBe("User 1001");
    process.kill(redis.pid(), "SIGCONT");
    await until(() => settings.inStep && settings.redis.status === "ready");
    await edit((draft) => draft.change("user", user(0).id, { name: "In time" }));
    expect(settings.snapshot.user(user(0).id)?.name).toBe("In time");
  });
});

describe("a Redis that was restored from yesterday", () => {
  it("is believed: what it doesn't know any more is gone here too", async () => {
    const { edit, user, tenant } = await office(settings, "1001");
    const yesterday = await redisDump();
    await edit((draft) => draft.change("user", user(0).id, { name: "Forgotten" }));
    await yesterday.restore();
    await until(() => settings.snapshot.user(user(0).id)?.name === "User 1001");
    await edit((draft) => draft.add("user", person("1002")));
    await using fresh = await testSettings(redis, { prefix });
    expect(picture(settings, tenant)).toEqual(picture(fresh, tenant));
  });

  it("is believed also where others have gone on from there to the same number of changes", async () => {
    const { edit, user, tenant } = await office(settings, "1001");
    const yesterday = await redisDump();
    await edit((draft) => draft.change("user", user(0).id, { name: "Forgotten" }));
    const record = JSON.stringify({ ...user(0), name: "History", version: 3 });
    await yesterday.restore((restored) =>
      restored
        .hincrby(`{${prefix}}:system`, "sequence", 1)
        .hset(`{${prefix}}:heads`, tenant, "3:another")
        .hset(`{${prefix}}:records:${tenant}`, `user/${user(0).id}`, record),
    );
    await until(() => settings.snapshot.user(user(0).id)?.name === "History");
  });

  async function redisDump() {
    const raw = createRedis({ ...redis.address });
    await raw.connect();
    const keys = await raw.keys("*");
    const values = await Promise.all(keys.map((key) => raw.dumpBuffer(key)));
    return {
      async restore(goOn: (restored: ChainableCommander) => unknown = () => undefined) {
        const restored = raw.multi().flushall();
        keys.forEach((key, i) => restored.restore(key, 0, values[i]!));
        goOn(restored);
        await restored.exec();
        await raw.call("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
        raw.disconnect();
      },
    };
  }
});

describe("opening the settings", () => {
  it("fails clearly where no Redis is, and leaves nothing running", async () => {
    await redis.crash();
    await expect(testSettings(redis)).rejects.toBeInstanceOf(StoreUnavailable);
    await redis.restart();
  });

  it("refuses a store of another format, and one with a damaged record, without telling its secrets", async () => {
    const { tenant, user } = await office(settings, "1001");
    const damaged = JSON.stringify({ ...user(0), passwordHash: "hush", role: "king" });
    await settings.redis.hset(`{${prefix}}:records:${tenant}`, `user/${user(0).id}`, damaged);
    const opening = testSettings(redis, { prefix });
    await expect(opening).rejects.toBeInstanceOf(StoreUnreadable);
    await expect(opening).rejects.not.toThrow("hush");
    await settings.redis.hset(`{${prefix}}:system`, "format", "99");
    await expect(testSettings(redis, { prefix })).rejects.toThrow("format 99");
  });
});
