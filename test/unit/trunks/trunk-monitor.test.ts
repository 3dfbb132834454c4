import { pino } from "pino";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { systemClock, type Clock } from "../../../src/runtime/clock.ts";
import { Scope } from "../../../src/runtime/scope.ts";
import { createRedis } from "../../../src/redis/connection.ts";
import type { TrunkRecord } from "../../../src/settings/kinds/trunk.ts";
import type { Settings } from "../../../src/settings/settings.ts";
import { createEventBus } from "../../../src/events/bus.ts";
import { TrunkAccounts } from "../../../src/trunks/trunk-accounts.ts";
import { TrunkMonitor } from "../../../src/trunks/trunk-monitor.ts";
import { trunkKeys } from "../../../src/redis/keys.ts";
import { TrunkStates } from "../../../src/trunks/states.ts";
import type { TrunkAnswer, TrunkRequest, TrunkWire } from "../../../src/trunks/wire.ts";
import type { TenantId, TrunkId } from "../../../src/vocabulary/identifiers.ts";
import { parseExtension } from "../../../src/vocabulary/extension.ts";
import { freshPrefix, testRedis, testSettings, type TestRedis } from "../../support/redis.ts";
import { patiently } from "../../support/patiently.ts";

/** Long waits take a hundredth of their time. */
const fastClock: Clock = {
  nowMs: () => systemClock.nowMs(),
  arm: (afterMs, ring) => systemClock.arm(faster(afterMs), ring),
  sleep: (forMs, signal) => systemClock.sleep(faster(forMs), signal),
};
const faster = (ms: number): number => (ms > 1_000 ? ms / 100 : ms / 10);
const system = { kind: "system", id: null, name: "test" } as const;

/** A provider that answers as the test says, and remembers what it was asked. */
class Provider implements TrunkWire {
  readonly requests: (TrunkRequest & { readonly by: string })[] = [];
  register: (request: TrunkRequest) => Partial<TrunkAnswer> & { headers?: Record<string, string> } = () => ({});
  isThere = true;

  /** What one process sends. */
  of(by: string): TrunkWire {
    return { send: (request) => this.#answer(request, by) };
  }

  send(request: TrunkRequest): Promise<TrunkAnswer> {
    return this.#answer(request, "?");
  }

  registers(): readonly (TrunkRequest & { readonly by: string })[] {
    return this.requests.filter(({ method }) => method === "REGISTER");
  }

  #answer(request: TrunkRequest, by: string): Promise<TrunkAnswer> {
    this.requests.push({ ...request, by });
    const { status = 200, reason = "OK", headers = {} } = request.method === "REGISTER" ? this.register(request) : {};
    const from = this.isThere ? "198.51.100.7" : undefined;
    return Promise.resolve({ status: from ? status : 408, reason, from, get: (name) => headers[name] });
  }
}

let redis: TestRedis;
let settings: Settings;
let tenant: TenantId;
let scope: Scope;
let provider: Provider;
let keys: ReturnType<typeof trunkKeys>;
beforeAll(async () => {
  redis = await testRedis();
});
afterAll(() => redis[Symbol.asyncDispose]());
beforeEach(async () => {
  scope = new Scope();
  settings = scope.own(await testSettings(redis));
  ({ tenantId: tenant } = await settings.ensureFirstTenant({
    tenant: { name: "Test", country: "FR", timeZone: "Europe/Paris", language: "fr" },
    admin: { name: "Admin", email: "admin@example.com", extension: parseExtension("9000")!, role: "admin" },
    passwordHash: "x".repeat(40),
  }));
  provider = new Provider();
  keys = trunkKeys(freshPrefix());
});
afterEach(() => scope[Symbol.asyncDispose]());

/** An application process, as far as trunks are concerned. */
async function aProcess(name: string) {
  const own = scope.own(new Scope());
  const connection = createRedis({ ...redis.address }, {}, () => undefined);
  await connection.connect();
  own.defer(() => connection.disconnect());
  const parts = { redis: connection, keys, clock: fastClock };
  const states = own.own(new TrunkStates(parts));
  const logger = pino({ level: "silent" });
  const events = createEventBus({ onFault: () => undefined });
  const told: string[] = [];
  events.on("trunk.state-changed", ({ state, reason = "" }) => void told.push(`${state} ${reason}`.trim()));
  const accounts = new TrunkAccounts({ ...parts, states, logger, events });
  own.own(new TrunkMonitor({ ...parts, settings, states, accounts, events, wire: provider.of(name), logger }));
  return { states, connection, told, ends: () => own[Symbol.asyncDispose]() };
}

function addTrunk(over: Partial<TrunkRecord> = {}): Promise<TrunkRecord> {
  const account = { username: "acme", password: "secret", register: true, healthCheckSeconds: 0 };
  return settings.change(tenant, system, (draft) =>
    draft.add("trunk", { name: "provider", host: "198.51.100.7", ...account, ...over }),
  );
}
const changeTrunk = (id: TrunkId, patch: Partial<TrunkRecord>) =>
  settings.change(tenant, system, (draft) => draft.change("trunk", id, patch));

describe("the states of trunks", () => {
  it("that a process has just found stay, whatever it was reading of before", async () => {
    const { states } = await aProcess("one");
    const trunk = "0123456789abcdef0123" as TrunkId;
    const found = { registration: null, health: { kind: "down", sinceMs: 1 } } as const;
    const reading = states.refresh();
    void states.write(1, trunk, found);
    await reading;
    expect(states.of(trunk)).toMatchObject(found);
  });
});

describe("a trunk that registers", () => {
  it("is registered with its account and a Contact that can't be guessed, and every process knows", async () => {
    const { states } = await aProcess("one");
    const other = await aProcess("two");
    const trunk = await addTrunk();
    await patiently(() => expect(other.states.of(trunk.id).registration?.kind).toBe("registered"));
    const [request] = provider.registers();
    expect(request).toMatchObject({
      uri: "sip:198.51.100.7:5060;transport=udp",
      account: { trunk: trunk.id },
      headers: { From: "<sip:acme@198.51.100.7>", To: "<sip:acme@198.51.100.7>", Expires: "3600" },
    });
    const user = /^<sip:([0-9a-f]{16})@localhost>;expires=3600$/.exec(request?.headers["Contact"] ?? "")?.[1] ?? "";
    expect(new Set(provider.registers().map(({ by }) => by)).size).toBe(1);
    expect(other.states.withContact(user)).toBe(trunk.id);
    expect(other.states.registeredAt("198.51.100.7")).toEqual([trunk.id]);
    expect(states.registeredAt("198.51.100.8")).toEqual([]);
  });

  it("is refreshed before its end, with the same Call-ID and a higher CSeq", async () => {
    await aProcess("one");
    provider.register = () => ({ headers: { Expires: "20" } });
    await addTrunk();
    await patiently(() => expect(provider.registers().length).toBeGreaterThanOrEqual(3));
    const [first, second] = provider.registers();
    expect(second?.headers["Call-ID"]).toBe(first?.headers["Call-ID"]);
    expect(second?.headers["Contact"]).toBe(first?.headers["Contact"]);
    expect(parseInt(second?.headers["CSeq"] ?? "")).toBeGreaterThan(parseInt(first?.headers["CSeq"] ?? ""));
  });

  it("asks again for as long as the provider wants (423), at once", async () => {
    const { states } = await aProcess("one");
    provider.register = ({ headers }) =>
      Number(headers["Expires"]) < 7_200 ? { status: 423, headers: { "Min-Expires": "7200" } } : {};
    const { id } = await addTrunk();
    await patiently(() => expect(states.of(id).registration?.kind).toBe("registered"));
    expect(provider.registers().map(({ headers }) => headers["Expires"])).toEqual(["3600", "7200"]);
  });

  it("that is refused says why, tries again later, and says so when it works", async () => {
    const { states, told } = await aProcess("one");
    provider.register = () => ({ status: 403, reason: "Forbidden" });
    const { id } = await addTrunk();
    await patiently(() => expect(states.of(id).registration).toMatchObject({ reason: "403 Forbidden" }));
    provider.register = () => ({});
    await patiently(() => expect(told).toEqual(["down 403 Forbidden", "up"]));
    await patiently(() => expect(states.of(id).registration?.kind).toBe("registered"));
    expect(provider.registers().length).toBeGreaterThanOrEqual(2);
  });

  it("says goodbye to the old account when it is changed, then registers the new one", async () => {
    const { states } = await aProcess("one");
    const { id } = await addTrunk();
    await patiently(() => expect(states.of(id).registration?.kind).toBe("registered"));
    await changeTrunk(id, { username: "new" });
    await patiently(() => expect(provider.registers()).toHaveLength(3));
    expect(provider.registers().map(({ headers }) => [headers["From"], headers["Expires"]])).toEqual([
      ["<sip:acme@198.51.100.7>", "3600"],
      ["<sip:acme@198.51.100.7>", "0"],
      ["<sip:new@198.51.100.7>", "3600"],
    ]);
  });

  it.each([
    ["is disabled", (id: TrunkId) => changeTrunk(id, { enabled: false })],
    ["shall not register any more", (id: TrunkId) => changeTrunk(id, { register: false })],
    ["is removed", (id: TrunkId) => settings.change(tenant, system, (draft) => draft.remove("trunk", id))],
  ])("says goodbye when it %s", async (_, change) => {
    const { states } = await aProcess("one");
    const { id } = await addTrunk();
    await patiently(() => expect(states.of(id).registration?.kind).toBe("registered"));
    await change(id);
    await patiently(() => expect(provider.registers().at(-1)?.headers["Expires"]).toBe("0"));
    await patiently(() => expect(states.of(id).registration).toBeNull());
  });

  it("says goodbye at the end of its process, and another one registers it again", async () => {
    const one = await aProcess("one");
    const { id } = await addTrunk();
    await patiently(() => expect(one.states.of(id).registration?.kind).toBe("registered"));
    await aProcess("two");
    await one.ends();
    await patiently(() => expect(provider.registers()).toHaveLength(3));
    expect(provider.registers().map(({ headers, by }) => [by, headers["Expires"]])).toEqual([
      ["one", "3600"],
      ["one", "0"],
      ["two", "3600"],
    ]);
  });

  it("is taken over within seconds from a process that fell silent, whose findings count no more", async () => {
    const one = await aProcess("one");
    const { id } = await addTrunk();
    await patiently(() => expect(one.states.of(id).registration?.kind).toBe("registered"));
    one.connection.disconnect(); // it can't renew its tenure, nor say so
    const two = await aProcess("two");
    await patiently(() => expect(provider.registers().at(-1)?.by).toBe("two"));
    await patiently(() => expect(two.states.of(id).registration?.kind).toBe("registered"));
    expect(provider.registers().map(({ headers }) => headers["Expires"])).not.toContain("0");
    await two.states.write(1, id, { registration: null, health: null }); // the fence of the first
    await two.states.refresh();
    expect(two.states.of(id).registration?.kind).toBe("registered");
  });
});

describe("a trunk's health", () => {
  it("is up at the first answer, down after two silences, and up again at once", async () => {
    const { states } = await aProcess("one");
    const { id } = await addTrunk({ register: false, healthCheckSeconds: 5 });
    await patiently(() => expect(states.of(id).health?.kind).toBe("up"));
    provider.isThere = false;
    const asked = provider.requests.length;
    await patiently(() => expect(states.of(id).health?.kind).toBe("down"));
    expect(provider.requests.length - asked).toBeGreaterThanOrEqual(2);
    provider.isThere = true;
    await patiently(() => expect(states.of(id).health?.kind).toBe("up"));
  });

  it("isn't looked at where the settings say never", async () => {
    const { states } = await aProcess("one");
    const { id } = await addTrunk();
    await patiently(() => expect(states.of(id).registration?.kind).toBe("registered"));
    expect(provider.requests.map(({ method }) => method)).toEqual(["REGISTER"]);
    expect(states.of(id).health).toBeNull();
  });
});
