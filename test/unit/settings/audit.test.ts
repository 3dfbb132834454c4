import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeDeviceCredentials } from "../../../src/settings/secrets.ts";
import type { Settings } from "../../../src/settings/settings.ts";
import { AUDIT_ENTRIES } from "../../../src/settings/store/commit.ts";
import { freshPrefix, testRedis, testSettings } from "../../support/redis.ts";
import type { TestRedis } from "../../support/redis.ts";
import { VirtualClock } from "../../support/virtual-clock.ts";
import { ADMIN, office } from "./builders.ts";

let redis: TestRedis;
let settings: Settings;
const clock = new VirtualClock(Date.UTC(2026, 0, 2, 3, 4, 5));
const prefix = freshPrefix();
beforeAll(async () => {
  redis = await testRedis();
  settings = await testSettings(redis, { clock, prefix });
});
afterAll(async () => {
  await settings[Symbol.asyncDispose]();
  await redis[Symbol.asyncDispose]();
});

describe("the journal", () => {
  it("says who changed what, when, from what and to what", async () => {
    const { edit, user, tenant } = await office(settings, "1001");
    const { id } = user(0);
    await edit((draft) => draft.change("user", id, { voicemail: { answerTimeSeconds: 10 }, doNotDisturb: true }));
    const { items } = await settings.audit(tenant, { limit: 1 });
    expect(items).toEqual([
      {
        id: 3,
        undoable: true,
        at: "2026-01-02T03:04:05.000Z",
        actor: ADMIN,
        changes: [
          {
            ...{ what: "changed", kind: "user", id },
            fields: [
              { field: "/doNotDisturb", from: false, to: true },
              { field: "/voicemail/answerTimeSeconds", from: 25, to: 10 },
            ],
          },
        ],
      },
    ]);
  });

  it("tells that a secret changed, never what it is", async () => {
    const { edit, user, tenant } = await office(settings, "1001");
    const { id } = user(0);
    const [first, second] = [makeDeviceCredentials("offhook"), makeDeviceCredentials("offhook")];
    const hash = (letter: string) => `$argon2id$${letter.repeat(40)}`;
    await edit((draft) => {
      draft.change("user", id, { passwordHash: hash("a"), pin: { digits: "4711", hash: hash("b") } });
      const device = draft.add("device", { label: "Desk", kind: "ip-phone", userId: id, credentials: first });
      draft.add("trunk", { name: "Line", host: "sip.example.com", username: "us", password: "trunk-secret" });
      draft.add("token", { name: "CRM", sha256: "c".repeat(64) });
      return device;
    });
    const [device] = settings.snapshot.devicesOf(id);
    await edit((draft) => draft.change("device", device!.id, { credentials: second }));
    const { items } = await settings.audit(tenant);
    expect(items[0]?.changes[0]?.fields).toEqual([
      { field: "/sipUsername", from: first.sipUsername, to: second.sipUsername },
      { field: "/ha1Md5", from: "(secret)", to: "(secret)" },
      { field: "/ha1Sha256", from: "(secret)", to: "(secret)" },
    ]);
    expect(items[1]?.changes[0]?.fields).toContainEqual({ field: "/passwordHash", from: null, to: "(secret)" });
    const told = JSON.stringify(items);
    for (const secret of [
      first.ha1Md5,
      second.ha1Sha256,
      first.sipPassword,
      "$argon2id$",
      "trunk-secret",
      "4711",
      "cccc",
    ]) {
      expect(told).not.toContain(secret);
    }
  });

  it("is read page by page, newest first", async () => {
    const { edit, user, tenant } = await office(settings, "1001");
    for (const name of ["a", "b", "c"]) await edit((draft) => draft.change("user", user(0).id, { name }));
    const first = await settings.audit(tenant, { limit: 2 });
    expect(first.items.map(({ id }) => id)).toEqual([5, 4]);
    const second = await settings.audit(tenant, { limit: 2, before: first.next! });
    expect(second.items.map(({ id }) => id)).toEqual([3, 2]);
    const third = await settings.audit(tenant, { limit: 2, before: second.next! });
    expect(third).toMatchObject({ items: [{ id: 1, changes: [{ what: "created", kind: "tenant" }] }], next: null });
  });

  it("forgets the oldest entries beyond its size", async () => {
    const { edit, user, tenant } = await office(settings, "1001");
    const journal = `{${prefix}}:audit:${tenant}`;
    const filling = settings.redis.pipeline();
    for (let i = 0; i < AUDIT_ENTRIES; i++) filling.xadd(journal, `2-${i + 1}`, "entry", "{}");
    await filling.exec();
    await edit((draft) => draft.change("user", user(0).id, { name: "Newest" }));
    expect(await settings.redis.xlen(journal)).toBe(AUDIT_ENTRIES);
  });
});
