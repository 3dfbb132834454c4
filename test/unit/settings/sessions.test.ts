import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hashPassword, hashToken, preparePin, verifySecret } from "../../../src/settings/secrets.ts";
import { LONGEST_SESSION_SECONDS } from "../../../src/settings/web-sessions.ts";
import type { Settings } from "../../../src/settings/settings.ts";
import type { TokenId } from "../../../src/settings/schemas/words.ts";
import type { TenantId, UserId } from "../../../src/vocabulary/identifiers.ts";
import { freshPrefix, testRedis, testSettings } from "../../support/redis.ts";
import type { TestRedis } from "../../support/redis.ts";
import { VirtualClock } from "../../support/virtual-clock.ts";

let redis: TestRedis;
let settings: Settings;
const clock = new VirtualClock();
const prefix = freshPrefix();
beforeAll(async () => {
  redis = await testRedis();
  settings = await testSettings(redis, { clock, prefix });
});
afterAll(async () => {
  await settings[Symbol.asyncDispose]();
  await redis[Symbol.asyncDispose]();
});

const HOUR_SECONDS = 3_600;
const alice = { userId: "alice-id" as UserId, tenantId: "tenant-id" as TenantId };

describe("a log-in of the portal", () => {
  it("is found by its key until it is ended", async () => {
    const key = await settings.sessions.create(alice, HOUR_SECONDS);
    expect(await settings.sessions.read(key)).toEqual({ ...alice, createdAtMs: clock.nowMs() });
    expect(await settings.sessions.read("another-key")).toBeUndefined();
    await settings.sessions.remove(key);
    expect(await settings.sessions.read(key)).toBeUndefined();
  });

  it("expires, later when it is used", async () => {
    const key = await settings.sessions.create(alice, HOUR_SECONDS);
    const at = `{${prefix}}:session:${hashToken(key)}`;
    expect(await settings.redis.ttl(at)).toBeGreaterThan(HOUR_SECONDS - 5);
    await settings.sessions.read(key, 2 * HOUR_SECONDS);
    expect(await settings.redis.ttl(at)).toBeGreaterThan(2 * HOUR_SECONDS - 5);
    await settings.redis.pexpire(at, 0);
    expect(await settings.sessions.read(key)).toBeUndefined();
  });

  it("ends 30 days after the log-in, however often it is used", async () => {
    const key = await settings.sessions.create(alice, HOUR_SECONDS);
    const at = `{${prefix}}:session:${hashToken(key)}`;
    clock.advance((LONGEST_SESSION_SECONDS - 60) * 1_000);
    expect(await settings.sessions.read(key, HOUR_SECONDS)).toBeDefined();
    expect(await settings.redis.ttl(at)).toBeLessThanOrEqual(60);
    clock.advance(60_000);
    expect(await settings.sessions.read(key, HOUR_SECONDS)).toBeUndefined();
    expect(await settings.redis.exists(at)).toBe(0);
  });

  it("ends everywhere when the user's password changes, and no other user's does", async () => {
    const bob = { ...alice, userId: "bob-id" as UserId };
    const keys = [await settings.sessions.create(alice, 60), await settings.sessions.create(alice, HOUR_SECONDS)];
    const other = await settings.sessions.create(bob, 60);
    await settings.sessions.removeAllOf(alice.userId);
    for (const key of keys) expect(await settings.sessions.read(key)).toBeUndefined();
    expect(await settings.sessions.read(other)).toMatchObject(bob);
    await settings.sessions.removeAllOf(alice.userId);
  });

  it("makes room for the fifty-first", async () => {
    const carol = { ...alice, userId: "carol-id" as UserId };
    const keys: string[] = [];
    for (let i = 0; i < 51; i++) {
      clock.advance(1);
      keys.push(await settings.sessions.create(carol, 60));
    }
    expect(await settings.sessions.read(keys[0]!)).toBeUndefined();
    expect(await settings.sessions.read(keys[1]!)).toBeDefined();
  });

  it("isn't stored with its key", async () => {
    const key = await settings.sessions.create(alice, HOUR_SECONDS);
    const stored = await settings.redis.keys("*");
    expect(stored.some((name) => name.includes(key))).toBe(false);
  });
});

describe("an API token", () => {
  it("is noted as used, once a minute at most", async () => {
    const token = "token-one" as TokenId;
    const lastUse = async () => (await settings.tokenUse.lastUsedAtMs([token, "never" as TokenId])).get(token);
    const startMs = clock.nowMs();
    settings.tokenUse.note(token);
    expect(await lastUse()).toBe(startMs);
    clock.advance(59_000);
    settings.tokenUse.note(token);
    expect(await lastUse()).toBe(startMs);
    clock.advance(1_000);
    settings.tokenUse.note(token);
    expect(await lastUse()).toBe(startMs + 60_000);
    expect((await settings.tokenUse.lastUsedAtMs(["never" as TokenId])).size).toBe(0);
  });
});

describe("passwords and PINs", () => {
  it("are kept as Argon2id and known again, and no other is", async () => {
    const hash = await hashPassword("correct horse");
    expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(await verifySecret(hash, "correct horse")).toBe(true);
    expect(await verifySecret(hash, "wrong horse")).toBe(false);
    expect(await verifySecret("not a hash", "correct horse")).toBe(false);
    const pin = await preparePin("4711");
    expect(await verifySecret(pin.hash, "4711")).toBe(true);
  });
});
