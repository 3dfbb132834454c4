import type { Redis } from "ioredis";
import { BoundedMap } from "../runtime/bounded-map.ts";
import type { Clock } from "../runtime/clock.ts";
import type { TenantId, UserId } from "../vocabulary/identifiers.ts";
import { hashToken, makeToken } from "./secrets.ts";
import { asUnavailable } from "./store/commit.ts";
import type { SettingsKeys } from "../redis/keys.ts";

/** A log-in of the portal. Lives in Redis with an expiry; it isn't a setting: no version, no audit. */
export interface WebSession {
  readonly userId: UserId;
  readonly tenantId: TenantId;
  readonly createdAtMs: number;
  /** `loginMark` of the user at the log-in. Not in sessions of before there were marks. */
  readonly loginMark?: string;
  /** Where it was opened, and by what; not in sessions of before they were noted. */
  readonly address?: string;
  readonly userAgent?: string;
}

/** A session as its user sees it in the list of their own. */
export interface ListedSession extends WebSession {
  /** SHA-256 of its key. */
  readonly hash: string;
  /** To the minute. */
  readonly lastSeenAtMs: number;
  readonly expiresAtMs: number;
}

/**
 * The sessions of the portal. The key is what the cookie holds; only its SHA-256 is stored.
 * Whether the user still exists is the reader's to ask: `snapshot.user(session.userId)`. All methods throw StoreUnavailable.
 */
export interface WebSessions {
  create(session: Omit<WebSession, "createdAtMs">, forSeconds: number): Promise<string>;
  /** Undefined when there is none, or it expired. With `forSeconds`, a live one lasts that long from now, at most `LONGEST_SESSION_SECONDS` in all. */
  read(key: string, forSeconds?: number): Promise<WebSession | undefined>;
  remove(key: string): Promise<void>;
  /** Those that go on, the newest first. */
  list(user: UserId): Promise<readonly ListedSession[]>;
  /** Which of these go on, named by the SHA-256 of their keys. */
  live(hashes: readonly string[]): Promise<ReadonlySet<string>>;
  /** Ends one of the user's, named by the SHA-256 of its key. */
  removeOf(user: UserId, hash: string): Promise<void>;
  /** After a changed password or a removed user; but the one of this hash. */
  removeAllOf(user: UserId, butHash?: string): Promise<void>;
  /** The session in which its user has changed the password goes on with the new mark. */
  remark(hash: string, loginMark: string): Promise<void>;
}

/** More browsers than a person uses; the oldest log-in makes room. */
const MAX_SESSIONS_PER_USER = 50;
/** However much it is used, a log-in ends after 30 days: a stolen cookie does too. */
export const LONGEST_SESSION_SECONDS = 30 * 24 * 3_600;
/** That a session is used is written so often. */
const SEEN_EVERY_MS = 60_000;
/** Sessions remembered as seen; beyond it the one noted longest ago is forgotten, at the cost of a write. */
const MAX_REMEMBERED = 10_000;

export function webSessions(redis: Redis, keys: SettingsKeys, clock: Clock): WebSessions {
  const removeHashes = async (hashes: readonly string[], user: UserId): Promise<void> => {
    if (hashes.length === 0) return;
    await asUnavailable(
      redis
        .multi()
        .del(...hashes.map(keys.session))
        .zrem(keys.sessionsOf(user), ...hashes)
        .hdel(keys.sessionsSeen(user), ...hashes)
        .exec(),
    );
  };
  return {
    read: reader(redis, keys, clock),
    async create(session, forSeconds) {
      const key = makeToken();
      const hash = hashToken(key);
      const createdAtMs = clock.nowMs();
      const index = keys.sessionsOf(session.userId);
      const replies = await asUnavailable(
        redis
          .multi()
          .set(keys.session(hash), JSON.stringify({ ...session, createdAtMs }), "EX", forSeconds)
          .zadd(index, createdAtMs, hash)
          .expire(index, forSeconds, "NX")
          .expire(index, forSeconds, "GT")
          .zrange(index, 0, -1 - MAX_SESSIONS_PER_USER)
          .exec(),
      );
      await removeHashes((replies?.at(-1)?.[1] ?? []) as string[], session.userId);
      return key;
    },
    async remove(key) {
      await asUnavailable(redis.del(keys.session(hashToken(key))));
    },
    async live(hashes) {
      const asked = redis.pipeline();
      for (const hash of hashes) asked.exists(keys.session(hash));
      const replies = await asUnavailable(asked.exec());
      return new Set(hashes.filter((_, i) => replies?.[i]?.[1] === 1));
    },
    list: (user) => listed(redis, keys, { user, nowMs: clock.nowMs() }),
    removeOf: (user, hash) => removeHashes([hash], user),
    async removeAllOf(user, butHash) {
      const hashes = await asUnavailable(redis.zrange(keys.sessionsOf(user), 0, -1));
      await removeHashes(
        hashes.filter((hash) => hash !== butHash),
        user,
      );
    },
    async remark(hash, loginMark) {
      const at = keys.session(hash);
      const text = await asUnavailable(redis.get(at));
      if (text === null) return;
      const session: WebSession = { ...(JSON.parse(text) as WebSession), loginMark };
      await asUnavailable(redis.set(at, JSON.stringify(session), "KEEPTTL", "XX"));
    },
  };
}

function reader(redis: Redis, keys: SettingsKeys, clock: Clock): WebSessions["read"] {
  const noteSeen = seenNotes(redis, keys, clock);
  return async (key, forSeconds) => {
    const hash = hashToken(key);
    const at = keys.session(hash);
    const text = await asUnavailable(forSeconds === undefined ? redis.get(at) : redis.getex(at, "EX", forSeconds));
    if (text === null) return undefined;
    const session = JSON.parse(text) as WebSession;
    const leftSeconds = Math.floor(LONGEST_SESSION_SECONDS - (clock.nowMs() - session.createdAtMs) / 1_000);
    if (leftSeconds <= 0) {
      await asUnavailable(redis.del(at));
      return undefined;
    }
    if (forSeconds === undefined) return session;
    noteSeen(session.userId, hash);
    if (leftSeconds < forSeconds) await asUnavailable(redis.expire(at, leftSeconds, "LT"));
    await asUnavailable(redis.expire(keys.sessionsOf(session.userId), forSeconds, "GT"));
    return session;
  };
}

/** Notes that a session is used, at most once a minute and process. Never throws: only the list of sessions misses it. */
function seenNotes(redis: Redis, keys: SettingsKeys, clock: Clock): (user: UserId, hash: string) => void {
  const notedAtMs = new BoundedMap<string, number>(MAX_REMEMBERED);
  return (user, hash) => {
    const nowMs = clock.nowMs();
    const before = notedAtMs.get(hash);
    if (before !== undefined && nowMs - before < SEEN_EVERY_MS) return;
    notedAtMs.set(hash, nowMs);
    const seen = keys.sessionsSeen(user);
    const noting = redis.multi().hset(seen, hash, nowMs).expire(seen, LONGEST_SESSION_SECONDS).exec();
    noting.catch(() => notedAtMs.delete(hash));
  };
}

async function listed(
  redis: Redis,
  keys: SettingsKeys,
  { user, nowMs }: { readonly user: UserId; readonly nowMs: number },
): Promise<readonly ListedSession[]> {
  const hashes = await asUnavailable(redis.zrange(keys.sessionsOf(user), 0, -1, "REV"));
  if (hashes.length === 0) return [];
  const asked = redis.pipeline().hmget(keys.sessionsSeen(user), ...hashes);
  for (const hash of hashes) asked.get(keys.session(hash)).pttl(keys.session(hash));
  const replies = await asUnavailable(asked.exec());
  const values = (replies ?? []).map(([, value]) => value);
  const seen = (values[0] ?? []) as (string | null)[];
  return hashes.flatMap((hash, i) => {
    const text = values[1 + 2 * i] as string | null | undefined;
    if (text == null) return []; // it has expired, or its user has logged out
    const session = JSON.parse(text) as WebSession;
    const expiresAtMs = nowMs + Math.max(0, Number(values[2 + 2 * i]));
    return [{ ...session, hash, expiresAtMs, lastSeenAtMs: Number(seen[i] ?? session.createdAtMs) }];
  });
}
