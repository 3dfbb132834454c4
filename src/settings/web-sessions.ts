import type { Redis } from "ioredis";
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
  /** After a changed password or a removed user. */
  removeAllOf(user: UserId): Promise<void>;
}

/** More browsers than a person uses; the oldest log-in makes room. */
const MAX_SESSIONS_PER_USER = 50;
/** However much it is used, a log-in ends after 30 days: a stolen cookie does too. */
export const LONGEST_SESSION_SECONDS = 30 * 24 * 3_600;

export function webSessions(redis: Redis, keys: SettingsKeys, clock: Clock): WebSessions {
  return {
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
      const surplus = (replies?.at(-1)?.[1] ?? []) as string[];
      if (surplus.length > 0) await asUnavailable(removeHashes(surplus, index));
      return key;
    },
    async read(key, forSeconds) {
      const at = keys.session(hashToken(key));
      const text = await asUnavailable(forSeconds === undefined ? redis.get(at) : redis.getex(at, "EX", forSeconds));
      if (text === null) return undefined;
      const session = JSON.parse(text) as WebSession;
      const leftSeconds = Math.floor(LONGEST_SESSION_SECONDS - (clock.nowMs() - session.createdAtMs) / 1_000);
      if (leftSeconds <= 0) {
        await asUnavailable(redis.del(at));
        return undefined;
      }
      if (forSeconds === undefined) return session;
      if (leftSeconds < forSeconds) await asUnavailable(redis.expire(at, leftSeconds, "LT"));
      await asUnavailable(redis.expire(keys.sessionsOf(session.userId), forSeconds, "GT"));
      return session;
    },
    async remove(key) {
      await asUnavailable(redis.del(keys.session(hashToken(key))));
    },
    async removeAllOf(user) {
      const index = keys.sessionsOf(user);
      const hashes = await asUnavailable(redis.zrange(index, 0, -1));
      if (hashes.length > 0) await asUnavailable(removeHashes(hashes, index));
    },
  };

  function removeHashes(hashes: readonly string[], index: string): Promise<unknown> {
    return redis
      .multi()
      .del(...hashes.map(keys.session))
      .zrem(index, ...hashes)
      .exec();
  }
}
