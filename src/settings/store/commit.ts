import type { Redis } from "ioredis";
import type { TenantId } from "../../vocabulary/identifiers.ts";
import { SwitchError } from "../../vocabulary/switch-error.ts";
import { StoreUnavailable } from "../errors.ts";
import type { Kinds } from "../kinds/kind.ts";
import type { EntityChange } from "../registry.ts";
import type { Head } from "../tables.ts";
import { fieldOf, printEntry, printHead, sealedWrites, writesOf } from "./feed-entry.ts";
import type { FeedEntry, Forms } from "./feed-entry.ts";
import type { SettingsKeys } from "../../redis/keys.ts";
import { luaScript } from "../../redis/script.ts";

/** The journal of a tenant keeps this many changes. */
export const AUDIT_ENTRIES = 10_000;
/** A process that is further behind than this reads everything anew. */
const FEED_ENTRIES = 5_000;

/**
 * One change, all or nothing. It is refused when the tenant has moved on since the draft was made, when another tenant holds a claim,
 * or when it was to be the first of all and isn't. The streams are written first: an entry that Redis refuses leaves no half of a change.
 */
const commitScript = luaScript(`
local heads, records, claims, feed, audit, system = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6]
local change = cjson.decode(ARGV[1])
if (redis.call('HGET', heads, change.tenant) or '') ~= change.from then return {'stale'} end
if change.onlyIfFirst and redis.call('HLEN', heads) > 0 then return {'not-first'} end
for _, claim in ipairs(change.take) do
  local holder = redis.call('HGET', claims, claim)
  if holder and holder ~= change.tenant then return {'taken', claim} end
end
local sequence = redis.call('HINCRBY', system, 'sequence', 1)
redis.call('XADD', feed, 'MAXLEN', '~', change.feedEntries, sequence .. '-0', 'change', ARGV[2])
redis.call('XADD', audit, 'MAXLEN', change.auditEntries, change.version .. '-0', 'entry', ARGV[3], 'undo', ARGV[4])
redis.call('HSET', heads, change.tenant, change.to)
if change.onlyIfFirst then redis.call('HSET', system, 'first-tenant', change.tenant) end
for _, claim in ipairs(change.release) do
  if redis.call('HGET', claims, claim) == change.tenant then redis.call('HDEL', claims, claim) end
end
for _, claim in ipairs(change.take) do redis.call('HSET', claims, claim, change.tenant) end
for _, field in ipairs(change.drops) do redis.call('HDEL', records, field) end
for i = 5, #ARGV, 2 do redis.call('HSET', records, ARGV[i], ARGV[i + 1]) end
return {'done', sequence}
`);

export interface CommitParts extends Forms {
  readonly redis: Redis;
  readonly keys: SettingsKeys;
}

export interface Commit {
  readonly tenantId: TenantId;
  readonly from: Head | undefined;
  readonly to: Head;
  readonly changes: readonly EntityChange[];
  /** The journal's line, as JSON. */
  readonly audit: string;
  /** What it takes to undo it, as JSON. */
  readonly undo: string;
  /** Only where there is no tenant at all yet. */
  readonly onlyIfFirst?: boolean;
}

export type CommitOutcome =
  | { readonly kind: "done"; readonly entry: FeedEntry }
  | { readonly kind: "stale" }
  | { readonly kind: "taken"; readonly claim: string }
  | { readonly kind: "not-first" };

/** Writes one change. @throws StoreUnavailable, SecretsKeyMissing */
export async function commitChange(parts: CommitParts, commit: Commit): Promise<CommitOutcome> {
  const { redis, keys, kinds } = parts;
  const { tenantId, from, to, changes } = commit;
  const writes = writesOf(changes);
  const sealed = sealedWrites(parts, tenantId, writes);
  const entry = { tenantId, from, to, writes };
  const before = claimsOf(kinds, changes, "before");
  const after = claimsOf(kinds, changes, "after");
  const control = {
    tenant: tenantId,
    from: printHead(from),
    to: printHead(to),
    version: to.version,
    take: after.filter((claim) => !before.includes(claim)),
    release: before.filter((claim) => !after.includes(claim)),
    drops: writes.filter((write) => write.after === undefined).map(fieldOf),
    onlyIfFirst: commit.onlyIfFirst === true,
    feedEntries: FEED_ENTRIES,
    auditEntries: AUDIT_ENTRIES,
  };
  const puts = sealed.flatMap((write) =>
    write.after === undefined ? [] : [fieldOf(write), JSON.stringify(write.after)],
  );
  const reply = await asUnavailable(
    commitScript(
      redis,
      [keys.heads, keys.records(tenantId), keys.claims, keys.feed, keys.audit(tenantId), keys.system],
      [JSON.stringify(control), printEntry({ ...entry, writes: sealed }), commit.audit, commit.undo, ...puts],
    ),
  );
  const [kind, detail] = reply as [string, unknown];
  if (kind === "stale" || kind === "not-first") return { kind };
  if (kind === "taken") return { kind, claim: String(detail) };
  return { kind: "done", entry: { ...entry, sequence: Number(detail) } };
}

/** Waits for Redis; whatever goes wrong there becomes `StoreUnavailable`, without the command: its arguments are secret. */
export async function asUnavailable<Reply>(reply: Promise<Reply>): Promise<Reply> {
  try {
    return await reply;
  } catch (failure) {
    if (failure instanceof SwitchError) throw failure;
    throw new StoreUnavailable(new Error(failure instanceof Error ? failure.message : String(failure)));
  }
}

function claimsOf(kinds: Kinds, changes: readonly EntityChange[], side: "before" | "after"): readonly string[] {
  return changes.flatMap((change) => {
    const record = change[side];
    if (record === undefined) return [];
    const { claims, reserved = [] } = kinds[change.kind].keysOf(record);
    return [...claims, ...reserved];
  });
}
