import { rewriteStream } from "../redis/rewrite-stream.ts";
import type { E164 } from "../vocabulary/e164.ts";
import type { DeviceId, TenantId, UserId } from "../vocabulary/identifiers.ts";
import { ERASED, type PersonEraser, type PersonTerms } from "../vocabulary/person-terms.ts";
import { accountLinks } from "./account-links.ts";
import type { AuditEntry } from "./schemas/audit.ts";
import type { SecondFactorParts } from "./authenticator-apps.ts";
import { secondFactors } from "./second-factors.ts";
import { asUnavailable } from "./store/commit.ts";
import { webSessions } from "./web-sessions.ts";

type StoreParts = Pick<SecondFactorParts, "redis" | "keys">;

/** A user who is erased: by these what is left of them is found. Kept until nothing is. */
export interface ErasedPerson {
  readonly tenant: TenantId;
  readonly devices: readonly DeviceId[];
  readonly numbers: readonly E164[];
  readonly email: string;
  readonly terms: PersonTerms;
}

/** Users who are being erased, in Redis beside the settings. All methods throw StoreUnavailable. */
export interface ErasedPeople {
  note(person: ErasedPerson): Promise<void>;
  all(): Promise<readonly ErasedPerson[]>;
  /** Nothing is left of them, or they weren't removed after all. */
  forget(user: UserId): Promise<void>;
  /** All that the settings keep of them beside their records. */
  eraseFromSettings(tenant: TenantId, eraser: PersonEraser): Promise<void>;
}

export function erasedPeople(parts: SecondFactorParts): ErasedPeople {
  const { redis, keys } = parts;
  return {
    async note(person) {
      await asUnavailable(redis.hset(keys.erased, person.terms.user, JSON.stringify(person)));
    },
    async all() {
      return (await asUnavailable(redis.hvals(keys.erased))).map((json) => JSON.parse(json) as ErasedPerson);
    },
    async forget(user) {
      await asUnavailable(redis.hdel(keys.erased, user));
    },
    eraseFromSettings: (tenant, eraser) => eraseFromSettings(parts, tenant, eraser),
  };
}

/**
 * Takes a removed user out of all that the settings keep beside the records: log-ins, second factors, links, the journal, the feed.
 * @throws StoreUnavailable
 */
async function eraseFromSettings(parts: SecondFactorParts, tenant: TenantId, eraser: PersonEraser): Promise<void> {
  const { redis, keys, clock } = parts;
  const { user, ids } = eraser.terms;
  await webSessions(redis, keys, clock).removeAllOf(user);
  await secondFactors(parts).removeAllOf(user);
  await accountLinks(redis, keys, clock).removeAllOf(user);
  const own = [keys.sessionsOf(user), keys.sessionsSeen(user), keys.totpBegun(user), keys.accountLinksOf(user)];
  await asUnavailable(redis.del(...own));
  await asUnavailable(redis.hdel(keys.tokenUse, ...ids));
  await eraseFromJournal(parts, tenant, eraser);
  await eraseFromFeed(parts, tenant, eraser);
}

async function eraseFromJournal({ redis, keys }: StoreParts, tenant: TenantId, eraser: PersonEraser): Promise<void> {
  const next = (fields: readonly string[]): readonly string[] =>
    eraser.tells(fields.join("\n"))
      ? ["entry", entryWithout(fields[1] ?? "null", eraser), "undo", "[]"] // to undo it would take the person's data
      : fields;
  await asUnavailable(rewriteStream({ redis, stream: keys.audit(tenant), next }));
}

/** Whose the change was, and of what, stays; what it was doesn't. */
function entryWithout(json: string, eraser: PersonEraser): string {
  const entry = JSON.parse(json) as AuditEntry;
  const isTheirs = (id: string | null): boolean => id !== null && eraser.terms.ids.includes(id);
  const { actor } = entry;
  return JSON.stringify({
    ...eraser.without(entry, ERASED),
    actor: isTheirs(actor.id) ? { ...actor, name: ERASED } : eraser.without(actor, ERASED),
    changes: entry.changes.map((change) => {
      if (!isTheirs(change.id)) return eraser.without(change, ERASED);
      const fields = change.fields.map(({ field, from, to }) => ({ field, from: mask(from), to: mask(to) }));
      return { ...change, fields };
    }),
  });
}

function mask(value: unknown): string | null {
  return value === null || value === undefined ? null : ERASED;
}

/** What the feed still tells of the records as they were. A process that is so far behind reads everything anew. */
async function eraseFromFeed({ redis, keys }: StoreParts, tenant: TenantId, eraser: PersonEraser): Promise<void> {
  const next = (fields: readonly string[]): readonly string[] | undefined =>
    tells(fields[1] ?? "null", tenant, eraser) ? undefined : fields;
  await asUnavailable(rewriteStream({ redis, stream: keys.feed, next }));
}

function tells(json: string, tenant: TenantId, eraser: PersonEraser): boolean {
  const entry = JSON.parse(json) as { readonly tenant?: string; readonly puts?: unknown };
  return entry.tenant === tenant && eraser.names(JSON.stringify(entry.puts ?? []));
}
