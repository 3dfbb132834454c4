import type { Redis } from "ioredis";
import type { SettingsKeys } from "../redis/keys.ts";
import type { Clock } from "../runtime/clock.ts";
import type { TenantId } from "../vocabulary/identifiers.ts";
import { hashToken, makeToken } from "./secrets.ts";
import { asUnavailable } from "./store/commit.ts";

/** The provider acts for a company, as one of its administrators. */
export interface Acting {
  readonly tenantId: TenantId;
  readonly expiresAtMs: number;
}

/** What a provider does for a company is done by then; it can be begun again, and the journal tells of each time. */
const ACTING_SECONDS = 3_600;

/** Keys by which the provider acts for one company, for an hour; Redis holds their SHA-256. All methods throw StoreUnavailable. */
export interface ActingKeys {
  begin(tenant: TenantId): Promise<Acting & { readonly key: string }>;
  read(key: string): Promise<Acting | undefined>;
  end(key: string): Promise<void>;
}

/** The beginning of every such key, by which a request without one asks Redis nothing. */
const PREFIX = "acting_";

export function actingKeys(redis: Redis, keys: SettingsKeys, clock: Clock): ActingKeys {
  const at = (key: string): string => keys.acting(hashToken(key));
  return {
    async begin(tenantId) {
      const key = `${PREFIX}${makeToken()}`;
      const acting: Acting = { tenantId, expiresAtMs: clock.nowMs() + ACTING_SECONDS * 1_000 };
      await asUnavailable(redis.set(at(key), JSON.stringify(acting), "EX", ACTING_SECONDS));
      return { ...acting, key };
    },
    async read(key) {
      if (!key.startsWith(PREFIX)) return undefined;
      const text = await asUnavailable(redis.get(at(key)));
      return text === null ? undefined : (JSON.parse(text) as Acting);
    },
    async end(key) {
      await asUnavailable(redis.del(at(key)));
    },
  };
}
