import type { TenantId } from "../vocabulary/identifiers.ts";
import { idOf, tenantGroup, type IndexKeys } from "./indexes.ts";
import type { EntityChange, Kind, Records } from "./registry.ts";
import { drop, emptyTable, get, put, putAll, values } from "./table.ts";
import type { Table } from "./table.ts";

/** How far a tenant is: the number of its last change, and that change's own name, which tells two histories apart. */
export interface Head {
  readonly version: number;
  readonly commit: string;
}

/** Who holds a claim or an owned key. */
export interface Owner {
  readonly kind: Kind;
  readonly id: string;
}

/** All records and their indexes; a value, replaced as a whole by each change. */
export interface Tables {
  readonly kinds: { readonly [K in Kind]: IndexedKind };
  readonly heads: Table<Head>;
  readonly records: { readonly [K in Kind]: Table<Records[K]> };
  readonly owners: Table<Owner>;
  readonly groups: { readonly [K in Kind]: Table<Table<Records[K]>> };
}

/** What the tables must know of a kind. */
export interface IndexedKind {
  readonly name: Kind;
  keysOf(record: Records[Kind]): IndexKeys;
  /** The order in which its lists are shown. */
  compare(this: void, one: Records[Kind], other: Records[Kind]): number;
}

/** Tables without a record, of these kinds. */
export function emptyTables(kinds: readonly IndexedKind[]): Tables {
  const each = <Value>(value: (kind: IndexedKind) => Value) =>
    Object.fromEntries(kinds.map((kind) => [kind.name, value(kind)])) as Record<Kind, Value>;
  return {
    kinds: each((kind) => kind),
    heads: emptyTable(),
    records: each(() => emptyTable()) as Tables["records"],
    owners: emptyTable(),
    groups: each(() => emptyTable()) as Tables["groups"],
  };
}

export function recordOf<K extends Kind>(tables: Tables, kind: K, id: string): Records[K] | undefined {
  return get(tables.records[kind], id);
}

export function membersOf<K extends Kind>(tables: Tables, kind: K, group: string): Table<Records[K]> {
  return get(tables.groups[kind], group) ?? emptyTable();
}

/** The tables with this record in place of the one of its id, if there was one. */
export function withRecord<K extends Kind>(tables: Tables, kind: K, record: Records[K]): Tables {
  const id = idOf(record);
  const before = recordOf(tables, kind, id);
  const old = before === undefined ? undefined : tables.kinds[kind].keysOf(before);
  const now = tables.kinds[kind].keysOf(record);
  let { owners } = tables;
  let groups: Table<Table<Records[K]>> = tables.groups[kind];
  for (const key of [...(old?.claims ?? []), ...(old?.owned ?? [])]) owners = dropOwner(owners, key, { kind, id });
  for (const key of [...now.claims, ...now.owned]) owners = put(owners, key, { kind, id });
  for (const group of old?.groups ?? []) if (!now.groups.includes(group)) groups = dropMember(groups, group, id);
  for (const group of now.groups)
    groups = put(groups, group, put(get(groups, group) ?? emptyTable<Records[K]>(), id, record));
  return replaced(tables, kind, { records: put(tables.records[kind], id, record), owners, groups });
}

/** The tables without this record. */
export function withoutRecord(tables: Tables, kind: Kind, id: string): Tables {
  const before = recordOf(tables, kind, id);
  if (before === undefined) return tables;
  const old = tables.kinds[kind].keysOf(before);
  let { owners } = tables;
  let groups: Table<Table<Records[Kind]>> = tables.groups[kind];
  for (const key of [...old.claims, ...old.owned]) owners = dropOwner(owners, key, { kind, id });
  for (const group of old.groups) groups = dropMember(groups, group, id);
  return replaced(tables, kind, { records: drop<Records[Kind]>(tables.records[kind], id), owners, groups });
}

/** The tables after the change of one record. */
export function withChange(tables: Tables, change: EntityChange): Tables {
  return change.after === undefined
    ? withoutRecord(tables, change.kind, change.id)
    : withRecord(tables, change.kind, change.after);
}

/** The same for many records that are new here, as when a tenant is read: one copy of each table instead of one a record. */
export function withNewRecords<K extends Kind>(tables: Tables, kind: K, records: readonly Records[K][]): Tables {
  const byId = new Map<string, Records[K]>();
  const owners = new Map<string, Owner>();
  const members = new Map<string, Map<string, Records[K]>>();
  for (const record of records) {
    const id = idOf(record);
    const keys = tables.kinds[kind].keysOf(record);
    byId.set(id, record);
    for (const key of [...keys.claims, ...keys.owned]) owners.set(key, { kind, id });
    for (const group of keys.groups) {
      const ofGroup = members.get(group) ?? new Map<string, Records[K]>();
      members.set(group, ofGroup.set(id, record));
    }
  }
  const old: Table<Table<Records[K]>> = tables.groups[kind];
  const groups = new Map<string, Table<Records[K]>>();
  for (const [group, added] of members) groups.set(group, putAll(get(old, group) ?? emptyTable<Records[K]>(), added));
  const all: Table<Records[K]> = tables.records[kind];
  return replaced(tables, kind, {
    records: putAll(all, byId),
    owners: putAll(tables.owners, owners),
    groups: putAll(old, groups),
  });
}

export function withHead(tables: Tables, tenant: TenantId, head: Head | undefined): Tables {
  return { ...tables, heads: head === undefined ? drop(tables.heads, tenant) : put(tables.heads, tenant, head) };
}

/** The tables without anything of a tenant, its head included. */
export function withoutTenant(tables: Tables, tenant: TenantId): Tables {
  let rest = tables;
  for (const kind of Object.keys(tables.kinds) as Kind[]) {
    for (const record of values<Records[Kind]>(membersOf(tables, kind, tenantGroup(tenant)))) {
      rest = withoutRecord(rest, kind, idOf(record));
    }
  }
  return withHead(withoutRecord(rest, "tenant", tenant), tenant, undefined);
}

interface ReplacedTables {
  readonly records: Table<Records[Kind]>;
  readonly owners: Table<Owner>;
  readonly groups: Table<Table<Records[Kind]>>;
}

function replaced(tables: Tables, kind: Kind, { records, owners, groups }: ReplacedTables): Tables {
  return {
    kinds: tables.kinds,
    heads: tables.heads,
    records: { ...tables.records, [kind]: records },
    owners,
    groups: { ...tables.groups, [kind]: groups },
  };
}

/** A key that has passed to another record within the same change stays there. */
function dropOwner(owners: Table<Owner>, key: string, holder: Owner): Table<Owner> {
  const owner = get(owners, key);
  return owner?.kind === holder.kind && owner.id === holder.id ? drop(owners, key) : owners;
}

function dropMember<Member>(groups: Table<Table<Member>>, group: string, id: string): Table<Table<Member>> {
  const rest = drop(get(groups, group) ?? emptyTable<Member>(), id);
  return rest.size === 0 ? drop(groups, group) : put(groups, group, rest);
}
