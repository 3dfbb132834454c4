import type { Redis } from "ioredis";
import type { Clock } from "../runtime/clock.ts";
import { luaScript } from "../redis/script.ts";
import { LEASE_MS, type Leases } from "./leases.ts";
import { orElse } from "./or-else.ts";

const takeScript = luaScript(`
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
if ARGV[3] ~= '' and redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[3]) then return 0 end
redis.call('ZADD', KEYS[1], now + ARGV[2], ARGV[1])
return 1
`);

export interface PlacesOptions {
  readonly redis: Redis;
  readonly leases: Leases;
  readonly clock: Clock;
}

/** A number of places, counted over all processes. With Redis away each process counts its own. */
export class Places {
  readonly #options: PlacesOptions;

  constructor(options: PlacesOptions) {
    this.#options = options;
  }

  /** One more at this key, until disposed. Undefined: all are taken. @param most  null: it is only counted */
  async take(key: string, most: number | null): Promise<Disposable | undefined> {
    const { redis, leases, clock } = this.#options;
    const hereBefore = leases.heldHere(key);
    const held = leases.hold(key);
    const taking = takeScript(redis, [key], [held.member, String(LEASE_MS), most === null ? "" : String(most)]);
    const isTaken = await orElse(taking, clock, () => Number(most === null || hereBefore < most));
    if (isTaken === 1) return held;
    held[Symbol.dispose]();
    return undefined;
  }
}
