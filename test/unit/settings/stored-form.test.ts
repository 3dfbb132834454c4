import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { KINDS } from "../../../src/settings/kinds/kinds.ts";
import type { Settings } from "../../../src/settings/settings.ts";
import { parseTenantId } from "../../../src/vocabulary/identifiers.ts";
import { freshPrefix, testRedis, testSettings } from "../../support/redis.ts";
import type { TestRedis } from "../../support/redis.ts";
import { dumpOf, furnish, rearrange, restore, type Dump } from "./stored-form.ts";

/** What Offhook 0.1 wrote, before kinds of settings were data: never recorded anew. */
const RECORDED = JSON.parse(await readFile(new URL("./fixtures/stored-by-0.1.json", import.meta.url), "utf8")) as {
  readonly furnished: Dump;
  readonly rearranged: Dump;
};
const TENANT = parseTenantId("00000000000000000001")!;

let redis: TestRedis;
beforeAll(async () => {
  redis = await testRedis();
});
afterAll(() => redis[Symbol.asyncDispose]());

it("settings of every kind are written to Redis as ever: keys, records, feed, journal", async () => {
  const prefix = freshPrefix();
  await using settings = await testSettings(redis, { prefix });
  const tenant = await furnish(settings);
  expect(await dumpOf(settings.redis, prefix)).toEqual(withMac(RECORDED.furnished));
  await rearrange(settings, tenant);
  expect(await dumpOf(settings.redis, prefix)).toEqual(RECORDED.rearranged);
});

it.each(["furnished", "rearranged"] as const)(
  "a data folder that was %s by Offhook 0.1 is read as it was",
  async (which) => {
    const prefix = freshPrefix();
    await using writer = await testSettings(redis);
    await restore(writer.redis, prefix, RECORDED[which]);
    await using settings = await testSettings(redis, { prefix });
    expect(recordsIn(settings)).toEqual(RECORDED[which][`records:${TENANT}`]);
    const { items } = await settings.audit(TENANT);
    expect(items.length).toBe(RECORDED[which][`audit:${TENANT}`]?.["length"]);
  },
);

it("and is changed on from there: the same changes come to the same records", async () => {
  const prefix = freshPrefix();
  await using writer = await testSettings(redis);
  await restore(writer.redis, prefix, RECORDED.furnished);
  await using settings = await testSettings(redis, { prefix });
  await rearrange(settings, TENANT);
  expect(await dumpOf(settings.redis, prefix)).toEqual(RECORDED.rearranged);
});

/** A MAC address is claimed since: Offhook 0.1 knows nothing of the claim, and minds nothing. */
function withMac(recorded: Dump): Dump {
  const claims = recorded["claims"] as Readonly<Record<string, string>>;
  return { ...recorded, claims: { ...claims, "mac/001122aabbcc": TENANT } };
}

/** Every record that the snapshot has, as Redis holds them. */
function recordsIn({ snapshot }: Settings): Record<string, string> {
  const all = KINDS.flatMap(({ name }) => {
    const records = name === "tenant" ? snapshot.tenants() : snapshot.settings(name, TENANT);
    return records.map((record) => {
      const id = "id" in record ? record.id : record.number;
      return [`${name}/${id}`, JSON.stringify(record)] as const;
    });
  });
  return Object.fromEntries(all);
}
