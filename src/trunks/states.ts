import { randomBytes } from "node:crypto";
import type { Redis } from "ioredis";
import type { Clock } from "../runtime/clock.ts";
import { defined } from "../runtime/defined.ts";
import { luaScript } from "../redis/script.ts";
import type { TrunkId } from "../vocabulary/identifiers.ts";
import type { TrunkKeys } from "../redis/keys.ts";
import {
  NOTHING_KNOWN,
  type MonitoredState,
  type RefusalState,
  type TrunkState,
  type TrunkStateDirectory,
} from "./state.ts";

/** How often a process reads the states that the monitoring process found. */
const LOOK_EACH_MS = 500;
/** 64 bits: the user part of a trunk's Contact can't be guessed. */
const CONTACT_BYTES = 8;

const writeScript = luaScript(`
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
if ARGV[3] == '' then return redis.call('HDEL', KEYS[2], ARGV[2]) end
redis.call('HSET', KEYS[2], ARGV[2], ARGV[3])
return 1
`);

export interface TrunkStatesOptions {
  readonly redis: Redis;
  readonly keys: TrunkKeys;
  readonly clock: Clock;
}

/**
 * The states of all trunks: in Redis, with a copy in memory that calls read. While Redis is away the copy stays as it
 * is; a registration in it still expires.
 */
export class TrunkStates implements TrunkStateDirectory, AsyncDisposable {
  readonly #options: TrunkStatesOptions;
  readonly #end = new AbortController();
  readonly #looking: Promise<void>;
  #states: ReadonlyMap<TrunkId, MonitoredState> = new Map();
  #refusals: ReadonlyMap<TrunkId, RefusalState> = new Map();
  #contacts: ReadonlyMap<string, TrunkId> = new Map();
  /** How often this process has changed its copy by itself. */
  #changes = 0;

  constructor(options: TrunkStatesOptions) {
    this.#options = options;
    this.#looking = this.#look();
  }

  of(trunk: TrunkId): TrunkState {
    return { ...(this.#states.get(trunk) ?? NOTHING_KNOWN), ...defined({ refusal: this.#refusals.get(trunk) }) };
  }

  withContact(user: string): TrunkId | undefined {
    return this.#contacts.get(user);
  }

  registeredAt(address: string): readonly TrunkId[] {
    const nowMs = this.#options.clock.nowMs();
    return [...this.#states].flatMap(([trunk, { registration }]) =>
      registration?.kind === "registered" && registration.from === address && registration.expiresAtMs > nowMs
        ? [trunk]
        : [],
    );
  }

  /** Stores a state that the monitoring process found. Lost while Redis is away: the next one follows soon. */
  async write(fence: number, trunk: TrunkId, state: MonitoredState | undefined): Promise<void> {
    const { redis, keys } = this.#options;
    this.#changes++;
    this.#states = withEntry(this.#states, trunk, state);
    const json = state === undefined ? "" : JSON.stringify(state);
    await writeScript(redis, [keys.leader, keys.states], [fence, trunk, json]).catch(() => undefined);
  }

  /** The provider refuses our credentials. @returns whether that is news; false while Redis is away: the next call tells */
  async refuse(trunk: TrunkId, refusal: RefusalState): Promise<boolean> {
    const { redis, keys } = this.#options;
    const known = this.#refusals.get(trunk);
    if (known?.reason === refusal.reason) return false;
    this.#changes++;
    this.#refusals = withEntry(this.#refusals, trunk, { ...refusal, sinceMs: known?.sinceMs ?? refusal.sinceMs });
    const json = JSON.stringify(this.#refusals.get(trunk));
    const added = await redis.hset(keys.refusals, trunk, json).catch(() => 0);
    return added === 1 && known === undefined;
  }

  /** It takes them, or they have been changed. */
  async clearRefusal(trunk: TrunkId): Promise<void> {
    const { redis, keys } = this.#options;
    this.#changes++;
    this.#refusals = withEntry(this.#refusals, trunk, undefined);
    await redis.hdel(keys.refusals, trunk).catch(() => undefined);
  }

  /** The user part of this trunk's Contact, always the same. @throws where Redis is away */
  async contactOf(trunk: TrunkId): Promise<string> {
    const { redis, keys } = this.#options;
    await redis.hsetnx(keys.contacts, trunk, randomBytes(CONTACT_BYTES).toString("hex"));
    const user = await redis.hget(keys.contacts, trunk);
    if (user === null) throw new RangeError("a trunk's contact was removed as it was read");
    this.#contacts = new Map([...this.#contacts, [user, trunk]]);
    return user;
  }

  /** Replaces the copy in memory by what Redis holds. */
  async refresh(): Promise<void> {
    const { redis, keys } = this.#options;
    const changes = this.#changes;
    const [states, contacts, refusals] = await Promise.all([
      redis.hgetall(keys.states),
      redis.hgetall(keys.contacts),
      redis.hgetall(keys.refusals),
    ]);
    // What was read is older than what this process has found meanwhile: who was told of that would read the state of before.
    if (this.#changes !== changes) return;
    this.#states = parsed<MonitoredState>(states);
    this.#refusals = parsed<RefusalState>(refusals);
    this.#contacts = new Map(Object.entries(contacts).map(([trunk, user]) => [user, trunk as TrunkId]));
  }

  async #look(): Promise<void> {
    while (!this.#end.signal.aborted) {
      await this.refresh().catch(() => undefined);
      await this.#options.clock.sleep(LOOK_EACH_MS, this.#end.signal).catch(() => undefined);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#end.abort();
    await this.#looking;
  }
}

function parsed<State>(hash: Readonly<Record<string, string>>): ReadonlyMap<TrunkId, State> {
  return new Map(Object.entries(hash).map(([trunk, json]) => [trunk as TrunkId, JSON.parse(json) as State]));
}

function withEntry<Key, Value>(map: ReadonlyMap<Key, Value>, key: Key, value: Value | undefined): Map<Key, Value> {
  const copy = new Map(map);
  if (value === undefined) copy.delete(key);
  else copy.set(key, value);
  return copy;
}
