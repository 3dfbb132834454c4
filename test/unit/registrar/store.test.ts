import type { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { createBindingStore, type BindingStore } from "../../../src/registrar/bindings.ts";
import { BindingsUnavailable } from "../../../src/registrar/errors.ts";
import { createNonceCounts, type NonceCounts } from "../../../src/registrar/nonce-counts.ts";
import { loadNonceSecret } from "../../../src/registrar/nonce-secret.ts";
import { updateBindings, type RegistrationRequest } from "../../../src/registrar/policy.ts";
import { registrarKeys } from "../../../src/redis/keys.ts";
import { systemClock, type Clock } from "../../../src/runtime/clock.ts";
import { Sealer } from "../../../src/sealing/sealer.ts";
import { parseDeviceId, type DeviceId } from "../../../src/vocabulary/identifiers.ts";
import { runningRedis, type RunningRedis } from "../../support/running-redis.ts";
import { keyringOf, TEST_KEY } from "../../support/secrets-key.ts";
import { VirtualClock } from "../../support/virtual-clock.ts";

let redis: RunningRedis;
let connection: Redis;
beforeAll(async () => {
  redis = await runningRedis();
  connection = await redis.connect();
});
afterAll(() => redis[Symbol.asyncDispose]());

let number = 0;
const newDevice = (): DeviceId => parseDeviceId(`device-${String(++number).padStart(4, "0")}`)!;
const keys = registrarKeys("test");

async function newStore(clock: Clock = new VirtualClock(Date.now())): Promise<BindingStore> {
  return createBindingStore({ redis: await redis.connect(), keys, clock });
}

function ask(uri: string, over: Partial<RegistrationRequest> = {}): RegistrationRequest {
  const source = { address: "192.0.2.1", port: 5060 };
  const arrival = { source, transport: "udp", engine: "embedded", userAgent: "Desk" } as const;
  return { contacts: [{ uri }], callId: uri, cseq: 1, arrival, ...over };
}

const take = async (counts: NonceCounts, nonce: string, count: number): Promise<boolean> =>
  (await counts.claim(nonce, count)?.take()) === true;

const put = (store: BindingStore, device: DeviceId, request: RegistrationRequest): ReturnType<BindingStore["update"]> =>
  store.update(device, (current, nowMs) => updateBindings(current, request, nowMs));

const contactsOf = async (store: BindingStore, device: DeviceId): Promise<string[]> =>
  ((await store.bindingsOf([device])).get(device) ?? []).map(({ contact }) => contact).toSorted();

describe("bindings in Redis", () => {
  it("are found by every process, in one look-up for many devices, and outlive them all", async () => {
    const [desk, soft, none] = [newDevice(), newDevice(), newDevice()];
    const first = await newStore();
    await put(first, desk, ask("sip:a@192.0.2.1"));
    await put(first, soft, ask("sip:a@192.0.2.2"));
    const found = await (await newStore()).bindingsOf([desk, none, soft]);
    expect([...found.keys()]).toEqual([desk, soft]);
    expect(found.get(desk)).toMatchObject([{ contact: "sip:a@192.0.2.1", source: { port: 5060 }, userAgent: "Desk" }]);
    expect(await first.bindingsOf([])).toEqual(new Map());
  });

  it("are gone when their time is over, here and in Redis", async () => {
    const device = newDevice();
    const clock = new VirtualClock(Date.now());
    const store = await newStore(clock);
    await put(store, device, ask("sip:a@192.0.2.1", { expiresSeconds: 60 }));
    const leftMs = await connection.pttl(keys.bindings(device));
    expect(leftMs).toBeGreaterThan(50_000);
    expect(leftMs).toBeLessThanOrEqual(60_000);
    clock.advance(60_000);
    expect(await contactsOf(store, device)).toEqual([]);
  });

  it("leave nothing behind when the last one unregisters", async () => {
    const device = newDevice();
    const store = await newStore();
    await put(store, device, ask("sip:a@192.0.2.1"));
    await put(store, device, ask("", { contacts: "*", expiresSeconds: 0, cseq: 2 }));
    expect(await connection.exists(keys.bindings(device))).toBe(0);
  });

  it("obey the newest request, though this process remembers older ones", async () => {
    const device = newDevice();
    const [here, there] = [await newStore(), await newStore()];
    await put(here, device, ask("sip:a@192.0.2.1", { callId: "c", cseq: 1 }));
    await put(there, device, ask("sip:a@192.0.2.1", { callId: "c", cseq: 9 }));
    expect(await put(here, device, ask("sip:a@192.0.2.1", { callId: "c", cseq: 5 }))).toMatchObject({ status: 500 });
    await put(there, device, ask("", { contacts: "*", expiresSeconds: 0 }));
    expect(await put(here, device, ask("sip:a@192.0.2.1", { callId: "c", cseq: 5 }))).toMatchObject({
      kind: "accepted",
    });
    expect(await put(here, device, ask("", { contacts: [] }))).toMatchObject({ bindings: [{ cseq: 5 }] });
  });

  it("lose none of 50 registrations of one device at once, from two processes", async () => {
    const device = newDevice();
    const stores = [await newStore(systemClock), await newStore(systemClock)];
    const limits = { minimumSeconds: 1, maximumSeconds: 3_600, defaultSeconds: 3_600, maximumBindings: 50 };
    const updates = Array.from({ length: 50 }, (_, n) =>
      stores[n % 2]!.update(device, (current, nowMs) =>
        updateBindings(current, ask(`sip:a@192.0.2.1:${5_000 + n}`), nowMs, limits),
      ),
    );
    for (const update of await Promise.all(updates)) expect(update.kind).toBe("accepted");
    expect(await contactsOf(stores[0]!, device)).toEqual(
      Array.from({ length: 50 }, (_, n) => `sip:a@192.0.2.1:${5_000 + n}`),
    );
  });

  it("count as none where Redis holds something else, until the phone registers again", async () => {
    const device = newDevice();
    const store = await newStore();
    for (const nonsense of ["{", "[1]", '{"a":1}', "null"]) {
      await connection.set(keys.bindings(device), nonsense);
      expect(await contactsOf(store, device)).toEqual([]);
    }
    await put(store, device, ask("sip:a@192.0.2.1"));
    expect(await contactsOf(store, device)).toEqual(["sip:a@192.0.2.1"]);
  });
});

describe("while Redis is away", () => {
  it("the last known bindings are found, until their time is over, and nothing can be registered", async () => {
    const [known, unknown] = [newDevice(), newDevice()];
    const clock = new VirtualClock(Date.now());
    const away = await redis.connect();
    const store = createBindingStore({ redis: away, keys, clock });
    await put(store, known, ask("sip:a@192.0.2.1", { expiresSeconds: 60 }));
    away.disconnect();
    expect(await contactsOf(store, known)).toEqual(["sip:a@192.0.2.1"]);
    expect(await contactsOf(store, unknown)).toEqual([]);
    await expect(put(store, known, ask("sip:a@192.0.2.2"))).rejects.toThrow(BindingsUnavailable);
    clock.advance(60_000);
    expect(await contactsOf(store, known)).toEqual([]);
  });

  it("a Redis that hangs is waited for only so long", async () => {
    const device = newDevice();
    const clock = new VirtualClock(Date.now());
    const hanging = await redis.connect();
    const store = createBindingStore({ redis: hanging, keys, clock });
    await put(store, device, ask("sip:a@192.0.2.1"));
    await connection.client("PAUSE", 600, "ALL");
    const found = contactsOf(store, device);
    clock.advance(300);
    expect(await found).toEqual(["sip:a@192.0.2.1"]);
    await connection.client("UNPAUSE");
  });

  it("a nonce's count is still taken only once", async () => {
    const away = await redis.connect();
    const counts = createNonceCounts({ redis: away, keys, clock: systemClock });
    expect(await take(counts, "nonce-a", 1)).toBe(true);
    away.disconnect();
    expect(await take(counts, "nonce-a", 1)).toBe(false);
    expect(await take(counts, "nonce-a", 2)).toBe(true);
    expect(await take(counts, "nonce-a", 2)).toBe(false);
  });
});

describe("nonces shared by all processes", () => {
  it("are counted once: of many that use the same count at the same time one is believed", async () => {
    const processes = await Promise.all(
      Array.from({ length: 4 }, async () =>
        createNonceCounts({ redis: await redis.connect(), keys, clock: systemClock }),
      ),
    );
    const taken = await Promise.all(processes.map((counts) => take(counts, "nonce-b", 7)));
    expect(taken.filter(Boolean)).toHaveLength(1);
    expect(await take(processes[0]!, "nonce-b", 6)).toBe(false);
    expect(await take(processes[1]!, "nonce-b", 8)).toBe(true);
    expect(await connection.pttl(keys.nonceCount("nonce-b"))).toBeGreaterThan(290_000);
  });

  it("let one of two registrations with the same proof happen, whichever process gets them", async () => {
    const device = newDevice();
    const bound = await Promise.all(
      ["sip:a@192.0.2.1", "sip:a@192.0.2.2"].map(async (uri) => {
        const counts = createNonceCounts({ redis: await redis.connect(), keys, clock: systemClock });
        const store = await newStore(systemClock);
        const claim = counts.claim("nonce-c", 1)!;
        const update = await store.updateBy(claim, device, (current, nowMs) =>
          updateBindings(current, ask(uri), nowMs),
        );
        return update === undefined ? [] : [uri];
      }),
    );
    expect(bound.flat()).toHaveLength(1);
    expect(await contactsOf(await newStore(), device)).toEqual(bound.flat());
  });

  it("are spent by a registration that is refused or changes nothing, too", async () => {
    const device = newDevice();
    const store = await newStore();
    const counts = createNonceCounts({ redis: connection, keys, clock: systemClock });
    for (const request of [ask("", { contacts: [] }), ask("sip:a@192.0.2.1", { expiresSeconds: 1 })]) {
      const nonce = `nonce-d-${request.contacts.length}`;
      await store.updateBy(counts.claim(nonce, 1)!, device, (current, nowMs) =>
        updateBindings(current, request, nowMs),
      );
      const elsewhere = createNonceCounts({ redis: connection, keys, clock: systemClock });
      expect(await take(elsewhere, nonce, 1)).toBe(false);
    }
  });

  it("are signed with one secret, whichever process started first", async () => {
    const own = registrarKeys("secrets");
    const sealer = new Sealer({ keyring: keyringOf(TEST_KEY), inUse: TEST_KEY.id, clock: systemClock });
    const secrets = await Promise.all(
      Array.from({ length: 5 }, () => loadNonceSecret({ redis: connection, sealer }, own)),
    );
    expect(new Set(secrets.map((secret) => secret.toString("hex"))).size).toBe(1);
    expect(secrets[0]).toHaveLength(32);
  });
});
