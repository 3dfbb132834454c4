import type { Redis } from "ioredis";
import { idempotencyKeys, provisioningKeys, registrarKeys, settingsKeys } from "../redis/keys.ts";
import { luaScript } from "../redis/script.ts";
import { keyIdIn } from "../sealing/sealed-text.ts";
import { placeOf, type Sealer } from "../sealing/sealer.ts";
import type { TenantId, UserId } from "../vocabulary/identifiers.ts";
import type { Kinds } from "./kinds/kind.ts";
import type { Kind } from "./registry.ts";
import { TOTP_FIELD } from "./authenticator-apps.ts";
import type { Snapshot } from "./snapshot.ts";
import { asUnavailable } from "./store/commit.ts";

/** What in the set-up of a phone is secret: what is in its address, and what it proves itself with. */
export const SECRETS_OF_SET_UP = ["secret", "ha1"] as const;

/** What came of sealing all that is stored. */
export interface SealedStored {
  /** Secrets that are sealed with the key in use now, and were in clear or sealed with one of before. */
  readonly sealed: number;
  /** Of these, those that were in clear. */
  readonly clear: number;
  /** What can't be opened: how many of each, by what it is. Example: { "trunk password": 2 }. */
  readonly unreadable: Readonly<Record<string, number>>;
}

interface SealStoredParts {
  readonly redis: Redis;
  readonly prefix: string | undefined;
  readonly kinds: Kinds;
  readonly sealer: Sealer;
  readonly snapshot: Snapshot;
}

/** KEYS: a hash · ARGV: field, what it was, what it becomes, and so on. What was written meanwhile stays. */
const replaceFieldsScript = luaScript(`
for i = 1, #ARGV, 3 do
  if redis.call('HGET', KEYS[1], ARGV[i]) == ARGV[i + 1] then redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 2]) end
end
`);
/** KEYS: a string · ARGV: what it was, what it becomes. */
const replaceTextScript = luaScript(`
if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('SET', KEYS[1], ARGV[2], 'KEEPTTL') end
`);
/** Redis does nothing else meanwhile. */
const FIELDS_AT_ONCE = 200;

/**
 * Seals all secrets in Redis that an older version has left in clear, or that are sealed with a key of before. The change feed
 * forgets what it told in clear: processes that are so far behind read everything anew. What can't be opened stays as it is.
 *
 * @throws StoreUnavailable
 */
export async function sealStored(parts: SealStoredParts): Promise<SealedStored> {
  const { redis, prefix, kinds, snapshot } = parts;
  const sweep = new Sweep(parts);
  const keys = settingsKeys(prefix);
  const setUps = provisioningKeys(prefix);
  for (const { id: tenant } of snapshot.tenants()) {
    await sweep.hash(keys.records(tenant), (field) => namesOf(kinds, field));
    await sweep.hash(setUps.setUps(tenant), () => ({ of: "phone set-up", names: SECRETS_OF_SET_UP }));
    await sweep.text(setUps.shared(tenant), "address of all phones");
    await secondFactorsOf(parts, sweep, tenant);
  }
  await sweep.text(registrarKeys(prefix).nonceSecret, "secret of challenges");
  await sweep.text(idempotencyKeys(prefix).secret, "secret of kept answers");
  if (sweep.clear > 0) await asUnavailable(redis.xtrim(keys.feed, "MAXLEN", 0));
  const { sealed, clear, unreadable } = sweep;
  return { sealed, clear, unreadable: Object.fromEntries(unreadable) };
}

async function secondFactorsOf({ snapshot, prefix }: SealStoredParts, sweep: Sweep, tenant: TenantId): Promise<void> {
  const { secondFactors } = settingsKeys(prefix);
  const users = snapshot.users(tenant).map(({ id }) => id);
  for (let at = 0; at < users.length; at += FIELDS_AT_ONCE)
    await sweep.fieldOfEach(users.slice(at, at + FIELDS_AT_ONCE).map((user: UserId) => secondFactors(user)));
}

function namesOf(kinds: Kinds, field: string): SecretNames {
  const kind = field.slice(0, field.indexOf("/"));
  const names = Object.hasOwn(kinds, kind) ? Object.keys(kinds[kind as Kind].sealed ?? {}) : [];
  return { of: kind, names };
}

/** Which names of a record are secret, and what the record is. */
interface SecretNames {
  readonly of: string;
  readonly names: readonly string[];
}

class Sweep {
  readonly unreadable = new Map<string, number>();
  sealed = 0;
  clear = 0;
  readonly #redis: Redis;
  readonly #sealer: Sealer;

  constructor({ redis, sealer }: Pick<SealStoredParts, "redis" | "sealer">) {
    this.#redis = redis;
    this.#sealer = sealer;
  }

  /** A hash of JSON texts. */
  async hash(key: string, namesOfField: (field: string) => SecretNames): Promise<void> {
    const all = Object.entries(await asUnavailable(this.#redis.hgetall(key)));
    const changes = all.flatMap(([field, json]) => {
      const after = this.#sealedJson(key, field, json, namesOfField(field));
      return after === json ? [] : [[field, json, after]];
    });
    for (let at = 0; at < changes.length; at += FIELDS_AT_ONCE)
      await asUnavailable(replaceFieldsScript(this.#redis, [key], changes.slice(at, at + FIELDS_AT_ONCE).flat()));
  }

  /** The secret of an authenticator app, in each of these. */
  async fieldOfEach(keys: readonly string[]): Promise<void> {
    const pipeline = this.#redis.pipeline();
    for (const key of keys) pipeline.hget(key, TOTP_FIELD);
    const replies = (await asUnavailable(pipeline.exec())) ?? [];
    for (const [at, key] of keys.entries()) {
      const stored = replies[at]?.[1];
      if (typeof stored !== "string") continue;
      const after = this.#sealedText(stored, placeOf(key, TOTP_FIELD), "authenticator app");
      if (after !== stored) await asUnavailable(replaceFieldsScript(this.#redis, [key], [TOTP_FIELD, stored, after]));
    }
  }

  async text(key: string, what: string): Promise<void> {
    const stored = await asUnavailable(this.#redis.get(key));
    if (stored === null) return;
    const after = this.#sealedText(stored, placeOf(key), what);
    if (after !== stored) await asUnavailable(replaceTextScript(this.#redis, [key], [stored, after]));
  }

  #sealedJson(key: string, field: string, json: string, { of, names }: SecretNames): string {
    if (names.length === 0) return json;
    const record = JSON.parse(json) as Record<string, unknown>;
    let isChanged = false;
    for (const name of names) {
      const stored = record[name];
      if (typeof stored !== "string") continue;
      const after = this.#sealedText(stored, placeOf(key, field, name), `${of} ${name}`);
      isChanged ||= after !== stored;
      record[name] = after;
    }
    return isChanged ? JSON.stringify(record) : json;
  }

  /** The same text where nothing is to be done, or can be. */
  #sealedText(stored: string, place: string, what: string): string {
    const text = this.#sealer.open(stored, place);
    if (text === undefined) {
      this.unreadable.set(what, (this.unreadable.get(what) ?? 0) + 1);
      return stored;
    }
    if (!this.#sealer.isDue(stored) || !this.#sealer.key.isThere) return stored;
    this.sealed += 1;
    if (keyIdIn(stored) === undefined) this.clear += 1;
    return this.#sealer.seal(text, place);
  }
}
