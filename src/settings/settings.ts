import type { Redis, RedisOptions } from "ioredis";
import type { Logger } from "pino";
import type { Clock } from "../runtime/clock.ts";
import type { TenantId, UserId } from "../vocabulary/identifiers.ts";
import type { Draft } from "./draft.ts";
import type { Actor, AuditPage } from "./schemas/audit.ts";
import type { EntityChange } from "./schemas/kinds.ts";
import type { NewTenant } from "./schemas/tenant.ts";
import type { NewUser } from "./schemas/user.ts";
import type { TokenId } from "./schemas/words.ts";
import type { Snapshot } from "./snapshot.ts";

/** What the settings need of the world. */
export interface SettingsOptions {
  /** redis://, rediss://, redis+sentinel://, unix:/path, or ioredis options. */
  readonly redis: string | RedisOptions;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Whether these digits can't be an extension in that country: emergency and short numbers, feature codes. */
  readonly isReservedNumber: (country: string, digits: string) => boolean;
  /** Before every key; the default is "offhook". It becomes the hash tag, so that all settings share a cluster slot. */
  readonly prefix?: string;
  /** The digest realm to store at the very first start; later ones keep the stored one. */
  readonly realm?: string;
}

/** What `onChange` listeners are told: the changed records, or that everything was read anew (after a gap or an outage). */
export type SettingsEvent =
  | {
      readonly kind: "changed";
      readonly tenantId: TenantId;
      readonly version: number;
      readonly changes: readonly EntityChange[];
    }
  | { readonly kind: "reloaded" };

/** The first company and its first admin. */
export interface FirstTenant {
  readonly tenant: NewTenant;
  readonly admin: NewUser;
  readonly passwordHash: string;
}

/** A log-in of the portal. Lives in Redis with an expiry; it isn't a setting: no version, no audit. */
export interface WebSession {
  readonly userId: UserId;
  readonly tenantId: TenantId;
  readonly createdAtMs: number;
}

/** The sessions of the portal. The key is what the cookie holds; only its SHA-256 is stored. */
export interface WebSessions {
  create(session: Omit<WebSession, "createdAtMs">, forSeconds: number): Promise<string>;
  /** Undefined when there is none, or it expired; each read of a live one extends it to `forSeconds` from now if given. */
  read(key: string, forSeconds?: number): Promise<WebSession | undefined>;
  remove(key: string): Promise<void>;
  /** After a changed password or a removed user. */
  removeAllOf(user: UserId): Promise<void>;
}

/** When API tokens were last used: beside the settings, so that a request doesn't make a version. */
export interface TokenUse {
  /** Notes the use; at most one write a minute and token. Never throws: a token works without Redis too. */
  note(token: TokenId): void;
  lastUsedAtMs(tokens: readonly TokenId[]): Promise<ReadonlyMap<TokenId, number>>;
}

/** The live settings of this process. Dispose of it to close its connections. */
export interface Settings extends AsyncDisposable {
  /** The newest settings this process knows. */
  readonly snapshot: Snapshot;
  /** Whether the change feed is being followed; false while Redis is away. */
  readonly inStep: boolean;
  /** A connection of the same kind, with bounded commands, for small things beside the settings. Owned by the settings. */
  readonly redis: Redis;
  readonly sessions: WebSessions;
  readonly tokenUse: TokenUse;

  /** Called after `snapshot` has moved on; listeners must not throw. Returns the way to stop. */
  onChange(listener: (event: SettingsEvent) => void): () => void;

  /**
   * Makes one change of a tenant, or none: `edit` runs on a draft of the newest settings, and again on newer ones when
   * somebody else was faster, so it must have no other effects. What it returns is returned; own writes are in `snapshot` then.
   * @throws SettingsError of `edit`, of the invariants, or of the store
   */
  change<Result>(tenant: TenantId, actor: Actor, edit: (draft: Draft) => Result): Promise<Result>;

  /** A further company. */
  addTenant(tenant: NewTenant, actor: Actor): Promise<TenantId>;

  /** Makes the first tenant and its admin where the store is empty, once, even when several processes start together. */
  ensureFirstTenant(first: FirstTenant): Promise<{ readonly tenantId: TenantId; readonly created: boolean }>;

  /** The journal, newest first; `before` is the `next` of the page before. */
  audit(tenant: TenantId, page?: { readonly before?: number; readonly limit?: number }): Promise<AuditPage>;
}
