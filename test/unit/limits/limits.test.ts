import type { Redis } from "ioredis";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createEventBus } from "../../../src/events/bus.ts";
import type { SwitchEvent } from "../../../src/events/event.ts";
import { LEASE_MS, Leases } from "../../../src/redis/lease.ts";
import { DAY_MS, HOUR_MS } from "../../../src/limits/limit.ts";
import { Limits } from "../../../src/limits/limits.ts";
import { limitKeys, type LimitKeys } from "../../../src/redis/keys.ts";
import type { PublicTarget } from "../../../src/routing/plan.ts";
import { systemClock } from "../../../src/runtime/clock.ts";
import { Scope } from "../../../src/runtime/scope.ts";
import { createRedis } from "../../../src/redis/connection.ts";
import type { TenantRecord } from "../../../src/settings/kinds/tenant.ts";
import { parseE164 } from "../../../src/vocabulary/e164.ts";
import { parseTenantId } from "../../../src/vocabulary/identifiers.ts";
import { freshPrefix, testRedis, type TestRedis } from "../../support/redis.ts";
import { patiently } from "../../support/patiently.ts";

const ACME = parseTenantId("tenant-acme")!;
const PARIS: PublicTarget = { kind: "e164", number: parseE164("+33170000001")! };
const LONDON: PublicTarget = { kind: "e164", number: parseE164("+442079460000")! };
const PREMIUM: PublicTarget = { kind: "e164", number: parseE164("+33899123456")! };
const DIRECTORY: PublicTarget = { kind: "service", digits: "118712" };

function tenant(limits: Partial<TenantRecord["limits"]> = {}): TenantRecord {
  const generous = { simultaneousCalls: 100, callsPerHour: 100, callsPerDay: 100, premiumNumbers: false };
  return { id: ACME, country: "FR", limits: { countries: ["FR"], ...generous, ...limits } } as unknown as TenantRecord;
}

let server: TestRedis;
let scope: Scope;
let keys: LimitKeys;
let events: SwitchEvent[];
beforeAll(async () => {
  server = await testRedis();
});
afterAll(() => server[Symbol.asyncDispose]());
beforeEach(() => {
  scope = new Scope();
  keys = limitKeys(freshPrefix());
  events = [];
});
afterEach(() => scope[Symbol.asyncDispose]());

async function connection(): Promise<Redis> {
  const redis = createRedis({ ...server.address }, {}, () => undefined);
  await redis.connect();
  scope.defer(() => redis.disconnect());
  return redis;
}

/** What one application process has of the limits. */
async function aProcess() {
  const redis = await connection();
  const clock = systemClock;
  const bus = createEventBus({ onFault: () => undefined });
  bus.onAny((event) => void events.push(event));
  const leases = scope.own(new Leases({ redis, clock }));
  const limits = scope.own(new Limits({ redis, keys, leases, events: bus, clock }));
  return { redis, leases, limits };
}
type Process = Awaited<ReturnType<typeof aProcess>>;

const outcomeOf = async ({ limits }: Process, of: TenantRecord, target: PublicTarget = PARIS): Promise<string> => {
  const admission = await limits.admit(of, target);
  return admission.kind === "admitted" ? "admitted" : admission.limit;
};
/** As if the calls so far had been made so long ago. */
async function letPass(ms: number, { redis }: Process): Promise<void> {
  for (const member of await redis.zrange(keys.begun(ACME), 0, -1)) await redis.zincrby(keys.begun(ACME), -ms, member);
}

describe("calls outside", () => {
  it.each([
    ["a number of a country that is allowed", {}, PARIS, "admitted"],
    ["a number of another country", {}, LONDON, "countries"],
    ["a number that costs more", {}, PREMIUM, "premiumNumbers"],
    ["a directory service", {}, DIRECTORY, "premiumNumbers"],
    ["a number that costs more, where the company wants it", { premiumNumbers: true }, PREMIUM, "admitted"],
    ["another country's, where the company wants it", { countries: ["GB"] }, LONDON, "admitted"],
  ] as const)("to %s", async (_, limits, target, outcome) => {
    expect(await outcomeOf(await aProcess(), tenant(limits as never), target)).toBe(outcome);
  });

  it("are so many at once, over all processes, and one that ends makes room", async () => {
    const [one, two] = [await aProcess(), await aProcess()];
    const three = tenant({ simultaneousCalls: 3 });
    const first = await one.limits.admit(three, PARIS);
    const outcomes = await Promise.all([one, two, one, two, one, two].map((each) => outcomeOf(each, three)));
    expect(outcomes.filter((outcome) => outcome === "admitted")).toHaveLength(2);
    expect(outcomes.filter((outcome) => outcome === "simultaneousCalls")).toHaveLength(4);
    if (first.kind === "admitted") first.call[Symbol.dispose]();
    await patiently(async () => expect(await outcomeOf(two, three)).toBe("admitted"));
  });

  it("of a process that crashed count no more after a while", async () => {
    const [one, two] = [await aProcess(), await aProcess()];
    const single = tenant({ simultaneousCalls: 1 });
    expect(await outcomeOf(one, single)).toBe("admitted");
    expect(await outcomeOf(two, single)).toBe("simultaneousCalls");
    const [member = ""] = await two.redis.zrange(keys.live(ACME), 0, -1);
    await two.redis.zincrby(keys.live(ACME), -LEASE_MS, member); // as if it had not been renewed it for that long
    expect(await outcomeOf(two, single)).toBe("admitted");
  });

  it("are so many in any hour: a window that slides", async () => {
    const one = await aProcess();
    const two = tenant({ callsPerHour: 2 });
    expect([await outcomeOf(one, two), await outcomeOf(one, two), await outcomeOf(one, two)]).toEqual([
      ...["admitted", "admitted", "callsPerHour"],
    ]);
    await letPass(HOUR_MS / 2, one);
    expect(await outcomeOf(one, two)).toBe("callsPerHour");
    await letPass(HOUR_MS / 2, one);
    expect(await outcomeOf(one, two)).toBe("admitted");
  });

  it("are so many in any day", async () => {
    const one = await aProcess();
    const two = tenant({ callsPerDay: 2 });
    await outcomeOf(one, two);
    await outcomeOf(one, two);
    await letPass(DAY_MS - HOUR_MS, one);
    expect(await outcomeOf(one, two)).toBe("callsPerDay");
    await letPass(HOUR_MS, one);
    expect(await outcomeOf(one, two)).toBe("admitted");
  });

  it("that run into a limit are told of once, whichever phones make them, however many they are", async () => {
    const [one, two] = [await aProcess(), await aProcess()];
    const none = tenant({ callsPerHour: 0 });
    await Promise.all([one, two, one, two].map((each) => outcomeOf(each, none)));
    await outcomeOf(one, none, LONDON);
    expect(events).toEqual([
      expect.objectContaining({ kind: "limit.reached", tenant: ACME, limit: "callsPerHour", most: 0 }),
      expect.objectContaining({ kind: "limit.reached", tenant: ACME, limit: "countries" }),
    ]);
  });

  it("pass a limit that was lifted, in all processes, and no other one", async () => {
    const [one, two] = [await aProcess(), await aProcess()];
    const none = tenant({ callsPerHour: 0 });
    expect(await outcomeOf(one, none)).toBe("callsPerHour");
    const untilMs = await one.limits.lift(ACME, "callsPerHour");
    expect(untilMs - systemClock.nowMs()).toBeGreaterThan(HOUR_MS - 60_000);
    expect(await outcomeOf(two, none)).toBe("admitted");
    expect(await outcomeOf(two, none, LONDON)).toBe("countries");
    expect(one.limits.isLifted(ACME, "callsPerHour")).toBe(true);
    await patiently(() => expect(two.limits.isLifted(ACME, "callsPerHour")).toBe(true));
    expect(two.limits.isLifted(ACME, "callsPerDay")).toBe(false);
  });

  it("are shown to administrators with the limits that they ran into", async () => {
    const one = await aProcess();
    await outcomeOf(one, tenant());
    await outcomeOf(one, tenant(), LONDON);
    await one.limits.lift(ACME, "premiumNumbers");
    const usage = new Map((await one.limits.usage(ACME)).map((each) => [each.kind, each]));
    expect([...usage.values()].map(({ used }) => used)).toEqual([undefined, undefined, 1, 1, 1]);
    expect(usage.get("countries")?.reachedAtMs).toBeTypeOf("number");
    expect(usage.get("callsPerDay")?.reachedAtMs).toBeUndefined();
    expect(usage.get("premiumNumbers")?.liftedUntilMs).toBeTypeOf("number");
  });

  it("go on with Redis away: the limits of numbers hold, those of counts for each process", async () => {
    const one = await aProcess();
    const single = tenant({ simultaneousCalls: 1, callsPerHour: 0 });
    one.redis.disconnect();
    expect(await outcomeOf(one, single, LONDON)).toBe("countries");
    expect(await outcomeOf(one, single)).toBe("admitted");
    expect(await outcomeOf(one, single)).toBe("simultaneousCalls");
  });
});
