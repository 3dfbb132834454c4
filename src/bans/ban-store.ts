import type { Redis } from "ioredis";
import type { BanKeys } from "../redis/keys.ts";
import { luaScript } from "../redis/script.ts";
import {
  BAN_FACTOR,
  FIRST_BAN_MS,
  FORGIVEN_AFTER_MS,
  LONGEST_BAN_MS,
  MOST_ALLOWED,
  MOST_BANS,
  OFFICE_FOR_MS,
  POINTS,
  SCORE,
  SCORE_OF_OFFICE,
  type Offence,
} from "./policy.ts";

/** A source that is kept out. */
export interface Ban {
  /** An IPv4 address, or an IPv6 /64. */
  readonly source: string;
  /** The offence that was one too many. */
  readonly reason: Offence;
  readonly sinceMs: number;
  readonly untilMs: number;
  /** 1: the first one lately. */
  readonly times: number;
}

/** An address or block that is never banned. */
export interface Allowed {
  readonly block: string;
  readonly by: string;
  readonly atMs: number;
}

/** Ten offences within a second are ten, though a little of the first has gone away by then. */
const ROUNDING = 0.5;

const NOW = `local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
`;

/** KEYS: bans, facts, score, times, office, changes · ARGV: source, points, reason. Answers the ban that this made, as JSON, or ''. */
const offendScript = luaScript(`${NOW}
local source = ARGV[1]
local banned = redis.call('ZSCORE', KEYS[1], source)
if banned and tonumber(banned) > now then return '' end
local isOffice = redis.call('EXISTS', KEYS[5]) == 1
local most = isOffice and ${SCORE_OF_OFFICE.most} or ${SCORE.most}
local perMs = (isOffice and ${SCORE_OF_OFFICE.perSecond} or ${SCORE.perSecond}) / 1000
local last = redis.call('HMGET', KEYS[3], 'points', 'at')
local points = math.max(0, (tonumber(last[1]) or 0) - (now - (tonumber(last[2]) or now)) * perMs) + tonumber(ARGV[2])
if points + ${ROUNDING} < most then
  redis.call('HSET', KEYS[3], 'points', points, 'at', now)
  redis.call('PEXPIRE', KEYS[3], math.ceil(most / perMs))
  return ''
end
redis.call('DEL', KEYS[3])
local times = redis.call('INCR', KEYS[4])
local forMs = math.min(${FIRST_BAN_MS} * ${BAN_FACTOR} ^ (math.min(times, 20) - 1), ${LONGEST_BAN_MS})
redis.call('PEXPIRE', KEYS[4], string.format('%d', forMs + ${FORGIVEN_AFTER_MS}))
local ban = cjson.encode({ source = source, reason = ARGV[3], sinceMs = now, untilMs = now + forMs, times = times })
if redis.call('ZCARD', KEYS[1]) >= ${MOST_BANS} then
  local first = redis.call('ZPOPMIN', KEYS[1])
  if first[1] then redis.call('HDEL', KEYS[2], first[1]) end
end
redis.call('ZADD', KEYS[1], string.format('%d', now + forMs), source)
redis.call('HSET', KEYS[2], source, ban)
redis.call('PUBLISH', KEYS[6], 'banned')
return ban
`);

/** KEYS: bans, facts, changes. Answers the sources whose ban has run out: each is told by one process alone. */
const expireScript = luaScript(`${NOW}
local over = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'LIMIT', 0, 1000)
if #over == 0 then return over end
redis.call('ZREM', KEYS[1], unpack(over))
redis.call('HDEL', KEYS[2], unpack(over))
redis.call('PUBLISH', KEYS[3], 'expired')
return over
`);

/** KEYS: bans, facts, times, score, changes · ARGV: source. Answers whether it was banned. The next ban is a first one again. */
const liftScript = luaScript(`
local removed = redis.call('ZREM', KEYS[1], ARGV[1])
redis.call('HDEL', KEYS[2], ARGV[1])
redis.call('DEL', KEYS[3], KEYS[4])
if removed == 1 then redis.call('PUBLISH', KEYS[5], 'lifted') end
return removed
`);

/** KEYS: allowed, changes · ARGV: block, JSON. Answers 1, or 0: the list is full. */
const allowScript = luaScript(`
if redis.call('HEXISTS', KEYS[1], ARGV[1]) == 0 and redis.call('HLEN', KEYS[1]) >= ${MOST_ALLOWED} then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
redis.call('PUBLISH', KEYS[2], 'allowed')
return 1
`);

/** Bans and the allow-list, as all processes share them in Redis. Every method rejects while Redis is away. */
export class BanStore {
  readonly #redis: Redis;
  readonly #keys: BanKeys;

  constructor(redis: Redis, keys: BanKeys) {
    this.#redis = redis;
    this.#keys = keys;
  }

  /** The ban that these offences led to, in this step. */
  async offend(source: string, offence: Offence, times = 1): Promise<Ban | undefined> {
    const { bans, facts, score, times: timesOf, office, changes } = this.#keys;
    const keys = [bans, facts, score(source), timesOf(source), office(source), changes];
    const made = await offendScript(this.#redis, keys, [source, POINTS[offence] * times, offence]);
    return readBan(String(made));
  }

  /** A phone there has proved its password. */
  async noteOffice(source: string): Promise<void> {
    await this.#redis.set(this.#keys.office(source), 1, "PX", OFFICE_FOR_MS);
  }

  async list(): Promise<readonly Ban[]> {
    const facts = await this.#redis.hvals(this.#keys.facts);
    return facts.flatMap((text) => readBan(text) ?? []);
  }

  /** Which of these are offices. */
  async officesAmong(sources: readonly string[]): Promise<readonly string[]> {
    if (sources.length === 0) return [];
    const known = await this.#redis.mget(sources.map((source) => this.#keys.office(source)));
    return sources.filter((_source, i) => known[i] !== null);
  }

  async expire(): Promise<readonly string[]> {
    const { bans, facts, changes } = this.#keys;
    return (await expireScript(this.#redis, [bans, facts, changes])) as string[];
  }

  async lift(source: string): Promise<boolean> {
    const { bans, facts, times, score, changes } = this.#keys;
    return (await liftScript(this.#redis, [bans, facts, times(source), score(source), changes], [source])) === 1;
  }

  async allowed(): Promise<readonly Allowed[]> {
    const entries = Object.entries(await this.#redis.hgetall(this.#keys.allowed));
    return entries.map(([block, text]) => ({ block, ...(JSON.parse(text) as Omit<Allowed, "block">) }));
  }

  /** False: the list is full. */
  async allow({ block, ...facts }: Allowed): Promise<boolean> {
    const { allowed, changes } = this.#keys;
    return (await allowScript(this.#redis, [allowed, changes], [block, JSON.stringify(facts)])) === 1;
  }

  async disallow(block: string): Promise<boolean> {
    const { allowed, changes } = this.#keys;
    const removed = await this.#redis.hdel(allowed, block);
    if (removed > 0) await this.#redis.publish(changes, "disallowed");
    return removed > 0;
  }
}

function readBan(text: string): Ban | undefined {
  return text === "" ? undefined : (JSON.parse(text) as Ban);
}
