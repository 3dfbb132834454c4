import type { Redis } from "ioredis";
import type { Clock } from "../runtime/clock.ts";
import { luaScript } from "../redis/script.ts";
import type { TrunkKeys } from "./redis-keys.ts";

/** One process looks after all trunks. Who falls silent for this long is replaced. */
const TENURE_MS = 4_000;
const RENEW_EACH_MS = 1_000;
const TRY_EACH_MS = 1_000;

const takeScript = luaScript(`
if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
local fence = redis.call('INCR', KEYS[2])
redis.call('SET', KEYS[1], fence, 'PX', ARGV[1])
return fence
`);
const renewScript = luaScript(`
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('PEXPIRE', KEYS[1], ARGV[2])
`);
const releaseScript = luaScript(`
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('DEL', KEYS[1])
`);

/** The time for which this process looks after the trunks. */
export interface Tenure {
  /** Larger than that of everybody before: what somebody who was replaced still writes is refused. */
  readonly fence: number;
  /** Aborted when somebody else may have taken over. */
  readonly lost: AbortSignal;
}

export interface TenureOptions {
  readonly redis: Redis;
  readonly keys: TrunkKeys;
  readonly clock: Clock;
  /** Ends it all; a tenure that is held is given back. */
  readonly signal: AbortSignal;
}

/**
 * Looks after the trunks whenever nobody else does. `serve` runs once a tenure and must end soon after `lost` or the
 * options' signal is aborted.
 */
export async function serveTenures(options: TenureOptions, serve: (tenure: Tenure) => Promise<void>): Promise<void> {
  const { redis, keys, clock, signal } = options;
  while (!signal.aborted) {
    const fence = await attempt(takeScript(redis, [keys.keeper, keys.fences], [String(TENURE_MS)]));
    if (fence > 0) {
      const ended = new AbortController();
      const lost = new AbortController();
      const renewing = renew(fence, options, ended.signal).then(() => lost.abort());
      await serve({ fence, lost: lost.signal });
      ended.abort();
      await renewing;
      await attempt(releaseScript(redis, [keys.keeper], [String(fence)]));
    }
    await clock.sleep(TRY_EACH_MS, signal).catch(() => undefined);
  }
}

/** Until it can't be renewed any more, or nobody wants that. */
async function renew(fence: number, { redis, keys, clock }: TenureOptions, ended: AbortSignal): Promise<void> {
  let renewedAtMs = clock.nowMs();
  while (!ended.aborted) {
    await clock.sleep(RENEW_EACH_MS, ended).catch(() => undefined);
    const askedAtMs = clock.nowMs();
    const renewal = attempt(renewScript(redis, [keys.keeper], [String(fence), String(TENURE_MS)]));
    const late = new Promise<number>((resolve) => void clock.arm(RENEW_EACH_MS, () => resolve(FAILED)));
    const renewed = await Promise.race([renewal, late]);
    if (renewed === 0) return; // somebody else holds it
    if (renewed > 0) renewedAtMs = askedAtMs;
    else if (clock.nowMs() - renewedAtMs > TENURE_MS - RENEW_EACH_MS) return; // Redis is away, and the time nearly up
  }
}

const FAILED = -1;

/** A number that a script gave; -1: Redis is away. */
async function attempt(work: Promise<unknown>): Promise<number> {
  try {
    return Number(await work);
  } catch {
    return FAILED;
  }
}
