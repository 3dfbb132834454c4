import type { Redis, RedisOptions } from "ioredis";
import type { Logger } from "pino";
import { createRedis } from "../../redis/connection.ts";
import type { SettingsKeys } from "../../redis/keys.ts";
import type { Clock } from "../../runtime/clock.ts";
import type { Scope } from "../../runtime/scope.ts";
import type { Keyring } from "../../sealing/key-file.ts";
import { Sealer } from "../../sealing/sealer.ts";
import { StoreUnreadable } from "../errors.ts";
import { asUnavailable } from "./commit.ts";

interface StoreOptions {
  readonly redis: string | RedisOptions;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** How records are laid out; another number in Redis was written by an Offhook that does it otherwise. */
const FORMAT = "1";
/** EXPIRE with NX and GT. */
const OLDEST_REDIS = 7;
/** Sentinels may be asked one after the other. */
const OPEN_WITHIN_MS = 10_000;

/** A connection that ends with the scope. @throws StoreUnavailable */
export async function connect(options: StoreOptions, scope: Scope, extra: RedisOptions = {}): Promise<Redis> {
  const redis = createRedis(options.redis, extra, ({ message }) =>
    options.logger.debug({ event: "settings.redis-error", reason: message }, "connection to the store failed"),
  );
  scope.defer(async () => {
    await redis.quit().catch(() => undefined); // what is under way ends first; where Redis is away there is nothing
    redis.disconnect();
  });
  const tooLate = options.clock.arm(OPEN_WITHIN_MS, () => redis.disconnect());
  try {
    await asUnavailable(redis.connect());
  } finally {
    tooLate.disarm();
  }
  return redis;
}

/** The realm of all devices; written at the very first start. @throws StoreUnreadable when the records are laid out otherwise */
export async function readSystem(redis: Redis, keys: SettingsKeys, realm: string): Promise<string> {
  const version = /^redis_version:(\d+)\./m.exec(await asUnavailable(redis.info("server")))?.[1];
  if (Number(version) < OLDEST_REDIS)
    throw new StoreUnreadable(`Redis ${version ?? "?"} is too old: it takes ${OLDEST_REDIS} or newer`);
  await asUnavailable(redis.hsetnx(keys.system, "format", FORMAT));
  await asUnavailable(redis.hsetnx(keys.system, "realm", realm));
  const [format, stored] = await asUnavailable(redis.hmget(keys.system, "format", "realm"));
  if (format !== FORMAT)
    throw new StoreUnreadable(`the store has format ${format ?? "none"}, this Offhook reads ${FORMAT}`);
  return stored ?? realm;
}

/** The key in use is the one that Redis names; the first process of all names the first of the file. @throws SecretsKeyUnwritable */
export async function openSealer(
  redis: Redis,
  keys: SettingsKeys,
  { keyring, clock }: { readonly keyring: Keyring; readonly clock: Clock },
): Promise<Sealer> {
  const named = (): Promise<string | null> => asUnavailable(redis.hget(keys.system, "secrets-key"));
  if ((await named()) === null) {
    const first = keyring.read()[0] ?? keyring.makeFirst();
    await asUnavailable(redis.hsetnx(keys.system, "secrets-key", first.id));
  }
  return new Sealer({ keyring, clock, inUse: (await named()) ?? "" });
}

/** Secrets are sealed with this key from now on. @throws StoreUnavailable */
export async function useKey(redis: Redis, keys: SettingsKeys, id: string): Promise<void> {
  await asUnavailable(redis.hset(keys.system, "secrets-key", id));
}
