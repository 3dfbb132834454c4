import type { Redis } from "ioredis";
import type { ProvisioningKeys } from "../../redis/keys.ts";
import { luaScript } from "../../redis/script.ts";
import { asUnavailable } from "../../settings/store/commit.ts";
import type { DeviceId, TenantId } from "../../vocabulary/identifiers.ts";
import type { SetUp } from "./set-up.ts";

/** Replaces what is still as it was read: of two requests for a file that is given once, one is the first. */
const replaceScript = luaScript(`
if (redis.call('HGET', KEYS[1], ARGV[1]) or '') ~= ARGV[2] then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
return 1
`);

/** A set-up with the text that it is stored as. */
export interface StoredSetUp {
  readonly setUp: SetUp;
  readonly text: string;
}

/** The phones of each company that set themselves up, in Redis. @throws StoreUnavailable */
export class SetUpStore {
  readonly #redis: Redis;
  readonly #keys: ProvisioningKeys;

  constructor(redis: Redis, keys: ProvisioningKeys) {
    this.#redis = redis;
    this.#keys = keys;
  }

  async read(tenant: TenantId, device: DeviceId): Promise<StoredSetUp | undefined> {
    const text = await asUnavailable(this.#redis.hget(this.#keys.setUps(tenant), device));
    const setUp = parse(text);
    return text === null || setUp === undefined ? undefined : { setUp, text };
  }

  async list(tenant: TenantId): Promise<ReadonlyMap<DeviceId, StoredSetUp>> {
    const all = await asUnavailable(this.#redis.hgetall(this.#keys.setUps(tenant)));
    return new Map(
      Object.entries(all).flatMap(([device, text]) => {
        const setUp = parse(text);
        return setUp === undefined ? [] : [[device as DeviceId, { setUp, text }] as [DeviceId, StoredSetUp]];
      }),
    );
  }

  async put(tenant: TenantId, device: DeviceId, setUp: SetUp): Promise<void> {
    await asUnavailable(this.#redis.hset(this.#keys.setUps(tenant), device, JSON.stringify(setUp)));
  }

  /** False: another request was faster. */
  async replace(tenant: TenantId, device: DeviceId, before: StoredSetUp, after: SetUp): Promise<boolean> {
    const args = [device, before.text, JSON.stringify(after)];
    return (await asUnavailable(replaceScript(this.#redis, [this.#keys.setUps(tenant)], args))) === 1;
  }

  async remove(tenant: TenantId, device: DeviceId): Promise<boolean> {
    return (await asUnavailable(this.#redis.hdel(this.#keys.setUps(tenant), device))) > 0;
  }

  /** The secret of the address that DHCP hands to all phones of a company; undefined: there is none. */
  async sharedSecret(tenant: TenantId): Promise<string | undefined> {
    return (await asUnavailable(this.#redis.get(this.#keys.shared(tenant)))) ?? undefined;
  }

  async setSharedSecret(tenant: TenantId, secret: string | undefined): Promise<void> {
    const key = this.#keys.shared(tenant);
    if (secret === undefined) await asUnavailable(this.#redis.del(key));
    else await asUnavailable(this.#redis.set(key, secret));
  }
}

/** Undefined: none, or one that can't be read. */
function parse(text: string | null | undefined): SetUp | undefined {
  if (text == null) return undefined;
  try {
    const value = JSON.parse(text) as Partial<SetUp>;
    const isWhole = typeof value.maker === "string" && typeof value.secret === "string" && value.fetched !== undefined;
    return isWhole ? (value as SetUp) : undefined;
  } catch {
    return undefined;
  }
}
