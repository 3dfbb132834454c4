import { randomUUID } from "node:crypto";
import { pino } from "pino";
import type { RedisAddress } from "../../src/engines/redis/address.ts";
import { startEmbeddedRedis } from "../../src/engines/redis/embedded-redis.ts";
import type { EmbeddedRedis } from "../../src/engines/redis/embedded-redis.ts";
import { systemClock } from "../../src/runtime/clock.ts";
import { Scope } from "../../src/runtime/scope.ts";
import { openSettings } from "../../src/settings/settings.ts";
import type { Settings, SettingsOptions } from "../../src/settings/settings.ts";
import { keyringOf, TEST_KEY } from "./secrets-key.ts";
import { tempFolder } from "./temp-folder.ts";

/** A real Redis of a test's own. */
export interface TestRedis extends AsyncDisposable {
  readonly address: RedisAddress;
  /** As if the machine's power went: no goodbye. */
  crash(): Promise<void>;
  /** Again on the same files and at the same place, after a crash. */
  restart(): Promise<void>;
  pid(): number;
}

export async function testRedis(): Promise<TestRedis> {
  const scope = new Scope();
  const folder = scope.own(await tempFolder());
  const start = (address?: RedisAddress): Promise<EmbeddedRedis> =>
    startEmbeddedRedis({ folder: folder.path, clock: systemClock, ...(address && { address }) });
  let redis = await start();
  const { address } = redis;
  scope.defer(() => redis[Symbol.asyncDispose]());
  return {
    address,
    pid: () => redis.pid,
    async crash() {
      process.kill(redis.pid, "SIGKILL");
      await redis.exited;
    },
    async restart() {
      redis = await start(address);
    },
    [Symbol.asyncDispose]: () => scope[Symbol.asyncDispose](),
  };
}

/** Settings with a key space of their own; give `prefix` to open the same ones again, as another process would. */
export function testSettings(redis: TestRedis, options: Partial<SettingsOptions> = {}): Promise<Settings> {
  return openSettings({
    redis: { ...redis.address },
    clock: systemClock,
    logger: pino({ level: "silent" }),
    isReservedNumber: (country, digits) => country === "FR" && ["15", "17", "18", "112"].includes(digits),
    prefix: freshPrefix(),
    keyring: keyringOf(TEST_KEY),
    ...options,
  });
}

export function freshPrefix(): string {
  return `test-${randomUUID()}`;
}
