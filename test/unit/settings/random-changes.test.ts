import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Draft } from "../../../src/settings/draft/draft.ts";
import { SettingsError } from "../../../src/settings/errors.ts";
import type { Destination } from "../../../src/settings/schemas/destination.ts";
import { credentialsFor } from "../../../src/settings/secrets.ts";
import type { Settings } from "../../../src/settings/settings.ts";
import type { Snapshot } from "../../../src/settings/snapshot.ts";
import { parseSipUsername } from "../../../src/vocabulary/identifiers.ts";
import type { TenantId } from "../../../src/vocabulary/identifiers.ts";
import { freshPrefix, testRedis, testSettings } from "../../support/redis.ts";
import type { TestRedis } from "../../support/redis.ts";
import { ADMIN, e164, ext, OFFICE, person, picture } from "./builders.ts";

const RUNS = 40;
const STEPS = 25;

let redis: TestRedis;
beforeAll(async () => {
  redis = await testRedis();
});
afterAll(() => redis[Symbol.asyncDispose]());

/** Few names, so that they clash. */
const extension = fc.constantFrom("101", "102", "103", "104").map(ext);
const number = fc.constantFrom("+33170000001", "+33170000002", "+33170000003").map(e164);
const at = fc.nat(5);
const email = fc.constantFrom("a@example.com", "b@example.com", "C@example.com", "c@example.com");
const address = fc.constantFrom("198.51.100.7", "198.51.100.0/24", "2001:db8::/32", "203.0.113.1");

interface World {
  readonly draft: Draft;
  readonly tenant: TenantId;
}
type Step = (world: World) => unknown;

const userAt = ({ draft, tenant }: World, i: number) => draft.snapshot.users(tenant)[i];
const destinationAt = (world: World, i: number): Destination | null => {
  const user = userAt(world, i);
  return user === undefined ? null : { kind: i % 2 === 0 ? "user" : "mailbox", id: user.id };
};

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ extension, email, phoneNumbers: fc.uniqueArray(number, { maxLength: 2 }) }).map(
    (more): Step =>
      ({ draft }) =>
        draft.add("user", { ...person(more.extension), ...more }),
  ),
  fc.tuple(at, extension).map(([i, to]): Step => (world) => {
    const user = userAt(world, i);
    return user && world.draft.change("user", user.id, { extension: to });
  }),
  fc.tuple(at, fc.oneof(extension, number), fc.boolean()).map(([i, to, enabled]): Step => (world) => {
    const user = userAt(world, i);
    return user && world.draft.change("user", user.id, { forwarding: { enabled, number: to } });
  }),
  fc.tuple(at, fc.oneof(number, fc.constant("withheld" as const))).map(([i, shown]): Step => (world) => {
    const user = userAt(world, i);
    return user && world.draft.change("user", user.id, { outboundCallerId: shown });
  }),
  fc.tuple(at, fc.option(at, { nil: undefined })).map(([i, heir]): Step => (world) => {
    const user = userAt(world, i);
    const reassignTo = heir === undefined ? undefined : destinationAt(world, heir);
    return user && world.draft.remove("user", user.id, { reassignTo });
  }),
  fc
    .tuple(at, fc.string({ minLength: 8, maxLength: 8, unit: fc.constantFrom("a", "b", "7") }))
    .map(([i, name]): Step => (world) => {
      const user = userAt(world, i);
      return (
        user &&
        world.draft.add("device", {
          label: name,
          kind: "ip-phone",
          userId: user.id,
          credentials: credentialsFor(parseSipUsername(name)!, "secret", "offhook"),
        })
      );
    }),
  at.map((i): Step => ({ draft, tenant }) => {
    const device = draft.snapshot.devices(tenant)[i];
    return device && draft.remove("device", device.id);
  }),
  fc.tuple(number, at).map(
    ([did, i]): Step =>
      (world) =>
        world.draft.add("number", { number: did, destination: destinationAt(world, i) }),
  ),
  fc.tuple(number, at).map(
    ([did, i]): Step =>
      (world) =>
        world.draft.change("number", did, { destination: destinationAt(world, i) }),
  ),
  number.map(
    (did): Step =>
      ({ draft }) =>
        draft.remove("number", did),
  ),
  fc.option(number, { nil: null }).map(
    (mainNumber): Step =>
      ({ draft }) =>
        draft.change("tenant", draft.tenantId, { mainNumber }),
  ),
  fc.tuple(fc.uniqueArray(address), fc.boolean(), fc.nat(3)).map(
    ([trustedAddresses, enabled, priority]): Step =>
      ({ draft }) =>
        draft.add("trunk", { name: "Line", host: "sip.example.com", trustedAddresses, enabled, priority }),
  ),
  at.map((i): Step => ({ draft, tenant }) => {
    const trunk = draft.snapshot.trunks(tenant)[i];
    return trunk && draft.change("trunk", trunk.id, { enabled: !trunk.enabled });
  }),
);

it("random changes of two companies keep every rule, and the copy kept by the feed equals one read afresh", async () => {
  const changeSets = fc.array(fc.tuple(fc.boolean(), fc.array(step, { minLength: 1, maxLength: 3 })), {
    maxLength: STEPS,
  });
  await fc.assert(
    fc.asyncProperty(changeSets, async (changes) => {
      const prefix = freshPrefix();
      await using writer = await testSettings(redis, { prefix });
      await using follower = await testSettings(redis, { prefix });
      const tenants = [await writer.addTenant(OFFICE, ADMIN), await writer.addTenant(OFFICE, ADMIN)] as const;
      for (const [isSecond, steps] of changes) {
        const tenant = tenants[isSecond ? 1 : 0];
        const edit = (draft: Draft) => steps.forEach((one) => one({ draft, tenant }));
        await writer.change(tenant, ADMIN, edit).catch((refusal: unknown) => {
          if (!(refusal instanceof SettingsError) || refusal.status === 503) throw refusal;
        });
      }
      for (const tenant of tenants) expectRules(writer.snapshot, tenant);
      await caughtUp(follower, writer, tenants);
      await using fresh = await testSettings(redis, { prefix });
      for (const tenant of tenants) {
        expect(picture(writer, tenant)).toEqual(picture(fresh, tenant));
        expect(picture(follower, tenant)).toEqual(picture(fresh, tenant));
      }
    }),
    { numRuns: RUNS },
  );
});

function caughtUp(follower: Settings, writer: Settings, tenants: readonly TenantId[]): Promise<void> {
  return new Promise((resolve) => {
    const stop = follower.onChange(check);
    check();
    function check(): void {
      if (tenants.some((tenant) => follower.snapshot.versionOf(tenant) < writer.snapshot.versionOf(tenant))) return;
      stop();
      resolve();
    }
  });
}

/** The rules told again, from the outside and without the code that keeps them. */
function expectRules(snapshot: Snapshot, tenant: TenantId): void {
  const users = snapshot.users(tenant);
  const ids = new Set(users.map(({ id }) => id));
  const numbers = snapshot.numbers(tenant);
  const owned = new Set<string>(numbers.map(({ number: own }) => own));
  expect(new Set(users.map((user) => user.extension)).size).toBe(users.length);
  const emails = snapshot.tenants().flatMap(({ id }) => snapshot.users(id).map((user) => user.email.toLowerCase()));
  expect(new Set(emails).size).toBe(emails.length);
  for (const { destination } of numbers) if (destination !== null) expect(ids).toContain(destination.id);
  for (const { userId } of snapshot.devices(tenant)) expect(ids).toContain(userId);
  const { mainNumber } = snapshot.tenant(tenant)!;
  if (mainNumber !== null) expect(owned).toContain(mainNumber);
  for (const user of users) {
    const { outboundCallerId } = user;
    if (outboundCallerId !== null && outboundCallerId !== "withheld") expect(owned).toContain(outboundCallerId);
    const path = new Set<string>([user.id]);
    for (let next = forwardOf(user.id); next !== undefined; next = forwardOf(next)) {
      expect(path).not.toContain(next);
      path.add(next);
    }
  }

  function forwardOf(id: string): string | undefined {
    const { enabled, number: to } = users.find((user) => user.id === id)!.forwarding;
    if (!enabled || to === null) return undefined;
    const did = numbers.find((record) => record.number === to)?.destination;
    return users.find((user) => user.extension === to)?.id ?? (did?.kind === "user" ? did.id : undefined);
  }
}
