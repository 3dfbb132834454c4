import type { Redis } from "ioredis";
import type { Clock } from "../runtime/clock.ts";
import type { SettingsKeys } from "../redis/keys.ts";
import type { TenantId, UserId } from "../vocabulary/identifiers.ts";
import type { UserRecord } from "./kinds/user.ts";
import { hashToken, makeToken } from "./secrets.ts";
import type { Snapshot } from "./snapshot.ts";
import { asUnavailable } from "./store/commit.ts";

/** What a link sets: the first password of a new user, or another one for one that was forgotten. */
export type LinkPurpose = "invitation" | "reset";

/** How long a link works. */
export const LINK_SECONDS: Readonly<Record<LinkPurpose, number>> = { invitation: 7 * 24 * 3_600, reset: 3_600 };
/** An e-mail that was tried several times leaves a link each time; the oldest makes room. */
const MAX_LINKS_PER_USER = 10;

/** A link sent by e-mail, by which its user sets their password. Lives in Redis with an expiry; it isn't a setting. */
interface AccountLink {
  readonly purpose: LinkPurpose;
  readonly userId: UserId;
  readonly tenantId: TenantId;
  readonly expiresAtMs: number;
  /** `linkMark` of the user when it was made: another password or e-mail address ends it. */
  readonly mark: string;
}

/** A link that works now, and whose. */
export interface OpenLink extends AccountLink {
  readonly user: UserRecord;
}

/** The token is in the e-mail alone; Redis holds its SHA-256. All methods throw StoreUnavailable. */
export interface AccountLinks {
  create(purpose: LinkPurpose, user: UserRecord): Promise<{ readonly token: string; readonly expiresAtMs: number }>;
  /** Undefined: unknown, expired, used, or its user has another password or address by now. */
  read(token: string, snapshot: Snapshot): Promise<OpenLink | undefined>;
  /** After a new password, or with the user. */
  removeAllOf(user: UserId): Promise<void>;
}

/** A link is for one password and one address: the password that it sets ends it, so it works once. */
export function linkMark({ email, passwordHash }: Pick<UserRecord, "email" | "passwordHash">): string {
  return hashToken(`${email} ${passwordHash ?? ""}`);
}

export function accountLinks(redis: Redis, keys: SettingsKeys, clock: Clock): AccountLinks {
  const removeHashes = async (hashes: readonly string[], index: string): Promise<void> => {
    if (hashes.length === 0) return;
    const names = hashes.map((hash) => keys.accountLink(hash));
    await asUnavailable(
      redis
        .multi()
        .del(...names)
        .zrem(index, ...hashes)
        .exec(),
    );
  };
  return {
    async create(purpose, user) {
      const token = makeToken();
      const hash = hashToken(token);
      const forSeconds = LINK_SECONDS[purpose];
      const nowMs = clock.nowMs();
      const expiresAtMs = nowMs + forSeconds * 1_000;
      const link: AccountLink = {
        ...{ purpose, userId: user.id, tenantId: user.tenantId, expiresAtMs, mark: linkMark(user) },
      };
      const index = keys.accountLinksOf(user.id);
      const replies = await asUnavailable(
        redis
          .multi()
          .set(keys.accountLink(hash), JSON.stringify(link), "EX", forSeconds)
          .zadd(index, nowMs, hash)
          .expire(index, forSeconds, "NX")
          .expire(index, forSeconds, "GT")
          .zrange(index, 0, -1 - MAX_LINKS_PER_USER)
          .exec(),
      );
      await removeHashes((replies?.at(-1)?.[1] ?? []) as string[], index);
      return { token, expiresAtMs };
    },
    async read(token, snapshot) {
      const text = await asUnavailable(redis.get(keys.accountLink(hashToken(token))));
      if (text === null) return undefined;
      const link = JSON.parse(text) as AccountLink;
      const user = snapshot.user(link.userId);
      const isOpen = user !== undefined && linkMark(user) === link.mark && link.expiresAtMs > clock.nowMs();
      return isOpen ? { ...link, user } : undefined;
    },
    async removeAllOf(user) {
      const index = keys.accountLinksOf(user);
      await removeHashes(await asUnavailable(redis.zrange(index, 0, -1)), index);
    },
  };
}
