import type { Redis } from "ioredis";
import type { Clock } from "../runtime/clock.ts";
import { withinOrElse } from "../runtime/deadline.ts";
import { CALLER_WAITS_MS } from "./connection.ts";
import { LEASE_MS, type Leases } from "./lease.ts";
import { luaScript } from "./script.ts";

/** KEYS: the sorted set · ARGV: the new member, its lease, the limit, members that count already. Answers 1, or 0: the limit is reached. */
const acquireScript = luaScript(`
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
for i = 4, #ARGV do redis.call('ZADD', KEYS[1], now + ARGV[2], ARGV[i]) end
if redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[3]) then return 0 end
redis.call('ZADD', KEYS[1], now + ARGV[2], ARGV[1])
return 1
`);

export interface ConcurrencyLimitOptions {
  readonly redis: Redis;
  readonly leases: Leases;
  readonly clock: Clock;
}

/** A semaphore over all processes: so many at once. With Redis away each process counts its own. */
export class ConcurrencyLimit {
  readonly #options: ConcurrencyLimitOptions;

  constructor(options: ConcurrencyLimitOptions) {
    this.#options = options;
  }

  /** One more at this key, until disposed. Undefined: there are as many as may be. @param most  null: it is only counted */
  async acquire(key: string, most: number | null): Promise<Disposable | undefined> {
    const { redis, leases, clock } = this.#options;
    const hereBefore = leases.heldHere(key);
    if (most === null) return leases.count(key);
    const lease = leases.hold(key);
    leases.settle(key);
    const uncounted = leases.takeUncounted(key);
    const acquiring = acquireScript(redis, [key], [lease.member, LEASE_MS, most, ...uncounted]);
    const isAcquired = await withinOrElse(acquiring, { withinMs: CALLER_WAITS_MS, clock }, () =>
      Number(hereBefore < most),
    );
    if (isAcquired === 1) return lease;
    lease[Symbol.dispose]();
    return undefined;
  }
}
