import type { Redis } from "ioredis";
import type { EventBus } from "../events/bus.ts";
import type { PublicTarget } from "../routing/plan.ts";
import type { Clock } from "../runtime/clock.ts";
import { withinOrElse } from "../runtime/deadline.ts";
import { CALLER_WAITS_MS } from "../redis/connection.ts";
import { limitsOf, type TenantLimits, type TenantRecord } from "../settings/kinds/tenant.ts";
import { luaScript } from "../redis/script.ts";
import type { TenantId } from "../vocabulary/identifiers.ts";
import { LEASE_MS, type Lease, type Leases } from "../redis/lease.ts";
import { DAY_MS, HOUR_MS, LIMIT_KINDS, obstaclesTo, WINDOW_MS, type LimitKind } from "./limit.ts";
import type { LimitKeys } from "../redis/keys.ts";

/** One step, so that two processes can't both take the last call. KEYS: live, begun, lifted, reached. */
const admitScript = luaScript(`
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
local tenant, member, lease = ARGV[1], ARGV[2], ARGV[3]
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now - ${DAY_MS})
local function reached(kind)
  local lifted = redis.call('HGET', KEYS[3], tenant .. '/' .. kind)
  if lifted and tonumber(lifted) > now then return false end
  return true
end
local function refuse(kind)
  local field = tenant .. '/' .. kind
  local last = redis.call('HGET', KEYS[4], field)
  if last and tonumber(last) > now - ${HOUR_MS} then return {kind, 0} end
  redis.call('HSET', KEYS[4], field, now)
  return {kind, 1}
end
for kind in string.gmatch(ARGV[7], '%a+') do
  if reached(kind) then return refuse(kind) end
end
if redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[4]) and reached('simultaneousCalls') then return refuse('simultaneousCalls') end
if redis.call('ZCOUNT', KEYS[2], '(' .. (now - ${HOUR_MS}), '+inf') >= tonumber(ARGV[5]) and reached('callsPerHour') then
  return refuse('callsPerHour')
end
if redis.call('ZCARD', KEYS[2]) >= tonumber(ARGV[6]) and reached('callsPerDay') then return refuse('callsPerDay') end
redis.call('ZADD', KEYS[1], now + lease, member)
redis.call('ZADD', KEYS[2], now, member)
redis.call('PEXPIRE', KEYS[2], ${DAY_MS})
return {'', 0}
`);

const usedScript = luaScript(`
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
return {
  now,
  redis.call('ZCOUNT', KEYS[1], '(' .. now, '+inf'),
  redis.call('ZCOUNT', KEYS[2], '(' .. (now - ${HOUR_MS}), '+inf'),
  redis.call('ZCOUNT', KEYS[2], '(' .. (now - ${DAY_MS}), '+inf')
}
`);

const liftScript = luaScript(`
local t = redis.call('TIME')
local untilMs = t[1] * 1000 + math.floor(t[2] / 1000) + ARGV[2]
redis.call('HSET', KEYS[1], ARGV[1], untilMs)
redis.call('HDEL', KEYS[2], ARGV[1])
return untilMs
`);

/** Whether a call to the PSTN may be made. */
export type Admission =
  /** It counts until disposed. */
  { readonly kind: "admitted"; readonly call: Disposable } | { readonly kind: "refused"; readonly limit: LimitKind };

/** How much of one of its limits a tenant has used. */
export interface LimitUsage {
  readonly kind: LimitKind;
  /** Calls that count now; undefined for the limits of numbers. */
  readonly used: number | undefined;
  /** Within the last hour. */
  readonly reachedAtMs: number | undefined;
  readonly liftedUntilMs: number | undefined;
}

export interface LimitsOptions {
  readonly redis: Redis;
  readonly keys: LimitKeys;
  readonly leases: Leases;
  readonly events: Pick<EventBus, "publish">;
  readonly clock: Clock;
}

/** A limit that another process has lifted is lifted in this one so much later. */
const LOOK_EACH_MS = 1_000;

/** The one gate that every call to the PSTN passes, forwards too; emergency calls never come here. */
export class Limits implements AsyncDisposable {
  readonly #options: LimitsOptions;
  readonly #end = new AbortController();
  readonly #looking: Promise<void>;
  #lifted: Readonly<Record<string, string>> = {};

  constructor(options: LimitsOptions) {
    this.#options = options;
    this.#looking = this.#look();
  }

  /** Whether this limit stops nothing at the moment, as far as is known here. */
  isLifted(tenant: TenantId, kind: LimitKind): boolean {
    return Number(this.#lifted[`${tenant}/${kind}`] ?? 0) > this.#options.clock.nowMs();
  }

  /** Counts a call, or says which limit it runs into. The first time in an hour an event tells of it. */
  async admit(tenant: TenantRecord, target: PublicTarget): Promise<Admission> {
    const { redis, keys, leases, clock } = this.#options;
    const limits = limitsOf(tenant);
    const obstacles = obstaclesTo(target, tenant);
    const live = keys.live(tenant.id);
    const before = leases.heldHere(live);
    const call: Lease = leases.hold(live);
    leases.settle(live);
    const counted = admitScript(
      redis,
      [live, keys.begun(tenant.id), keys.lifted, keys.reached],
      [
        tenant.id,
        call.member,
        LEASE_MS,
        limits.simultaneousCalls,
        limits.callsPerHour,
        limits.callsPerDay,
        obstacles.join(","),
      ],
    );
    // With Redis away the numbers' own limits hold, and this process's share of calls at once.
    const withoutRedis = (): [string, number] => [
      obstacles[0] ?? (before < limits.simultaneousCalls ? "" : AT_ONCE),
      0,
    ];
    const [reached, isFirst] = (await withinOrElse(counted, { withinMs: CALLER_WAITS_MS, clock }, withoutRedis)) as [
      LimitKind | "",
      number,
    ];
    if (reached === "") return { kind: "admitted", call };
    call[Symbol.dispose]();
    if (isFirst === 1) this.#publish(tenant.id, reached, limits);
    return { kind: "refused", limit: reached };
  }

  /** How much of each of its limits a tenant has used. @throws where Redis is away */
  async usage(tenant: TenantId): Promise<readonly LimitUsage[]> {
    const { redis, keys, leases } = this.#options;
    leases.settle(keys.live(tenant));
    const used = (await usedScript(redis, [keys.live(tenant), keys.begun(tenant)])) as number[];
    const [nowMs = 0, simultaneousCalls = 0, callsPerHour = 0, callsPerDay = 0] = used;
    const counts: Partial<Record<LimitKind, number>> = { simultaneousCalls, callsPerHour, callsPerDay };
    const fields = LIMIT_KINDS.map((kind) => `${tenant}/${kind}`);
    const [reached, lifted] = await Promise.all([
      redis.hmget(keys.reached, ...fields),
      redis.hmget(keys.lifted, ...fields),
    ]);
    return LIMIT_KINDS.map((kind, index) => {
      const [reachedAtMs, liftedUntilMs] = [Number(reached[index] ?? NaN), Number(lifted[index] ?? NaN)];
      return {
        kind,
        used: counts[kind],
        reachedAtMs: reachedAtMs > nowMs - HOUR_MS ? reachedAtMs : undefined,
        liftedUntilMs: liftedUntilMs > nowMs ? liftedUntilMs : undefined,
      };
    });
  }

  /** Lets everything pass that this limit would stop, until the end of its window. @throws where Redis is away */
  async lift(tenant: TenantId, kind: LimitKind): Promise<number> {
    const { redis, keys } = this.#options;
    const field = `${tenant}/${kind}`;
    const untilMs = await liftScript(redis, [keys.lifted, keys.reached], [field, WINDOW_MS[kind]]);
    this.#lifted = { ...this.#lifted, [field]: String(untilMs) };
    return Number(untilMs);
  }

  async #look(): Promise<void> {
    const { redis, keys, clock } = this.#options;
    while (!this.#end.signal.aborted) {
      this.#lifted = await redis.hgetall(keys.lifted).catch(() => this.#lifted);
      await clock.sleep(LOOK_EACH_MS, this.#end.signal).catch(() => undefined);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#end.abort();
    await this.#looking;
  }

  #publish(tenant: TenantId, limit: LimitKind, { [limit]: value }: TenantLimits): void {
    const { events, clock } = this.#options;
    const most = typeof value === "number" ? { most: value } : {};
    events.publish({ kind: "limit.reached", atMs: clock.nowMs(), tenant, limit, ...most });
  }
}

const AT_ONCE: LimitKind = "simultaneousCalls";
