import type { Redis } from "ioredis";
import type { SettingsKeys } from "../redis/keys.ts";
import { accountLinks } from "./account-links.ts";
import type { SecondFactorParts } from "./authenticator-apps.ts";
import { secondFactors } from "./second-factors.ts";
import { asUnavailable } from "./store/commit.ts";
import { forgetInFeed, type TenantRemains } from "./store/removal.ts";
import { webSessions } from "./web-sessions.ts";

/** What has still to be erased of companies that were removed. @throws StoreUnavailable */
export async function readRemains(redis: Redis, keys: SettingsKeys): Promise<readonly TenantRemains[]> {
  const stored = await asUnavailable(redis.hvals(keys.removed));
  return stored.map((json) => JSON.parse(json) as TenantRemains);
}

/** Log-ins, second factors, links, notes of use, and what the feed tells. */
export async function eraseRemains(parts: SecondFactorParts, remains: TenantRemains): Promise<void> {
  const { redis, keys, clock } = parts;
  const { tenant, users, tokens } = remains;
  const sessions = webSessions(redis, keys, clock);
  const factors = secondFactors(parts);
  const links = accountLinks(redis, keys, clock);
  for (const user of users) {
    await sessions.removeAllOf(user);
    await factors.removeAllOf(user);
    await links.removeAllOf(user);
    const own = [keys.sessionsOf(user), keys.sessionsSeen(user), keys.totpBegun(user), keys.accountLinksOf(user)];
    await asUnavailable(redis.del(...own));
  }
  if (tokens.length > 0) await asUnavailable(redis.hdel(keys.tokenUse, ...tokens));
  await forgetInFeed(redis, keys, tenant);
}
