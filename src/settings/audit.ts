import type { Redis } from "ioredis";
import type { TenantId } from "../vocabulary/identifiers.ts";
import type { Actor, AuditedChange, AuditedField, AuditEntry, AuditPage } from "./schemas/audit.ts";
import type { Kinds } from "./kinds/kind.ts";
import type { EntityChange } from "./registry.ts";
import { asUnavailable } from "./store/commit.ts";
import { isUndoable, type UndoOrder } from "./undo.ts";
import { readUndo, UNTOLD } from "./undo-record.ts";
import { defined } from "../runtime/defined.ts";
import type { SettingsKeys } from "../redis/keys.ts";

/** What stands in the journal instead of a secret: that it changed is told, what it is isn't. */
const MASK = "(secret)";

const DEFAULT_AUDIT_PAGE = 50;
const LARGEST_AUDIT_PAGE = 500;
const READ_AT_ONCE = 500;
/** Looked through for one request; a rare filter takes several. */
const MOST_LOOKED_AT = 5_000;

/** One change, for the journal. */
export interface Audited {
  readonly changes: readonly EntityChange[];
  /** What it tells beside the records. */
  readonly notes: readonly AuditedChange[];
  readonly actor: Actor;
  readonly atMs: number;
  /** The journal's number of the change that this one undoes. */
  readonly undoes?: number | undefined;
}

/** The journal's line for one change; its number is the version that the change made. */
export function printAuditEntry({ changes, notes, actor, atMs, undoes }: Audited, kinds: Kinds): string {
  const { kind, id, name } = actor;
  const entry: Omit<AuditEntry, "id" | "undoable"> = {
    at: new Date(atMs).toISOString(),
    actor: { kind, id, name },
    changes: [...auditedChanges(changes, kinds), ...notes],
    ...defined({ undoes }),
  };
  return JSON.stringify(entry);
}

/** What a change did, without secrets. */
export function auditedChanges(changes: readonly EntityChange[], kinds: Kinds): AuditedChange[] {
  return changes.map((change) => auditedChange(change, kinds[change.kind].secrets));
}

/** Which changes are wanted; what is left out narrows nothing. */
export interface AuditFilter {
  /** The id of a user or token, or a part of the actor's name. */
  readonly who?: string;
  /** A kind of setting, and the id of one. */
  readonly kind?: string;
  readonly id?: string;
  readonly fromMs?: number;
  /** Before this moment. */
  readonly toMs?: number;
}

export interface AuditAsked extends AuditFilter {
  /** `next` of the page before. */
  readonly before?: number;
  readonly limit?: number;
}

/** Where the journal is, and what it knows. */
export interface AuditParts {
  readonly redis: Redis;
  readonly keys: SettingsKeys;
  readonly kinds: Kinds;
}

/** One change of the journal, to undo it; undefined where there is none, or no longer. @throws StoreUnavailable */
export async function readUndoOrder(
  { redis, keys }: AuditParts,
  tenant: TenantId,
  id: number,
): Promise<UndoOrder | undefined> {
  const [found] = await asUnavailable(redis.xrange(keys.audit(tenant), `${id}-0`, `${id}-0`));
  if (found === undefined) return undefined;
  const { actor } = JSON.parse(found[1][1] ?? "null") as AuditEntry;
  return { id, actor, records: readUndo(found[1][3]) };
}

/** A page of the journal, newest first; with a rare filter it may be short, or empty, before the last. @throws StoreUnavailable */
export async function readAudit(
  { redis, keys, kinds }: AuditParts,
  tenant: TenantId,
  { before, limit = DEFAULT_AUDIT_PAGE, ...filter }: AuditAsked = {},
): Promise<AuditPage> {
  const most = Math.max(1, Math.min(limit, LARGEST_AUDIT_PAGE));
  const items: AuditEntry[] = [];
  let next = before;
  for (let lookedAt = 0; lookedAt < MOST_LOOKED_AT; lookedAt += READ_AT_ONCE) {
    const end = next === undefined ? "+" : `(${next}-0`;
    const found = await asUnavailable(redis.xrevrange(keys.audit(tenant), end, "-", "COUNT", READ_AT_ONCE));
    for (const [place, line] of found.entries()) {
      const entry = entryOf(kinds, line);
      next = entry.id;
      if (Date.parse(entry.at) < (filter.fromMs ?? 0)) return { items, next: null };
      if (isWanted(entry, filter)) items.push(entry);
      const isLast = place === found.length - 1 && found.length < READ_AT_ONCE;
      if (items.length === most) return { items, next: isLast ? null : next };
    }
    if (found.length < READ_AT_ONCE) return { items, next: null };
  }
  return { items, next: next ?? null };
}

/** Forgets what the journal tells of changes before this moment. @returns how many of them @throws StoreUnavailable */
export async function forgetAuditBefore(
  { redis, keys }: Pick<AuditParts, "redis" | "keys">,
  tenant: TenantId,
  beforeMs: number,
): Promise<number> {
  const journal = keys.audit(tenant);
  /** The version that the first change has which is kept. */
  let kept = 0;
  for (let isFound = false; !isFound;) {
    const found = await asUnavailable(redis.xrange(journal, `${kept}-0`, "+", "COUNT", READ_AT_ONCE));
    const first = found.find(([, fields]) => Date.parse((JSON.parse(fields[1] ?? "{}") as AuditEntry).at) >= beforeMs);
    const last = found.at(-1);
    if (first !== undefined) kept = versionIn(first);
    else if (last !== undefined) kept = versionIn(last) + 1;
    isFound = first !== undefined || found.length < READ_AT_ONCE;
  }
  return asUnavailable(redis.xtrim(journal, "MINID", `${kept}-0`));
}

function versionIn([id]: [id: string, fields: string[]]): number {
  return Number(id.split("-")[0]);
}

function entryOf(kinds: Kinds, [id, fields]: [id: string, fields: string[]]): AuditEntry {
  const told = JSON.parse(fields[1] ?? "null") as Omit<AuditEntry, "id" | "undoable">;
  const records = readUndo(fields[3]);
  const undoable = records !== undefined && records.length > 0 && isUndoable(kinds, records);
  return { ...told, undoable, id: versionIn([id, fields]) };
}

function isWanted({ at, actor, changes }: AuditEntry, { who, kind, id, toMs = Infinity }: AuditFilter): boolean {
  if (Date.parse(at) >= toMs) return false;
  const isTheirs = who === undefined || actor.id === who || actor.name.toLowerCase().includes(who.toLowerCase());
  return isTheirs && changes.some((each) => (kind ?? each.kind) === each.kind && (id ?? each.id) === each.id);
}

/** The change that made the company; undefined once the journal has dropped it. @throws StoreUnavailable */
export async function readFirstAudit(
  redis: Redis,
  keys: SettingsKeys,
  tenant: TenantId,
): Promise<Omit<AuditEntry, "id" | "undoable"> | undefined> {
  const [found] = await asUnavailable(redis.xrange(keys.audit(tenant), "1-0", "1-0"));
  return found === undefined ? undefined : (JSON.parse(found[1][1] ?? "null") as Omit<AuditEntry, "id" | "undoable">);
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
