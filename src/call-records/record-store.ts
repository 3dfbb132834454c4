import { promisify } from "node:util";
import { deflate, deflateSync, inflate, type ZlibOptions } from "node:zlib";
import type { Redis } from "ioredis";
import type { Clock } from "../runtime/clock.ts";
import type { Snapshot } from "../settings/snapshot.ts";
import { tenantPoliciesOf } from "../settings/schemas/policies.ts";
import { asUnavailable } from "../settings/store/commit.ts";
import { luaScript } from "../redis/script.ts";
import { patiently } from "../runtime/gather-writes.ts";
import { parseTenantId, type TenantId } from "../vocabulary/identifiers.ts";
import { fits, type RecordFilter } from "./filter.ts";
import type { CallTrace } from "./call-trace.ts";
import type { CallKeys } from "../redis/keys.ts";
import { usersIn, type StoredRecord } from "./stored-record.ts";

/** Of one company: a year of 500 calls a working day. The oldest go first. */
const MOST_RECORDS = 125_000;
/** The traces of a company's newest calls; about 3 kB each. */
export const MOST_TRACES = 10_000;
/** Looked through for one request; a rare filter takes several. */
const MOST_LOOKED_AT = 5_000;
const READ_AT_ONCE = 200;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Removed by one sweep of one company; the next one goes on. */
const MOST_REMOVED = 10_000;
/** A write removes so many traces beyond the most; a few more may be there meanwhile. */
const SPARE_TRACES = 10;

/** Of the trace of nearly all calls: compressed here and now, by a third of what it costs to have another thread do it. */
const SHORT_TRACE = 100_000;
/** SIP messages repeat each other: more effort saves little. */
const COMPRESSION = { level: 1 };

const deflated = promisify<string, ZlibOptions, Buffer>(deflate);
const inflated = promisify(inflate);

/**
 * KEYS: index, records, traces, tenants, an index for each user · ARGV: call, began, record, trace, cutoff, most records,
 * most traces, tenant. Writing a call twice changes nothing. What is too old or too many goes in the same step.
 */
const writeScript = luaScript(`
redis.call('ZADD', KEYS[1], ARGV[2], ARGV[1])
redis.call('HSET', KEYS[2], ARGV[1], ARGV[3])
if ARGV[4] ~= '' then redis.call('HSET', KEYS[3], ARGV[1], ARGV[4]) end
redis.call('SADD', KEYS[4], ARGV[8])
for i = 5, #KEYS do
  redis.call('ZADD', KEYS[i], ARGV[2], ARGV[1])
  redis.call('ZREMRANGEBYSCORE', KEYS[i], '-inf', '(' .. ARGV[5])
end
local gone = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', '(' .. ARGV[5], 'LIMIT', 0, 100)
local over = redis.call('ZCARD', KEYS[1]) - #gone - tonumber(ARGV[6])
if over > 0 then
  for _, call in ipairs(redis.call('ZRANGE', KEYS[1], #gone, #gone + math.min(over, 100) - 1)) do table.insert(gone, call) end
end
for _, call in ipairs(gone) do
  redis.call('ZREM', KEYS[1], call)
  redis.call('HDEL', KEYS[2], call)
  redis.call('HDEL', KEYS[3], call)
end
for _, call in ipairs(redis.call('ZREVRANGE', KEYS[1], ARGV[7], tonumber(ARGV[7]) + ${SPARE_TRACES})) do redis.call('HDEL', KEYS[3], call) end
return #gone
`);

/** KEYS: index, records, traces · ARGV: calls. */
const removeScript = luaScript(`
for _, call in ipairs(ARGV) do
  redis.call('ZREM', KEYS[1], call)
  redis.call('HDEL', KEYS[2], call)
  redis.call('HDEL', KEYS[3], call)
end
return #ARGV
`);

/** A place in a list of records: before this call. */
export interface Cursor {
  readonly startedAtMs: number;
  readonly call: string;
}

export interface RecordPage {
  /** The newest first. */
  readonly records: readonly StoredRecord[];
  /** Where to go on; undefined: these were the last. */
  readonly next: Cursor | undefined;
}

export interface RecordStoreOptions {
  readonly redis: Redis;
  readonly keys: CallKeys;
  readonly clock: Clock;
  readonly settings: { readonly snapshot: Snapshot };
}

/** What is remembered of calls that are over, for as long as each company wants. */
export class RecordStore {
  readonly #options: RecordStoreOptions;

  constructor(options: RecordStoreOptions) {
    this.#options = options;
  }

  /** @throws where Redis is away */
  async write(record: StoredRecord, trace: CallTrace | undefined): Promise<void> {
    const { redis, keys } = this.#options;
    const { tenant, call, startedAtMs } = record;
    const shared = [keys.index(tenant), keys.records(tenant), keys.traces(tenant), keys.tenants];
    const users = usersIn(record).map((user) => keys.indexOf(tenant, user));
    const text = trace === undefined ? "" : await compressed(JSON.stringify(trace));
    const limits = [this.#cutoffMs(tenant), MOST_RECORDS, MOST_TRACES];
    const values = [call, startedAtMs, JSON.stringify(record), text, ...limits, tenant];
    await patiently(() => writeScript(redis, [...shared, ...users], values));
  }

  /** Undefined: there is none, or not any more. @throws StoreUnavailable */
  async read(tenant: TenantId, call: string): Promise<StoredRecord | undefined> {
    const json = await asUnavailable(this.#options.redis.hget(this.#options.keys.records(tenant), call));
    const record = json === null ? undefined : (JSON.parse(json) as StoredRecord);
    return record === undefined || record.startedAtMs < this.#cutoffMs(tenant) ? undefined : record;
  }

  /** @throws StoreUnavailable */
  async readTrace(tenant: TenantId, call: string): Promise<CallTrace | undefined> {
    const { redis, keys, settings, clock } = this.#options;
    const { traceDays } = tenantPoliciesOf(settings.snapshot.tenant(tenant) ?? {});
    const startedAtMs = Number((await asUnavailable(redis.zscore(keys.index(tenant), call))) ?? 0);
    if (startedAtMs < clock.nowMs() - traceDays * DAY_MS) return undefined;
    const text = await asUnavailable(redis.hget(keys.traces(tenant), call));
    if (text === null) return undefined;
    return JSON.parse((await inflated(Buffer.from(text, "base64"))).toString()) as CallTrace;
  }

  /**
   * The next records, the newest first; there may be more even where fewer come than were asked for.
   * @throws StoreUnavailable
   */
  async list(tenant: TenantId, filter: RecordFilter, limit: number, before?: Cursor): Promise<RecordPage> {
    const records: StoredRecord[] = [];
    let next = before;
    for (let lookedAt = 0; lookedAt < MOST_LOOKED_AT;) {
      const page = await this.#page(tenant, filter, next);
      for (const { call, startedAtMs, record } of page) {
        next = { call, startedAtMs };
        lookedAt += 1;
        if (record === undefined || !fits(record, filter)) continue;
        records.push(record);
        if (records.length === limit) return { records, next };
      }
      if (page.length < READ_AT_ONCE) return { records, next: undefined };
    }
    return { records, next };
  }

  /** How many calls that are over began in each of these hours; the last one ends at `untilMs`. One request. @throws StoreUnavailable */
  async countByHour(tenant: TenantId, untilMs: number, hours: number): Promise<readonly number[]> {
    const { redis, keys } = this.#options;
    const pipeline = redis.pipeline();
    for (let hour = hours; hour > 0; hour--)
      pipeline.zcount(keys.index(tenant), untilMs - hour * HOUR_MS, `(${untilMs - (hour - 1) * HOUR_MS}`);
    const replies = (await asUnavailable(pipeline.exec())) ?? [];
    return replies.map(([failure, count]) => {
      if (failure !== null) throw failure;
      return Number(count);
    });
  }

  /** Forgets a company's calls that began before this moment, traces too. @returns how many; the next time goes on */
  async forgetBefore(tenant: TenantId, beforeMs: number): Promise<number> {
    const { redis, keys } = this.#options;
    const until = `(${beforeMs}`;
    const calls = await redis.zrangebyscore(keys.index(tenant), "-inf", until, "LIMIT", 0, MOST_REMOVED);
    for (let from = 0; from < calls.length; from += READ_AT_ONCE) {
      const some = calls.slice(from, from + READ_AT_ONCE);
      const records = await redis.hmget(keys.records(tenant), ...some);
      const users = new Set(
        records.flatMap((json) => (json === null ? [] : usersIn(JSON.parse(json) as StoredRecord))),
      );
      for (const user of users) await redis.zrem(keys.indexOf(tenant, user), ...some);
      await removeScript(redis, [keys.index(tenant), keys.records(tenant), keys.traces(tenant)], some);
    }
    return calls.length;
  }

  /** Forgets how a company's calls were decided that began before this moment. @returns how many traces */
  async forgetTracesBefore(tenant: TenantId, beforeMs: number): Promise<number> {
    const { redis, keys } = this.#options;
    const [index, traces] = [keys.index(tenant), keys.traces(tenant)];
    if ((await redis.hlen(traces)) === 0) return 0;
    const newer = await redis.zcount(index, beforeMs, "+inf");
    let forgotten = 0;
    // Only the newest calls have traces: what lies further back has none.
    for (let skipped = 0; newer + skipped < MOST_TRACES + SPARE_TRACES; skipped += READ_AT_ONCE) {
      const some = await redis.zrange(index, `(${beforeMs}`, "-inf", "BYSCORE", "REV", "LIMIT", skipped, READ_AT_ONCE);
      if (some.length > 0) forgotten += await redis.hdel(traces, ...some);
      if (some.length < READ_AT_ONCE) break;
    }
    return forgotten;
  }

  /** Forgets the calls of companies that are gone: what was written after they were. */
  async forgetRemoved(): Promise<void> {
    const { redis, keys, settings } = this.#options;
    for (const text of await redis.smembers(keys.tenants)) {
      const tenant = parseTenantId(text);
      if (tenant === undefined || settings.snapshot.tenant(tenant) !== undefined) continue;
      if ((await this.forgetBefore(tenant, Number.MAX_SAFE_INTEGER)) === 0) await redis.srem(keys.tenants, tenant);
    }
  }

  async #page(
    tenant: TenantId,
    { user, fromMs, toMs }: RecordFilter,
    before: Cursor | undefined,
  ): Promise<{ call: string; startedAtMs: number; record: StoredRecord | undefined }[]> {
    const { redis, keys } = this.#options;
    const index = user === undefined ? keys.index(tenant) : keys.indexOf(tenant, user);
    const least = Math.max(this.#cutoffMs(tenant), fromMs ?? 0);
    const end = before === undefined ? (toMs === undefined ? "+inf" : `(${toMs}`) : String(before.startedAtMs);
    const skipped = before === undefined ? 0 : await asUnavailable(this.#sameTime(index, before));
    const found = await asUnavailable(
      redis.zrange(index, end, least, "BYSCORE", "REV", "LIMIT", skipped, READ_AT_ONCE, "WITHSCORES"),
    );
    const calls = found.filter((_, place) => place % 2 === 0);
    if (calls.length === 0) return [];
    const texts = await asUnavailable(redis.hmget(keys.records(tenant), ...calls));
    return calls.map((call, place) => ({
      call,
      startedAtMs: Number(found[2 * place + 1]),
      record: texts[place] == null ? undefined : (JSON.parse(texts[place]) as StoredRecord),
    }));
  }

  /** How many calls, of those that began in its millisecond, come no later than the cursor's: the newest first, like Redis. */
  async #sameTime(index: string, { call, startedAtMs }: Cursor): Promise<number> {
    const same = await this.#options.redis.zrange(index, startedAtMs, startedAtMs, "BYSCORE", "REV");
    return same.filter((other) => other >= call).length;
  }

  /** Calls that began earlier aren't kept. */
  #cutoffMs(tenant: TenantId): number {
    const { settings, clock } = this.#options;
    const { callRecordDays } = tenantPoliciesOf(settings.snapshot.tenant(tenant) ?? {});
    return Math.max(0, clock.nowMs() - callRecordDays * DAY_MS);
  }
}

async function compressed(json: string): Promise<string> {
  const bytes = json.length <= SHORT_TRACE ? deflateSync(json, COMPRESSION) : await deflated(json, COMPRESSION);
  return bytes.toString("base64");
}
