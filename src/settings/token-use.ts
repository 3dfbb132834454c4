import type { Redis } from "ioredis";
import { BoundedMap } from "../runtime/bounded-map.ts";
import type { Clock } from "../runtime/clock.ts";
import type { TokenId } from "./schemas/words.ts";
import { asUnavailable } from "./store/commit.ts";
import type { SettingsKeys } from "../redis/keys.ts";

/** When API tokens were last used: beside the settings, so that a request doesn't make a version. */
export interface TokenUse {
  /** Notes the use; at most one write a minute and token. Never throws: a token works without Redis too. */
  note(token: TokenId): void;
  /** @throws StoreUnavailable */
  lastUsedAtMs(tokens: readonly TokenId[]): Promise<ReadonlyMap<TokenId, number>>;
}

const NOTE_EVERY_MS = 60_000;
/** Tokens remembered here; beyond it the one noted longest ago is forgotten, at the cost of a write. */
const MAX_REMEMBERED = 10_000;

export function tokenUse(redis: Redis, keys: SettingsKeys, clock: Clock): TokenUse {
  const notedAtMs = new BoundedMap<TokenId, number>(MAX_REMEMBERED);
  return {
    note(token) {
      const nowMs = clock.nowMs();
      const before = notedAtMs.get(token);
      if (before !== undefined && nowMs - before < NOTE_EVERY_MS) return;
      notedAtMs.set(token, nowMs);
      redis.hset(keys.tokenUse, token, nowMs).catch(() => notedAtMs.delete(token));
    },
    async lastUsedAtMs(tokens) {
      if (tokens.length === 0) return new Map();
      const noted = await asUnavailable(redis.hmget(keys.tokenUse, ...tokens));
      const used = tokens.map((token, i) => [token, noted[i]] as const);
      return new Map(used.flatMap(([token, text]) => (text == null ? [] : [[token, Number(text)] as const])));
    },
  };
}
