import type { Redis } from "ioredis";
import type { SettingsKeys } from "../../redis/keys.ts";
import { rewriteStream } from "../../redis/rewrite-stream.ts";
import { luaScript } from "../../redis/script.ts";
import type {
  DeviceId,
  MailboxId,
  RingGroupId,
  TenantId,
  TrunkId,
  UserId,
  WebhookId,
} from "../../vocabulary/identifiers.ts";
import type { E164 } from "../../vocabulary/e164.ts";
import { SettingUnknown, StoreContended, VersionConflict } from "../errors.ts";
import type { EntityChange, Kind, KindTypes } from "../registry.ts";
import type { TokenId } from "../schemas/words.ts";
import { get } from "../table.ts";
import type { ChangeParts } from "./change.ts";
import { asUnavailable } from "./commit.ts";
import { printEntry, printHead } from "./feed-entry.ts";
import { recordsOfTenant } from "./replica.ts";

/** What a removed company has left outside of the settings: by these names it is found and erased. */
export interface TenantRemains {
  readonly tenant: TenantId;
  readonly users: readonly UserId[];
  readonly devices: readonly DeviceId[];
  readonly trunks: readonly TrunkId[];
  readonly webhooks: readonly WebhookId[];
  readonly groups: readonly RingGroupId[];
  readonly mailboxes: readonly MailboxId[];
  readonly tokens: readonly TokenId[];
  readonly numbers: readonly E164[];
  /** The addresses of its people, by which log-ins are counted. */
  readonly emails: readonly string[];
}

/** Each lost race means that an administrator of the company was faster. */
const MAX_ATTEMPTS = 10;

/**
 * Removes a company: head, records, claims and journal in one step, with what has still to be erased of it. KEYS: heads, records,
 * claims, feed, audit, system, removed. ARGV: tenant, its head, feed entry, remains, claims as JSON.
 */
const removeScript = luaScript(`
local tenant = ARGV[1]
if (redis.call('HGET', KEYS[1], tenant) or '') ~= ARGV[2] then return 'stale' end
local sequence = redis.call('HINCRBY', KEYS[6], 'sequence', 1)
redis.call('XADD', KEYS[4], sequence .. '-0', 'change', ARGV[3])
redis.call('HSET', KEYS[7], tenant, ARGV[4])
redis.call('HDEL', KEYS[1], tenant)
for _, claim in ipairs(cjson.decode(ARGV[5])) do
  if redis.call('HGET', KEYS[3], claim) == tenant then redis.call('HDEL', KEYS[3], claim) end
end
redis.call('DEL', KEYS[2], KEYS[5])
return sequence
`);

/**
 * Removes a company with all of its settings; what it has beside them is named in the answer, and in Redis until it is erased.
 *
 * @param ifMatch  the version that the asker saw
 * @throws SettingUnknown, VersionConflict, StoreContended, StoreUnavailable
 */
export async function removeTenant(
  { redis, keys, kinds, replica }: Pick<ChangeParts, "redis" | "keys" | "kinds" | "replica">,
  tenant: TenantId,
  ifMatch?: number,
): Promise<TenantRemains> {
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    await asUnavailable(replica.catchUp());
    const { tables } = replica;
    const head = get(tables.heads, tenant);
    const record = replica.snapshot.tenant(tenant);
    if (head === undefined || record === undefined) throw new SettingUnknown("tenant", tenant);
    if (ifMatch !== undefined && ifMatch !== record.version) throw new VersionConflict(record.version);
    const records = recordsOfTenant(tables, tenant);
    const remains = remainsOf(tenant, records);
    const claims = records.flatMap(({ kind, before }) => {
      if (before === undefined) return [];
      const { claims, reserved = [] } = kinds[kind].keysOf(before);
      return [...claims, ...reserved];
    });
    const entry = printEntry({ tenantId: tenant, from: head, to: undefined, writes: [] });
    const all = [
      keys.heads,
      keys.records(tenant),
      keys.claims,
      keys.feed,
      keys.audit(tenant),
      keys.system,
      keys.removed,
    ];
    const values = [tenant, printHead(head), entry, JSON.stringify(remains), JSON.stringify(claims)];
    if ((await asUnavailable(removeScript(redis, all, values))) === "stale") continue;
    await asUnavailable(replica.catchUp());
    return remains;
  }
  throw new StoreContended();
}

/** What the feed still tells of a removed company: its records as they were. Processes that are behind read anew. */
export async function forgetInFeed(redis: Redis, keys: SettingsKeys, tenant: TenantId): Promise<void> {
  const next = (fields: readonly string[]): readonly string[] | undefined =>
    tells(fields[1] ?? "", tenant) ? undefined : fields;
  await asUnavailable(rewriteStream({ redis, stream: keys.feed, next }));
}

/** Whether it is a change of the tenant's records; that it is gone is told for as long as the feed goes back. */
function tells(json: string, tenant: TenantId): boolean {
  const entry = JSON.parse(json) as { readonly tenant?: string; readonly to?: string };
  return entry.tenant === tenant && entry.to !== "";
}

function remainsOf(tenant: TenantId, records: readonly EntityChange[]): TenantRemains {
  const idsOf = <K extends Kind>(kind: K): KindTypes[K]["id"][] =>
    records.flatMap((record) => (record.kind === kind ? [record.id as KindTypes[K]["id"]] : []));
  const users = idsOf("user");
  return {
    ...{ tenant, users, devices: idsOf("device"), trunks: idsOf("trunk"), webhooks: idsOf("webhook") },
    ...{ groups: idsOf("ring-group"), mailboxes: [...users, ...idsOf("shared-mailbox")] },
    ...{ tokens: idsOf("token"), numbers: idsOf("number") },
    emails: records.flatMap(({ kind, before }) => (kind === "user" && before !== undefined ? [before.email] : [])),
  };
}
