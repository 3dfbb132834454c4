import { performance } from "node:perf_hooks";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Scope } from "../../../src/runtime/scope.ts";
import { createRedis } from "../../../src/redis/connection.ts";
import type { UserRecord } from "../../../src/settings/kinds/user.ts";
import type { Settings } from "../../../src/settings/settings.ts";
import type { SettingsEvent } from "../../../src/settings/store/replica.ts";
import { freshPrefix, testRedis, testSettings } from "../../support/redis.ts";
import type { TestRedis } from "../../support/redis.ts";
import { ADMIN, ext, office, person, picture } from "./builders.ts";

const VISIBLE_WITHIN_MS = 50;

let redis: TestRedis;
beforeAll(async () => {
  redis = await testRedis();
});
afterAll(() => redis[Symbol.asyncDispose]());

/** The next event that fits. Asked for before what causes it. */
function next(settings: Settings, fits: (event: SettingsEvent) => boolean = () => true): Promise<SettingsEvent> {
  return new Promise((resolve) => {
    const stop = settings.onChange((event) => {
      if (!fits(event)) return;
      stop();
      resolve(event);
    });
  });
}

/** Two processes on the same settings. */
async function twoProcesses(scope: Scope) {
  const prefix = freshPrefix();
  const writer = scope.own(await testSettings(redis, { prefix }));
  const reader = scope.own(await testSettings(redis, { prefix }));
  return { prefix, writer, reader };
}

describe("a change made by another process", () => {
  it("is obeyed here within 50 ms, and by the one who made it at once", async () => {
    await using scope = new Scope();
    const { writer, reader } = await twoProcesses(scope);
    const { edit, user } = await knownOffice(writer, reader);
    const delays: number[] = [];
    for (let i = 0; i < 20; i++) {
      const seen = next(reader);
      const startMs = performance.now();
      await edit((draft) => draft.change("user", user(0).id, { name: `Name ${i}` }));
      expect(writer.snapshot.user(user(0).id)?.name).toBe(`Name ${i}`);
      await seen;
      delays.push(performance.now() - startMs);
      expect(reader.snapshot.user(user(0).id)?.name).toBe(`Name ${i}`);
    }
    const median = delays.sort((a, b) => a - b)[10]!;
    expect(median).toBeLessThanOrEqual(VISIBLE_WITHIN_MS);
  });

  it("is there at once for who asks for all that was changed before", async () => {
    await using scope = new Scope();
    const { writer, reader } = await twoProcesses(scope);
    const { edit, user } = await knownOffice(writer, reader);
    for (let i = 0; i < 20; i++) {
      await edit((draft) => draft.change("user", user(0).id, { name: `Name ${i}` }));
      await reader.catchUp();
      expect(reader.snapshot.user(user(0).id)?.name).toBe(`Name ${i}`);
    }
  });

  it("tells what was and what is", async () => {
    await using scope = new Scope();
    const { writer, reader } = await twoProcesses(scope);
    const { edit, user, tenant } = await knownOffice(writer, reader);
    const seen = next(reader);
    const after = await edit((draft) => draft.change("user", user(0).id, { doNotDisturb: true }));
    const before = user(0);
    expect(await seen).toEqual({
      kind: "changed",
      tenantId: tenant,
      version: 3,
      changes: [{ kind: "user", id: before.id, before, after }],
    });
  });

  it("is noticed although its message was lost, when the next one shows the gap", async () => {
    await using scope = new Scope();
    const { writer, reader, prefix } = await twoProcesses(scope);
    const { edit, user, tenant } = await knownOffice(writer, reader);
    await changeUnheard(prefix, { ...user(0), name: "Unheard", version: 3 });
    const reloaded = next(reader, ({ kind }) => kind === "reloaded");
    await edit((draft) => draft.add("user", person("1002", { email: "late@example.com" })));
    expect(writer.snapshot.user(user(0).id)?.name).toBe("Unheard");
    await reloaded;
    expect(picture(reader, tenant)).toEqual(picture(writer, tenant));
    expect(reader.snapshot.users(tenant).map(({ name }) => name)).toEqual(["Unheard", "User 1002"]);
  });

  it("is noticed although its message was lost and none follows", async () => {
    await using scope = new Scope();
    const { writer, reader, prefix } = await twoProcesses(scope);
    const { user } = await knownOffice(writer, reader);
    const reloaded = next(reader);
    await changeUnheard(prefix, { ...user(0), name: "Unheard", version: 3 });
    expect(await reloaded).toEqual({ kind: "reloaded" });
    expect(reader.snapshot.user(user(0).id)?.name).toBe("Unheard");
  });

  it("is known before a change here is refused on older settings", async () => {
    await using scope = new Scope();
    const { writer, reader, prefix } = await twoProcesses(scope);
    const { edit, user, tenant } = await knownOffice(writer, reader);
    await changeUnheard(prefix, { ...user(0), extension: ext("1500"), version: 3 });
    await edit((draft) => draft.change("user", user(0).id, { name: "By version" }, 3));
    await changeUnheard(prefix, { ...user(0), extension: ext("1600"), version: 5 });
    const added = reader.change(tenant, ADMIN, (draft) =>
      draft.add("user", person("1500", { email: "x@example.com" })),
    );
    expect((await added).version).toBe(6);
  });
});

/** A tenant that both processes know, with one user. */
async function knownOffice(writer: Settings, reader: Settings) {
  const known = next(reader, (event) => event.kind === "changed" && event.version === 2);
  const made = await office(writer, "1001");
  await known;
  return made;
}

/** A change whose feed entry is lost. */
async function changeUnheard(prefix: string, user: UserRecord): Promise<void> {
  const raw = createRedis({ ...redis.address });
  await raw.connect();
  await raw
    .multi()
    .hincrby(`{${prefix}}:system`, "sequence", 1)
    .hset(`{${prefix}}:heads`, user.tenantId, `${user.version}:unheard`)
    .hset(`{${prefix}}:records:${user.tenantId}`, `user/${user.id}`, JSON.stringify(user))
    .exec();
  raw.disconnect();
}
