import type { Redis } from "ioredis";
import { BoundedMap } from "../runtime/bounded-map.ts";
import type { Clock } from "../runtime/clock.ts";
import { withinOrElse } from "../runtime/deadline.ts";
import { luaScript } from "../redis/script.ts";
import { NONCE_LIFETIME_MS } from "../challenge/nonce.ts";
import type { RegistrarKeys } from "../redis/keys.ts";

/** Remembers how often each nonce was used, over all processes: an overheard request can't be sent again. */
export interface NonceCounts {
  /** Once for each count of a nonce, and only for one above all before (RFC 7616 §3.4, nc), as far as this process knows. */
  claim(nonce: string, count: number): NonceClaim | undefined;
}

/** One count of a nonce, which no request before it has shown to this process; other processes may have seen it. */
export interface NonceClaim {
  readonly nonce: string;
  readonly count: number;
  /** True unless another process has seen it, or a higher one. A registration takes it in the step that changes its bindings (`bindings.ts`). */
  take(): Promise<boolean>;
}

export interface NonceCountsOptions {
  readonly redis: Redis;
  readonly keys: RegistrarKeys;
  readonly clock: Clock;
  readonly lifetimeMs?: number;
}

const TIMEOUT_MS = 500;
/** While Redis is away each process remembers this many nonces by itself; the oldest are forgotten first. */
const MAXIMUM_REMEMBERED = 20_000;

const takeScript = luaScript(`
local last = tonumber(redis.call('GET', KEYS[1]) or '0')
if tonumber(ARGV[1]) <= last then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
`);

/**
 * Counts in Redis. Where that is away the process counts by itself, so that calls still go through; registrations
 * fail then all the same, for want of their store.
 */
export function createNonceCounts({
  redis,
  keys,
  clock,
  lifetimeMs = NONCE_LIFETIME_MS,
}: NonceCountsOptions): NonceCounts {
  const remembered = new BoundedMap<string, number>(MAXIMUM_REMEMBERED);

  const takeHere = (nonce: string, count: number): boolean => {
    if (count <= (remembered.get(nonce) ?? 0)) return false;
    remembered.set(nonce, count);
    return true;
  };

  const takeInRedis = async (nonce: string, count: number): Promise<boolean> => {
    const taken = takeScript(redis, [keys.nonceCount(nonce)], [count, lifetimeMs]);
    return (await withinOrElse(taken, { withinMs: TIMEOUT_MS, clock }, () => 1)) === 1;
  };

  return {
    claim: (nonce, count) =>
      takeHere(nonce, count) ? { nonce, count, take: () => takeInRedis(nonce, count) } : undefined,
  };
}
