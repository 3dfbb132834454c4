import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Settings } from "../../../src/settings/settings.ts";
import type { TenantId } from "../../../src/vocabulary/identifiers.ts";
import { freshPrefix, testRedis, testSettings, type TestRedis } from "../../support/redis.ts";
import { VirtualClock } from "../../support/virtual-clock.ts";
import { ADMIN, OFFICE, person } from "./builders.ts";

let redis: TestRedis;
const clock = new VirtualClock();
beforeAll(async () => {
  redis = await testRedis();
});
afterAll(() => redis[Symbol.asyncDispose]());

const FIRST = {
  tenant: { ...OFFICE, name: "Zoo" },
  admin: person("1000"),
  passwordHash: `$argon2id$${"x".repeat(40)}`,
};

/** Opens the settings of this prefix anew, as the next start does, and gives the company that API_TOKEN opens then. */
async function nextStart(prefix: string): Promise<TenantId | undefined> {
  await using settings = await testSettings(redis, { clock, prefix });
  await settings.ensureFirstTenant(FIRST);
  await using worker = await testSettings(redis, { clock, prefix });
  expect(worker.firstTenant).toBe(settings.firstTenant);
  return settings.firstTenant;
}

/** A data folder of before the first company's id was stored. */
async function forget(settings: Settings, prefix: string): Promise<void> {
  await settings.redis.hdel(`{${prefix}}:system`, "first-tenant");
}

async function add(settings: Settings, name: string): Promise<TenantId> {
  clock.advance(1_000);
  return settings.addTenant({ ...OFFICE, name }, ADMIN);
}

describe("the company that API_TOKEN belongs to", () => {
  it("is the one that the first start made, at every later start too", async () => {
    const prefix = freshPrefix();
    await using settings = await testSettings(redis, { clock, prefix });
    expect(settings.firstTenant).toBeUndefined();
    const { tenantId } = await settings.ensureFirstTenant(FIRST);
    await add(settings, "Aaa");
    expect(settings.firstTenant).toBe(tenantId);
    expect(await nextStart(prefix)).toBe(tenantId);
  });

  it("is, in an older data folder, the one that there is", async () => {
    const prefix = freshPrefix();
    await using settings = await testSettings(redis, { clock, prefix });
    const only = await add(settings, "Only");
    expect(await nextStart(prefix)).toBe(only);
    await add(settings, "Aaa");
    expect(await nextStart(prefix)).toBe(only);
  });

  it("is, of several in an older data folder, the one whose journal begins with the first start", async () => {
    const prefix = freshPrefix();
    await using settings = await testSettings(redis, { clock, prefix });
    const { tenantId } = await settings.ensureFirstTenant(FIRST);
    await add(settings, "Aaa");
    await forget(settings, prefix);
    expect(await nextStart(prefix)).toBe(tenantId);
  });

  it("is the oldest where no journal names a first start", async () => {
    const prefix = freshPrefix();
    await using settings = await testSettings(redis, { clock, prefix });
    const oldest = await add(settings, "Zebra");
    await add(settings, "Aaa");
    expect(await nextStart(prefix)).toBe(oldest);
  });

  it("stays the first by name, from then on by its id, where a journal has lost its beginning", async () => {
    const prefix = freshPrefix();
    await using settings = await testSettings(redis, { clock, prefix });
    const zebra = await add(settings, "Zebra");
    const byName = await add(settings, "Bee");
    await settings.redis.xdel(`{${prefix}}:audit:${zebra}`, "1-0");
    expect(await nextStart(prefix)).toBe(byName);
    await settings.change(zebra, ADMIN, (draft) => draft.change("tenant", zebra, { name: "Aaa" }));
    expect(await nextStart(prefix)).toBe(byName);
  });
});
