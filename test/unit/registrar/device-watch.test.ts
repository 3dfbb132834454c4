import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startEmbeddedRedis } from "../../../src/engines/redis/embedded-redis.ts";
import { createEventBus } from "../../../src/events/bus.ts";
import { createRedis } from "../../../src/redis/connection.ts";
import { registrarKeys } from "../../../src/redis/keys.ts";
import type { Binding } from "../../../src/registrar/binding.ts";
import { DeviceWatch } from "../../../src/registrar/device-watch.ts";
import { systemClock } from "../../../src/runtime/clock.ts";
import { Scope } from "../../../src/runtime/scope.ts";
import type { DeviceId } from "../../../src/vocabulary/identifiers.ts";
import { tempFolder } from "../../support/temp-folder.ts";
import { patiently } from "../../support/patiently.ts";

const scope = new Scope();
const device = "device-of-alice" as DeviceId;
const of = { tenant: "tenant-one" as never, user: "user-alice" as never, device, contact: "sip:a@192.0.2.1" };
const events = createEventBus({
  onFault: (fault) => {
    throw fault;
  },
});
const told: boolean[] = [];
let live: readonly Binding[] = [];
beforeAll(async () => {
  const redis = scope.own(await startEmbeddedRedis({ folder: scope.own(await tempFolder()).path, clock: systemClock }));
  const connection = createRedis({ ...redis.address }, {}, () => undefined);
  await connection.connect();
  scope.defer(() => connection.disconnect());
  const bindings = { bindingsOf: () => Promise.resolve(new Map(live.length === 0 ? [] : [[device, live]])) };
  events.on("registration.changed", ({ online }) => void told.push(online));
  // Two processes: each hears of all, and one alone tells.
  for (let i = 0; i < 2; i++)
    scope.own(new DeviceWatch({ redis: connection, keys: registrarKeys(), events, bindings, clock: systemClock }));
});
afterAll(() => scope[Symbol.asyncDispose]());

const binding = (forMs: number): Binding => ({ expiresAtMs: Date.now() + forMs }) as Binding;
const added = (): void =>
  events.publish({
    ...{ kind: "registration.added", atMs: Date.now(), ...of, address: "192.0.2.1", transport: "udp" },
    ...{ userAgent: "test", expiresAtMs: Date.now() + 60_000 },
  });
const removed = (): void =>
  events.publish({ kind: "registration.removed", atMs: Date.now(), ...of, because: "unregistered" });

describe("a device", () => {
  it("goes online with its first registration and offline with the end of its last one, each told once", async () => {
    live = [binding(60_000)];
    added();
    await patiently(() => expect(told).toEqual([true]));
    live = [binding(60_000), binding(60_000)];
    added();
    live = [];
    removed();
    await patiently(() => expect(told).toEqual([true, false]));
  });

  it("that falls silent goes offline when its registration has expired", async () => {
    told.length = 0;
    live = [binding(100)];
    added();
    await patiently(() => expect(told).toEqual([true]));
    live = [];
    await patiently(() => expect(told).toEqual([true, false]));
  });
});
