import type { Redis } from "ioredis";
import { BoundedMap } from "../runtime/bounded-map.ts";
import type { Clock } from "../runtime/clock.ts";
import { within, withinOrElse } from "../runtime/deadline.ts";
import { KeyedQueue } from "../runtime/keyed-queue.ts";
import { luaScript } from "../redis/script.ts";
import type { DeviceId } from "../vocabulary/identifiers.ts";
import type { Binding, BindingDirectory } from "./binding.ts";
import { BindingsUnavailable } from "./errors.ts";
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
}

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

/** Answers 1, or the text that is there instead of the expected one. */
const replaceScript = luaScript(`
local stored = redis.call('GET', KEYS[1]) or ''
if stored ~= ARGV[1] then return stored end
if ARGV[2] == '' then redis.call('DEL', KEYS[1]) else redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3]) end
return 1
`);

export function createBindingStore({ redis, keys, clock }: BindingStoreOptions): BindingStore {
  /** The stored text of each device, "" for none: a guess that saves a look-up, and all there is while Redis is away. */
  const lastKnown = new BoundedMap<DeviceId, string>(MOST_DEVICES_REMEMBERED);
  const updates = new KeyedQueue<DeviceId>({
    mostWaiting: MOST_UPDATES_WAITING,
    tooMany: () => new BindingsUnavailable(),
  });

  const read = async (device: DeviceId): Promise<string> => (await redis.get(keys.bindings(device))) ?? "";

  /** Undefined: done. Else the text that stands there now. */
  const replace = async (device: DeviceId, expected: string, next: readonly Binding[]): Promise<string | undefined> => {
    const text = next.length === 0 ? "" : printStored(next);
    const forMs = Math.max(1, ...next.map(({ expiresAtMs }) => expiresAtMs - clock.nowMs()));
    const answer = await replaceScript(redis, [keys.bindings(device)], [expected, text, Math.ceil(forMs)]);
    lastKnown.set(device, answer === 1 ? text : String(answer));
    return answer === 1 ? undefined : String(answer);
  };

  const attempt = async (device: DeviceId, decide: Decide): Promise<RegistrationUpdate> => {
    let stored = lastKnown.get(device);
    for (let attempts = 0; attempts < MAXIMUM_ATTEMPTS; attempts++) {
      const guess = attempts === 0 && stored !== undefined;
      const text: string = stored ?? (await read(device));
      const update = decide(parseStored(text), clock.nowMs());
      if (update.kind === "accepted" && update.changed) {
        stored = await replace(device, text, update.bindings);
        if (stored === undefined) return update;
        if (attempts > 0) await clock.sleep(Math.random() * attempts * STEP_ASIDE_MS);
      } else {
        if (!guess) return update;
        stored = undefined; // what this process remembers may be old: only the store itself may say no
      }
    }
    throw new BindingsUnavailable();
  };

  return {
    update: (device, decide) =>
      updates.run(device, async () => {
        const deadline = { withinMs: UPDATE_TIMEOUT_MS, clock };
        try {
          return await within(attempt(device, decide), deadline, () => new BindingsUnavailable());
        } catch (failure) {
          throw failure instanceof BindingsUnavailable ? failure : new BindingsUnavailable({ cause: failure });
        }
      }),

    async bindingsOf(devices) {
      if (devices.length === 0) return new Map();
      const asked = redis.mget(devices.map((device) => keys.bindings(device)));
      const texts = await withinOrElse(asked, { withinMs: LOOK_UP_TIMEOUT_MS, clock }, () => undefined);
      if (texts !== undefined) devices.forEach((device, index) => lastKnown.set(device, texts[index] ?? ""));
      const nowMs = clock.nowMs();
      const live = devices.map((device) => {
        const bindings = parseStored(lastKnown.get(device) ?? "");
        return [device, bindings.filter(({ expiresAtMs }) => expiresAtMs > nowMs)] as const;
      });
      return new Map(live.filter(([, bindings]) => bindings.length > 0));
    },
  };
}
