import type { TenantId } from "../../vocabulary/identifiers.ts";
import { SettingInvalid, SettingTaken, SettingUnknown, VersionConflict } from "../errors.ts";
import { deepFrozen } from "../records.ts";
import { idOf, indexKeys, numberClaim, tenantOf } from "../indexes.ts";
import type { AuditedChange } from "../schemas/audit.ts";
import type { EntityChange, Kind, Records } from "../schemas/kinds.ts";
import { get } from "../table.ts";
import { recordOf, withRecord, withoutRecord } from "../tables.ts";
import type { Tables } from "../tables.ts";

/** What drafts need of the world. */
export interface DraftTools {
  readonly isReservedNumber: (country: string, digits: string) => boolean;
  readonly makeId: () => string;
  readonly nowMs: () => number;
}

/** More records than a person or a program means to change in one step; Redis stays responsive meanwhile. */
const MAX_RECORDS_PER_CHANGE = 1_000;

/** Where one change of one tenant is worked out: tables that nobody else sees yet, and what was touched. */
export interface Desk {
  readonly tenantId: TenantId;
  /** The version that the tenant and all touched records will have. */
  readonly version: number;
  readonly tools: DraftTools;
  readonly base: Tables;
  tables: Tables;
  /** By kind and id, in the order of the first touch. */
  readonly touched: Map<string, { readonly kind: Kind; readonly id: string }>;
  /** PINs given in this change, in clear, until the rules have seen them. */
  readonly pins: Map<string, string>;
  /** Which field of the request asked for a claim, for the error if somebody has it. */
  readonly claimFields: Map<string, string>;
  /** What the journal shall tell beside the records. */
  readonly notes: AuditedChange[];
}

export function openDesk(tables: Tables, tenantId: TenantId, tools: DraftTools): Desk {
  const version = (get(tables.heads, tenantId)?.version ?? 0) + 1;
  return {
    ...{ tenantId, version, tools, tables, base: tables },
    touched: new Map(),
    pins: new Map(),
    claimFields: new Map(),
    notes: [],
  };
}

/** The record of this tenant, or `SettingUnknown`: another tenant's looks like none at all. */
export function find<K extends Kind>(desk: Desk, kind: K, id: string): Records[K] {
  const record = recordOf(desk.tables, kind, id);
  if (record === undefined || tenantOf(record) !== desk.tenantId) throw new SettingUnknown(kind, id);
  return record;
}

export function requireVersion(record: { readonly version: number }, ifMatch: number | undefined): void {
  if (ifMatch !== undefined && ifMatch !== record.version) throw new VersionConflict(record.version);
}

/** Puts a record on the desk, new or in place of an older one; `claimField` is where its number came from, if not the usual field. */
export function lay<K extends Kind>(desk: Desk, kind: K, record: Records[K], claimField?: string): Records[K] {
  const id = idOf(record);
  const before = recordOf(desk.tables, kind, id);
  // Only numbers have the same id in two tenants, and then the other one has it.
  if (before !== undefined && tenantOf(before) !== desk.tenantId) throw takenError(numberClaim(id), claimField);
  if (before !== undefined && isSame(before, record)) return before;
  const stamped = asStored({ ...record, version: desk.version });
  const keys = indexKeys(kind, stamped);
  for (const key of [...keys.claims, ...keys.owned]) {
    const field = claimField ?? fieldOf(key);
    const owner = get(desk.tables.owners, key);
    if (owner !== undefined && (owner.kind !== kind || owner.id !== id)) throw takenError(key, field);
    desk.claimFields.set(key, field);
  }
  desk.tables = withRecord(desk.tables, kind, stamped);
  touch(desk, kind, id);
  return stamped;
}

export function take(desk: Desk, kind: Kind, id: string): void {
  desk.tables = withoutRecord(desk.tables, kind, id);
  touch(desk, kind, id);
}

/** What the change comes to; a record that was changed and changed back doesn't count. */
export function changesOf(desk: Desk): EntityChange[] {
  const changes: EntityChange[] = [];
  for (const { kind, id } of desk.touched.values()) {
    const before = recordOf(desk.base, kind, id);
    const after = recordOf(desk.tables, kind, id);
    if (before === undefined && after === undefined) continue;
    if (before !== undefined && after !== undefined && isSame(before, after)) continue;
    changes.push({ kind, id, ...(before && { before }), ...(after && { after }) } as EntityChange);
  }
  return changes;
}

/** The error for a key that somebody holds. Its owner isn't named: it may be another company. */
export function takenError(key: string, field: string = fieldOf(key)): SettingTaken {
  const slash = key.indexOf("/");
  const what = key.slice(0, slash);
  const value = key.slice(slash + 1);
  if (what === "email") return new SettingTaken("email", field, value);
  if (what === "number") return new SettingTaken("phone-number", field, value);
  if (what === "sip") return new SettingTaken("sip-username", field, value);
  if (what === "token") return new SettingTaken("token", field, "this token");
  return new SettingTaken("extension", field, value.slice(value.indexOf("/") + 1));
}

function fieldOf(key: string): string {
  if (key.startsWith("email/")) return "/email";
  if (key.startsWith("number/")) return "/number";
  if (key.startsWith("sip/")) return "/sipUsername";
  if (key.startsWith("token/")) return "/token";
  return "/extension";
}

function touch(desk: Desk, kind: Kind, id: string): void {
  desk.touched.set(`${kind}/${id}`, { kind, id });
  if (desk.touched.size > MAX_RECORDS_PER_CHANGE) {
    throw new SettingInvalid("", "too-many", `one change may touch ${MAX_RECORDS_PER_CHANGE} records`);
  }
}

/** A copy, exactly as it will come back from Redis: nothing of it is the caller's any more. */
function asStored<Value>(value: Value): Value {
  return deepFrozen(JSON.parse(JSON.stringify(value)) as Value);
}

function isSame(before: { readonly version: number }, after: { readonly version: number }): boolean {
  return JSON.stringify({ ...before, version: 0 }) === JSON.stringify({ ...after, version: 0 });
}
