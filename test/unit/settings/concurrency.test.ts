import { afterAll, beforeAll, beforeEach, afterEach, describe, expect, it } from "vitest";
import type { Draft } from "../../../src/settings/draft/draft.ts";
import { SettingsError, SettingTaken, VersionConflict } from "../../../src/settings/errors.ts";
import { makeDeviceCredentials } from "../../../src/settings/secrets.ts";
import type { Settings } from "../../../src/settings/settings.ts";
import type { TenantId } from "../../../src/vocabulary/identifiers.ts";
import { freshPrefix, testRedis, testSettings } from "../../support/redis.ts";
import type { TestRedis } from "../../support/redis.ts";
import { ADMIN, e164, ext, OFFICE, office, person, picture, toUser } from "./builders.ts";

const PROCESSES = 4;
const CHANGES = 50;

let redis: TestRedis;
let stores: Settings[];
beforeAll(async () => {
  redis = await testRedis();
});
afterAll(() => redis[Symbol.asyncDispose]());
beforeEach(async () => {
  const prefix = freshPrefix();
  stores = await Promise.all(Array.from({ length: PROCESSES }, () => testSettings(redis, { prefix })));
});
afterEach(() => Promise.all(stores.map((store) => store[Symbol.asyncDispose]())));

/** Fifty changes at once, shared out over the processes; what came of each. */
async function race<Result>(tenant: TenantId, step: (draft: Draft, at: number) => Result) {
  const results = await Promise.allSettled(
    Array.from({ length: CHANGES }, (_, at) =>
      stores[at % PROCESSES]!.change(tenant, ADMIN, (draft) => step(draft, at)),
    ),
  );
  const won = results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
  const lost = results.flatMap((result) => (result.status === "rejected" ? [result.reason as unknown] : []));
  return { won, lost };
}

/** All processes, brought up to date, show the same as one that starts now. */
async function expectOneTruth(tenant: TenantId, prefixOf: Settings): Promise<void> {
  const version = Math.max(...stores.map(({ snapshot }) => snapshot.versionOf(tenant)));
  await Promise.all(stores.map((store) => until(store, () => store.snapshot.versionOf(tenant) === version)));
  const truth = picture(prefixOf, tenant);
  for (const store of stores) expect(picture(store, tenant)).toEqual(truth);
}

function until(store: Settings, holds: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const stop = store.onChange(check);
    check();
    function check(): void {
      if (!holds()) return;
      stop();
      resolve();
    }
  });
}

/** The tenant once every process knows it. */
async function everywhere(...extensions: string[]) {
  const made = await office(stores[0]!, ...extensions);
  const version = stores[0]!.snapshot.versionOf(made.tenant);
  await Promise.all(stores.map((store) => until(store, () => store.snapshot.versionOf(made.tenant) === version)));
  return made;
}

describe("fifty changes at once from four processes", () => {
  it("give one extension to one of them", async () => {
    const { tenant } = await everywhere();
    const { won, lost } = await race(tenant, (draft, at) =>
      draft.add("user", person("1001", { email: `u${at}@example.com` })),
    );
    expect(won).toHaveLength(1);
    expect(lost.every((failure) => failure instanceof SettingTaken && failure.what === "extension")).toBe(true);
    await expectOneTruth(tenant, stores[0]!);
  });

  it("give one public number to one of two companies", async () => {
    const number = e164("+33170000001");
    const [here, there] = [await everywhere(), await everywhere()];
    const results = await Promise.allSettled(
      Array.from({ length: CHANGES }, (_, at) => {
        const tenant = at % 2 === 0 ? here.tenant : there.tenant;
        return stores[(at >> 1) % PROCESSES]!.change(tenant, ADMIN, (draft) => draft.add("number", { number }));
      }),
    );
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    const lost = results.flatMap((result) => (result.status === "rejected" ? [result.reason as unknown] : []));
    expect(lost.every((failure) => failure instanceof SettingTaken && failure.what === "phone-number")).toBe(true);
    const owners = new Set(stores.map(({ snapshot }) => snapshot.number(number)?.tenantId));
    await Promise.all(stores.map((store) => until(store, () => store.snapshot.number(number) !== undefined)));
    expect(owners.size).toBeLessThanOrEqual(2); // some may not have known yet
    expect(new Set(stores.map(({ snapshot }) => snapshot.number(number)?.tenantId)).size).toBe(1);
  });

  it("to one field of one user, each knowing the same version, let one through", async () => {
    const { tenant, user } = await everywhere("1001");
    const { id, version } = user(0);
    const { won, lost } = await race(tenant, (draft, at) => draft.change("user", id, { name: `Name ${at}` }, version));
    expect(won).toHaveLength(1);
    expect(lost.every((failure) => failure instanceof VersionConflict)).toBe(true);
    await expectOneTruth(tenant, stores[1]!);
    expect(stores[2]!.snapshot.user(id)).toEqual(won[0]);
  });

  it("to fifty fields lose none", async () => {
    const { tenant, users } = await everywhere(...Array.from({ length: 10 }, (_, i) => `10${i}0`));
    const step = (draft: Draft, at: number) => {
      const { id } = users[at % 10]!;
      if (at < 10) return draft.change("user", id, { name: `Name ${at}` });
      if (at < 20) return draft.change("user", id, { voicemail: { answerTimeSeconds: at } });
      if (at < 30) return draft.change("user", id, { doNotDisturb: true });
      if (at < 40) return draft.add("number", { number: e164(`+331700000${at}`), destination: toUser(id) });
      return draft.add("device", {
        label: `Phone ${at}`,
        kind: "ip-phone",
        userId: id,
        credentials: makeDeviceCredentials("offhook"),
      });
    };
    const { lost } = await race(tenant, step);
    expect(lost).toEqual([]);
    await expectOneTruth(tenant, stores[3]!);
    const { snapshot } = stores[0]!;
    expect(snapshot.versionOf(tenant)).toBe(2 + CHANGES);
    for (const [at, { id }] of users.entries()) {
      expect(snapshot.user(id)).toMatchObject({
        name: `Name ${at}`,
        voicemail: { answerTimeSeconds: at + 10 },
        doNotDisturb: true,
      });
      expect(snapshot.numbersTo(toUser(id))).toHaveLength(1);
      expect(snapshot.devicesOf(id)).toHaveLength(1);
    }
    expect((await stores[0]!.audit(tenant, { limit: 100 })).items).toHaveLength(2 + CHANGES);
  });

  it("of all sorts succeed or are refused for a stated reason, with every rule intact", async () => {
    const { tenant, users } = await everywhere("1001", "1002", "1003");
    const step = (draft: Draft, at: number): unknown => {
      const { id } = users[at % 3]!;
      const number = e164(`+3317000010${at % 4}`);
      const colleague = ext(`100${1 + ((at + 1) % 3)}`);
      if (at % 5 === 0) return draft.add("user", person(`20${at % 7}0`, { email: `n${at}@example.com` }));
      if (at % 5 === 1) return draft.add("number", { number, destination: toUser(id) });
      if (at % 5 === 2) return draft.change("user", id, { forwarding: { enabled: true, number: colleague } });
      if (at % 5 === 3) return draft.change("tenant", draft.tenantId, { mainNumber: number });
      return draft.remove("number", number);
    };
    const { won, lost } = await race(tenant, step);
    expect(won.length).toBeGreaterThan(10);
    expect(lost.every((failure) => failure instanceof SettingsError && failure.status !== 503)).toBe(true);
    await expectOneTruth(tenant, stores[0]!);
    const { snapshot } = stores[0]!;
    const extensions = snapshot.users(tenant).map(({ extension }) => extension);
    expect(new Set(extensions).size).toBe(extensions.length);
    const main = snapshot.tenant(tenant)!.mainNumber;
    if (main !== null) expect(snapshot.number(main)?.tenantId).toBe(tenant);
    const forwarding = users.filter(({ id }) => snapshot.user(id)!.forwarding.enabled);
    expect(forwarding.length).toBeLessThan(3); // the third would close the circle
  });

  it("make one first company when all start on an empty store", async () => {
    const first = {
      tenant: OFFICE,
      admin: person("1000", { role: "admin" }),
      passwordHash: `$argon2id$${"x".repeat(40)}`,
    };
    const made = await Promise.all(stores.map((store) => store.ensureFirstTenant(first)));
    expect(made.filter(({ created }) => created)).toHaveLength(1);
    expect(new Set(made.map(({ tenantId }) => tenantId)).size).toBe(1);
    expect(stores[3]!.snapshot.users(made[0]!.tenantId)).toMatchObject([{ extension: "1000", role: "admin" }]);
  });
});
