import type { Redis } from "ioredis";
import type { ProvisioningKeys } from "../../redis/keys.ts";
import { luaScript } from "../../redis/script.ts";
import { placeOf, type Sealer } from "../../sealing/sealer.ts";
import { SECRETS_OF_SET_UP } from "../../settings/seal-stored.ts";
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
  readonly #sealer: Sealer;

  constructor(redis: Redis, keys: ProvisioningKeys, sealer: Sealer) {
    this.#redis = redis;
    this.#keys = keys;
    this.#sealer = sealer;
  }

  async read(tenant: TenantId, device: DeviceId): Promise<StoredSetUp | undefined> {
    const text = await asUnavailable(this.#redis.hget(this.#keys.setUps(tenant), device));
    const setUp = this.#opened(tenant, device, text);
    return text === null || setUp === undefined ? undefined : { setUp, text };
  }

  async list(tenant: TenantId): Promise<ReadonlyMap<DeviceId, StoredSetUp>> {
    const all = await asUnavailable(this.#redis.hgetall(this.#keys.setUps(tenant)));
    return new Map(
      Object.entries(all).flatMap(([device, text]) => {
        const setUp = this.#opened(tenant, device as DeviceId, text);
        return setUp === undefined ? [] : [[device as DeviceId, { setUp, text }] as [DeviceId, StoredSetUp]];
      }),
    );
  }

  async put(tenant: TenantId, device: DeviceId, setUp: SetUp): Promise<void> {
    await asUnavailable(this.#redis.hset(this.#keys.setUps(tenant), device, this.#sealed(tenant, device, setUp)));
  }

  /** False: another request was faster. */
  async replace(tenant: TenantId, device: DeviceId, before: StoredSetUp, after: SetUp): Promise<boolean> {
    const args = [device, before.text, this.#sealed(tenant, device, after)];
    return (await asUnavailable(replaceScript(this.#redis, [this.#keys.setUps(tenant)], args))) === 1;
  }

  async remove(tenant: TenantId, device: DeviceId): Promise<boolean> {
    return (await asUnavailable(this.#redis.hdel(this.#keys.setUps(tenant), device))) > 0;
  }

  /** The secret of the address that DHCP hands to all phones of a company; undefined: there is none. */
  async sharedSecret(tenant: TenantId): Promise<string | undefined> {
    const key = this.#keys.shared(tenant);
    const stored = await asUnavailable(this.#redis.get(key));
    return stored === null ? undefined : this.#sealer.open(stored, placeOf(key));
  }

  async setSharedSecret(tenant: TenantId, secret: string | undefined): Promise<void> {
    const key = this.#keys.shared(tenant);
    if (secret === undefined) await asUnavailable(this.#redis.del(key));
    else await asUnavailable(this.#redis.set(key, this.#sealer.seal(secret, placeOf(key))));
  }

  #sealed(tenant: TenantId, device: DeviceId, setUp: SetUp): string {
    const place = { key: this.#keys.setUps(tenant), field: device };
    return JSON.stringify(this.#sealer.sealFields(setUp, SECRETS_OF_SET_UP, place));
  }

  /** Undefined: none, or one that can't be read. */
  #opened(tenant: TenantId, device: DeviceId, text: string | null): SetUp | undefined {
    const setUp = parse(text);
    if (setUp === undefined) return undefined;
    const place = { key: this.#keys.setUps(tenant), field: device };
    const { fields, unopened } = this.#sealer.openFields(setUp, SECRETS_OF_SET_UP, place);
    return Object.keys(unopened).length === 0 ? (fields as unknown as SetUp) : undefined;
  }
}

/** Undefined: none, or one that can't be read. */
function parse(text: string | null): SetUp | undefined {
  if (text === null) return undefined;
  try {
    const value = JSON.parse(text) as Partial<SetUp>;
    const isWhole = typeof value.maker === "string" && typeof value.secret === "string" && value.fetched !== undefined;
    return isWhole ? (value as SetUp) : undefined;
  } catch {
    return undefined;
  }
}
