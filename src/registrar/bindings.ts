import type { Redis } from "ioredis";
import { BoundedMap } from "../runtime/bounded-map.ts";
import type { Clock } from "../runtime/clock.ts";
import { within, withinOrElse } from "../runtime/deadline.ts";
import { KeyedQueue } from "../runtime/keyed-queue.ts";
import { luaScript } from "../redis/script.ts";
import type { DeviceId } from "../vocabulary/identifiers.ts";
import { NONCE_LIFETIME_MS } from "../challenge/nonce.ts";
import type { Binding, BindingDirectory } from "./binding.ts";
import { BindingsUnavailable } from "./errors.ts";
import type { NonceClaim } from "./nonce-counts.ts";
import type { RegistrationUpdate } from "./policy.ts";
import type { RegistrarKeys } from "../redis/keys.ts";
import { parseStored, printStored } from "./stored-bindings.ts";

/** Where the bindings of all devices are. One string a device: they are always read and replaced together. */
export interface BindingStore extends BindingDirectory {
  /**
   * Makes one change of a device's bindings in one step, or none: `decide` sees the newest ones, and is asked again
   * where another update was faster.
   * @throws BindingsUnavailable
   */
  update(device: DeviceId, decide: Decide): Promise<RegistrationUpdate>;
  /**
   * The same at the request of a phone, whose nonce's count is taken in the same step.
   * @returns undefined when that was used before: nothing is changed
   */
  updateBy(nonce: NonceClaim, device: DeviceId, decide: Decide): Promise<RegistrationUpdate | undefined>;
}

type Replaced =
  { readonly kind: "done" } | { readonly kind: "replayed" } | { readonly kind: "different"; readonly stored: string };

type Decide = (current: readonly Binding[], nowMs: number) => RegistrationUpdate;

export interface BindingStoreOptions {
  readonly redis: Redis;
  readonly keys: RegistrarKeys;
  readonly clock: Clock;
}

/** A caller waits meanwhile: after this the last known bindings are good enough. */
const LOOK_UP_TIMEOUT_MS = 300;
/** Well below the 32 s of a phone's transaction, so that it hears 503. */
const UPDATE_TIMEOUT_MS = 2_000;
/** What this process last saw of each device's bindings is some 10 MB. */
const MOST_DEVICES_REMEMBERED = 20_000;
/** More requests of one device at a time than this are no phone's. */
const MOST_UPDATES_WAITING = 200;
/** Only other processes can be faster. */
const MAXIMUM_ATTEMPTS = 50;
/** Two processes in step would let the same one win every time; so the loser waits, by chance and longer each time. */
const STEP_ASIDE_MS = 2;

/** Answers 1, the text that is there instead of the expected one, or 0: the nonce's count was used before. */
const replaceScript = luaScript(`
if KEYS[2] then
  local last = tonumber(redis.call('GET', KEYS[2]) or '0')
  if tonumber(ARGV[4]) <= last then return 0 end
  redis.call('SET', KEYS[2], ARGV[4], 'PX', ARGV[5])
end
local stored = redis.call('GET', KEYS[1]) or ''
if stored ~= ARGV[1] then return stored end
if ARGV[2] == '' then redis.call('DEL', KEYS[1]) else redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3]) end
return 1
`);

export function createBindingStore(options: BindingStoreOptions): BindingStore {
  return new RedisBindings(options);
}

class RedisBindings implements BindingStore {
  readonly #redis: Redis;
  readonly #keys: RegistrarKeys;
  readonly #clock: Clock;
  /** The stored text of each device, "" for none: a guess that saves a look-up, and all there is while Redis is away. */
  readonly #lastKnown = new BoundedMap<DeviceId, string>(MOST_DEVICES_REMEMBERED);
  readonly #updates = new KeyedQueue<DeviceId>({
    mostWaiting: MOST_UPDATES_WAITING,
    tooMany: () => new BindingsUnavailable(),
  });

  constructor({ redis, keys, clock }: BindingStoreOptions) {
    this.#redis = redis;
    this.#keys = keys;
    this.#clock = clock;
  }

  async update(device: DeviceId, decide: Decide): Promise<RegistrationUpdate> {
    const update = await this.#run(device, decide, undefined);
    if (update === undefined) throw new BindingsUnavailable(); // without a nonce there is nothing that could be replayed
    return update;
  }

  updateBy(nonce: NonceClaim, device: DeviceId, decide: Decide): Promise<RegistrationUpdate | undefined> {
    return this.#run(device, decide, nonce);
  }

  async bindingsOf(devices: readonly DeviceId[]): Promise<ReadonlyMap<DeviceId, readonly Binding[]>> {
    if (devices.length === 0) return new Map();
    const clock = this.#clock;
    const asked = this.#redis.mget(devices.map((device) => this.#keys.bindings(device)));
    const texts = await withinOrElse(asked, { withinMs: LOOK_UP_TIMEOUT_MS, clock }, () => undefined);
    if (texts !== undefined) devices.forEach((device, index) => this.#lastKnown.set(device, texts[index] ?? ""));
    const nowMs = clock.nowMs();
    const live = devices.map((device) => {
      const bindings = parseStored(this.#lastKnown.get(device) ?? "");
      return [device, bindings.filter(({ expiresAtMs }) => expiresAtMs > nowMs)] as const;
    });
    return new Map(live.filter(([, bindings]) => bindings.length > 0));
  }

  /** Undefined: the nonce was used before. */
  #run(device: DeviceId, decide: Decide, nonce: NonceClaim | undefined): Promise<RegistrationUpdate | undefined> {
    const deadline = { withinMs: UPDATE_TIMEOUT_MS, clock: this.#clock };
    return this.#updates.run(device, async () => {
      try {
        return await within(this.#attempt(device, decide, nonce), deadline, () => new BindingsUnavailable());
      } catch (failure) {
        throw failure instanceof BindingsUnavailable ? failure : new BindingsUnavailable({ cause: failure });
      }
    });
  }

  async #attempt(
    device: DeviceId,
    decide: Decide,
    claim: NonceClaim | undefined,
  ): Promise<RegistrationUpdate | undefined> {
    const clock = this.#clock;
    let nonce = claim;
    // A guess: if it is wrong, the store says what is right.
    let stored: string | undefined = this.#lastKnown.get(device) ?? "";
    for (let attempts = 0; attempts < MAXIMUM_ATTEMPTS; attempts++) {
      const text: string = stored ?? (await this.#read(device));
      const update = decide(parseStored(text), clock.nowMs());
      if (update.kind === "accepted" && update.changed) {
        const replaced = await this.#replace(device, text, update.bindings, nonce);
        if (replaced.kind === "done") return update;
        if (replaced.kind === "replayed") return undefined;
        stored = replaced.stored;
        if (attempts > 0) await clock.sleep(Math.random() * attempts * STEP_ASIDE_MS);
      } else {
        if (nonce !== undefined && !(await nonce.take())) return undefined;
        if (attempts > 0) return update;
        stored = undefined; // only the store itself may say no
      }
      nonce = undefined; // taken, whatever becomes of the rest
    }
    throw new BindingsUnavailable();
  }

  async #read(device: DeviceId): Promise<string> {
    return (await this.#redis.get(this.#keys.bindings(device))) ?? "";
  }

  async #replace(
    device: DeviceId,
    expected: string,
    next: readonly Binding[],
    nonce: NonceClaim | undefined,
  ): Promise<Replaced> {
    const text = next.length === 0 ? "" : printStored(next);
    const forMs = Math.max(1, ...next.map(({ expiresAtMs }) => expiresAtMs - this.#clock.nowMs()));
    const keys = [this.#keys.bindings(device)];
    const change = [expected, text, Math.ceil(forMs)];
    if (nonce !== undefined) {
      keys.push(this.#keys.nonceCount(nonce.nonce));
      change.push(nonce.count, NONCE_LIFETIME_MS);
    }
    const answer = await replaceScript(this.#redis, keys, change);
    if (answer === 0) return { kind: "replayed" };
    this.#lastKnown.set(device, answer === 1 ? text : String(answer));
    return answer === 1 ? { kind: "done" } : { kind: "different", stored: String(answer) };
  }
}
