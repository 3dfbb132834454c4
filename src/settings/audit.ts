import type { Redis } from "ioredis";
import type { TenantId } from "../vocabulary/identifiers.ts";
import type { Actor, AuditedChange, AuditedField, AuditEntry, AuditPage } from "./schemas/audit.ts";
import type { Kinds } from "./kinds/kind.ts";
import type { EntityChange } from "./registry.ts";
import { asUnavailable } from "./store/commit.ts";
import type { SettingsKeys } from "../redis/keys.ts";

/** What stands in the journal instead of a secret: that it changed is told, what it is isn't. */
const MASK = "(secret)";
/** In every record, and known without saying. */
const UNTOLD = new Set(["version", "tenantId"]);

const DEFAULT_AUDIT_PAGE = 50;
const LARGEST_AUDIT_PAGE = 500;

/** One change, for the journal. */
export interface Audited {
  readonly changes: readonly EntityChange[];
  /** What it tells beside the records. */
  readonly notes: readonly AuditedChange[];
  readonly actor: Actor;
  readonly atMs: number;
}

/** The journal's line for one change; its number is the version that the change made. */
export function printAuditEntry({ changes, notes, actor, atMs }: Audited, kinds: Kinds): string {
  const { kind, id, name } = actor;
  const entry: Omit<AuditEntry, "id"> = {
    at: new Date(atMs).toISOString(),
    actor: { kind, id, name },
    changes: [...changes.map((change) => auditedChange(change, kinds[change.kind].secrets)), ...notes],
  };
  return JSON.stringify(entry);
}

/** A page of the journal, newest first. @throws StoreUnavailable */
export async function readAudit(
  redis: Redis,
  keys: SettingsKeys,
  tenant: TenantId,
  { before, limit = DEFAULT_AUDIT_PAGE }: { readonly before?: number; readonly limit?: number } = {},
): Promise<AuditPage> {
  const count = Math.max(1, Math.min(limit, LARGEST_AUDIT_PAGE));
  const end = before === undefined ? "+" : `(${before}-0`;
  const found = await asUnavailable(redis.xrevrange(keys.audit(tenant), end, "-", "COUNT", count + 1));
  const items = found.slice(0, count).map(([id, fields]) => ({
    ...(JSON.parse(fields[1] ?? "null") as Omit<AuditEntry, "id">),
    id: Number(id.split("-")[0]),
  }));
  return { items, next: found.length > count ? (items.at(-1)?.id ?? null) : null };
}

/** The change that made the company; undefined once the journal has dropped it. @throws StoreUnavailable */
export async function readFirstAudit(
  redis: Redis,
  keys: SettingsKeys,
  tenant: TenantId,
): Promise<Omit<AuditEntry, "id"> | undefined> {
  const [found] = await asUnavailable(redis.xrange(keys.audit(tenant), "1-0", "1-0"));
  return found === undefined ? undefined : (JSON.parse(found[1][1] ?? "null") as Omit<AuditEntry, "id">);
}

function auditedChange({ kind, id, before, after }: EntityChange, secrets: readonly string[] = []): AuditedChange {
  const what = before === undefined ? "created" : after === undefined ? "removed" : "changed";
  return { what, kind, id, fields: [...differences({ before, after }, secrets, "")] };
}

interface Sides {
  readonly before: unknown;
  readonly after: unknown;
}

function* differences({ before, after }: Sides, secrets: readonly string[], pointer: string): Generator<AuditedField> {
  if (isObject(before) || isObject(after)) {
    const [old, now] = [isObject(before) ? before : {}, isObject(after) ? after : {}];
    for (const name of new Set([...Object.keys(old), ...Object.keys(now)])) {
      if (pointer === "" && UNTOLD.has(name)) continue;
      const sides = { before: old[name], after: now[name] };
      const isSecret = pointer === "" && secrets.includes(name);
      if (!isSecret) yield* differences(sides, secrets, `${pointer}/${name}`);
      else if (sides.before !== sides.after)
        yield { field: `/${name}`, from: masked(sides.before), to: masked(sides.after) };
    }
    return;
  }
  if (JSON.stringify(before) === JSON.stringify(after)) return;
  yield { field: pointer, from: before ?? null, to: after ?? null };
}

function masked(secret: unknown): string | null {
  return secret === undefined || secret === null ? null : MASK;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
