import { randomUUID } from "node:crypto";
import type { Redis } from "ioredis";
import { loginKeys } from "../redis/keys.ts";
import { luaScript } from "../redis/script.ts";
import type { Clock } from "../runtime/clock.ts";
import { sourceOf } from "../runtime/address-block.ts";
import { hashToken } from "../settings/secrets.ts";
import { asUnavailable } from "../settings/store/commit.ts";
import { TooManyAttempts } from "./errors.ts";

/** Wrong passwords in this time … */
const WINDOW_MS = 15 * 60_000;
/** … of one account from anywhere, and from one source (an IPv4 address, an IPv6 /64), that lock it. */
const MOST_WRONG_OF_ACCOUNT = 20;
const MOST_WRONG_OF_SOURCE = 10;
/** The first lock; each further one lasts twice as long. The longest is short enough for the people behind a NAT, or for the owner. */
const FIRST_LOCK_MS = 60_000;
const LONGEST_LOCK_MS = 15 * 60_000;
/** After a lock this long without another, the next one is short again. */
const FORGIVEN_AFTER_MS = 24 * 3_600_000;
/** An account that has logged in from a source is let in from there again, whatever strangers and neighbours do meanwhile. */
const KNOWN_FOR_SECONDS = 30 * 24 * 3_600;

/**
 * Counts an attempt as a wrong one before its password is looked at, so that a thousand at once are not all the first. Keys: three
 * for each counter: attempts, how often it was locked, the lock. Answers how long it is locked already (ms), or 0 and what was locked now.
 */
const beginScript = luaScript(`
local now, id, lockedNow = tonumber(ARGV[1]), ARGV[2], {}
local longest = 0
for i = 3, #KEYS, 3 do longest = math.max(longest, redis.call('PTTL', KEYS[i])) end
if longest > 0 then return {longest, lockedNow} end
for i = 1, #KEYS, 3 do
  local most = tonumber(ARGV[2 + (i + 2) / 3])
  redis.call('ZREMRANGEBYSCORE', KEYS[i], 0, now - ${WINDOW_MS})
  redis.call('ZADD', KEYS[i], now, id)
  redis.call('PEXPIRE', KEYS[i], ${WINDOW_MS})
  if redis.call('ZCARD', KEYS[i]) >= most then
    local times = redis.call('INCR', KEYS[i + 1])
    local forMs = math.min(${FIRST_LOCK_MS} * 2 ^ (times - 1), ${LONGEST_LOCK_MS})
    redis.call('PEXPIRE', KEYS[i + 1], string.format('%d', forMs + ${FORGIVEN_AFTER_MS}))
    redis.call('SET', KEYS[i + 2], id, 'PX', string.format('%d', forMs))
    redis.call('DEL', KEYS[i])
    lockedNow[#lockedNow + 1] = {(i - 1) / 3, string.format('%d', now + forMs)}
  end
end
return {0, lockedNow}
`);

/** The attempt was right: it counts nowhere, and a lock that it made is none. The first counter, the account's, begins anew. */
const rightScript = luaScript(`
redis.call('DEL', KEYS[1])
for i = 1, #KEYS, 3 do
  redis.call('ZREM', KEYS[i], ARGV[1])
  if redis.call('GET', KEYS[i + 2]) == ARGV[1] then
    redis.call('DEL', KEYS[i + 2])
    redis.call('DECR', KEYS[i + 1])
  end
end
`);

/** Who tries to log in, and from where. */
export interface LoginAttempt {
  /** An e-mail address, whether it is known or not. */
  readonly account: string;
  readonly address: string;
}

/** What is locked, and until when: the account for all but known addresses, or for this address alone, or this address for all accounts. */
export interface LoginLock {
  readonly scope: "account" | "pair" | "source";
  readonly untilMs: number;
}

export interface LoginOutcome {
  readonly isRight: boolean;
  /** Set where this attempt was one too many. */
  readonly locked: LoginLock | undefined;
}

/** Slows down those who guess passwords, for all processes together. */
export interface LoginGuard {
  /** @throws TooManyAttempts without asking `verify`, StoreUnavailable */
  attempt(attempt: LoginAttempt, verify: () => Promise<boolean>): Promise<LoginOutcome>;
}

interface Counter {
  readonly scope: LoginLock["scope"];
  readonly name: string;
  readonly most: number;
}

/** Those of these accounts that are locked now for all but known addresses; in one request. @throws StoreUnavailable */
export async function lockedAccounts(redis: Redis, accounts: readonly string[]): Promise<ReadonlySet<string>> {
  if (accounts.length === 0) return new Set();
  const keys = loginKeys();
  const locks = accounts.map((account) => keys.lock(`account/${hashToken(account.toLowerCase())}`));
  const found = await asUnavailable(redis.mget(locks));
  return new Set(accounts.filter((_, place) => found[place] != null));
}

export function loginGuard(redis: Redis, clock: Clock, prefix?: string): LoginGuard {
  const keys = loginKeys(prefix);
  const countersOf = async ({ account, address }: LoginAttempt): Promise<{ counters: Counter[]; known: string }> => {
    const name = hashToken(account.toLowerCase());
    const source = sourceOf(address);
    const known = keys.known(`${name}/${source}`);
    if ((await redis.exists(known)) === 1)
      return { known, counters: [{ scope: "pair", name: `pair/${name}/${source}`, most: MOST_WRONG_OF_SOURCE }] };
    const ofAccount = { scope: "account", name: `account/${name}`, most: MOST_WRONG_OF_ACCOUNT } as const;
    const ofSource = { scope: "source", name: `source/${source}`, most: MOST_WRONG_OF_SOURCE } as const;
    return { known, counters: [ofAccount, ofSource] };
  };
  return {
    async attempt(attempt, verify) {
      const { counters, known } = await asUnavailable(countersOf(attempt));
      const id = randomUUID();
      const places = counters.flatMap(({ name }) => [keys.wrong(name), keys.times(name), keys.lock(name)]);
      const mosts = counters.map(({ most }) => most);
      const begun = await asUnavailable(beginScript(redis, places, [clock.nowMs(), id, ...mosts]));
      const [lockedForMs, locked] = begun as [number, [number, string][]];
      if (lockedForMs > 0) throw new TooManyAttempts(Math.ceil(lockedForMs / 1_000));
      if (await verify()) {
        await asUnavailable(rightScript(redis, places, [id]));
        await asUnavailable(redis.set(known, 1, "EX", KNOWN_FOR_SECONDS));
        return { isRight: true, locked: undefined };
      }
      // The first counter is the account's, where there are two: its lock is what its owner must hear of.
      const [first] = locked.flatMap(([counter, untilMs]) => {
        const scope = counters[counter]?.scope;
        return scope === undefined ? [] : [{ scope, untilMs: Number(untilMs) }];
      });
      return { isRight: false, locked: first };
    },
  };
}
