import type { TSchema } from "typebox";
import { Compile } from "typebox/compile";
import type { Draft, EditedKind, LeadingKind, Leaving, Removal } from "../draft/draft.ts";
import { followExtension } from "../draft/forwards.ts";
import { leadingTo, redirectAll } from "../draft/leading-to.ts";
import { SettingInUse, StoreUnreadable, type Reference } from "../errors.ts";
import { ALL, extensionKey, extensionOf, tenantGroup, type IndexKeys } from "../indexes.ts";
import { deepFrozen } from "../records.ts";
import type { Destination } from "../schemas/destination.ts";
import type { IndexedKind } from "../tables.ts";
import type { Kind, KindTypes, Records } from "../registry.ts";
import { withoutUnopened, type StandIns } from "../unopened.ts";

/** Everything that the system must know of one kind of setting. Store, draft, snapshot, API and its documentation follow from it. */
export interface KindDefinition<K extends Kind> {
  /** In Redis, the feed and the journal; as the error texts say it. */
  readonly name: K;
  readonly schemas: KindSchemas;
  /** Undefined: the API has no routes for it, or all of them in a file of their own. */
  readonly resource?: Resource<K>;
  /** How many a tenant may have: what was measured; a runaway program stops here. */
  readonly most: number;
  /** Fields of the record that the journal doesn't show. */
  readonly secrets?: readonly string[];
  /** Fields that Redis holds sealed, and what stands in the record where the key to open them is missing: nothing that anybody could prove. */
  readonly sealed?: StandIns;

  /**
   * The secret fields of a record that comes back by an undo: the journal doesn't hold them. `lost` names those that it had.
   * Without it a kind that has secrets doesn't come back.
   */
  revive?(this: void, record: Omit<Records[K], "version">, lost: readonly string[], draft: Draft): object;

  /** How it is found, beyond its id, its tenant and its extension. */
  keysOf?(record: Records[K]): Partial<Omit<IndexKeys, "owned">>;
  /** The order in which lists show it. */
  compare(this: void, one: Records[K], other: Records[K]): number;
  /** As the API shows it. Fields are named one by one: a new secret can't slip out by being forgotten here. */
  view(record: Records[K]): View;

  /** All fields of a new record but `id`, `tenantId` and `version`; what wasn't said gets its default. */
  create?(made: KindTypes[K]["new"], draft: Draft, id: KindTypes[K]["id"]): object;
  /** In place of `create`, for a record with another identity. */
  add?(draft: Draft, made: KindTypes[K]["new"]): Records[K];
  /** What else a new record brings. */
  added?(draft: Draft, record: Records[K], made: KindTypes[K]["new"]): void;
  /** The record after a change; where it says nothing, the fields of the patch replace those of the record. */
  merge?(this: void, before: Records[K], patch: KindTypes[K]["patch"], draft: Draft): Records[K];
  /** The rules that hold after every change, looked at from one record that the change wrote. @throws SettingInvalid */
  check?(draft: Draft, after: Records[K], before: Records[K] | undefined): void;

  /** As calls are led to it; undefined: nothing leads there. */
  destinations?(this: void, id: KindTypes[K]["id"]): readonly Destination[];
  /** Forwards to its extension follow when it gets another one. */
  readonly isForwardTarget?: boolean;
  readonly leads?: LeadingKind<K>;
  /** What else refuses a removal. */
  usedBy?(draft: Draft, record: Records[K]): readonly Reference[];
  /** What goes with it, or forgets it. */
  leave?(draft: Draft, record: Records[K]): void;
}

type View = { readonly version: number } & object;

/** One TypeBox schema each for the identity, the stored record, what the API shows, takes as new and takes as a change. */
export interface KindSchemas {
  readonly id: TSchema;
  readonly record: TSchema;
  readonly view: TSchema;
  readonly new: TSchema;
  readonly patch: TSchema;
}

/** A kind in the API: administrators list, add, read, change and remove it. */
export interface Resource<K extends Kind = Kind> {
  /** "/ring-groups" */
  readonly path: string;
  /** "ring group" */
  readonly noun: string;
  /** Under which the documentation lists it; the path's name unless it says otherwise. */
  readonly tag?: string;
  /** What the path calls the identity; `id` unless it says otherwise. */
  readonly keyName?: string;
  /** What a route does, where "Change a ring group" says too little. */
  readonly summaries?: { readonly [Route in "list" | "add" | "change" | "remove"]?: string };
  /** What a search looks through. */
  textsOf(record: Records[K]): readonly string[];
}

/** A kind of setting, with all that follows from its definition. What it is given was checked by its own schemas. */
export interface SettingKind extends Omit<KindDefinition<Kind>, "keysOf" | "add" | "leads">, IndexedKind, EditedKind {
  /** What is wrong with a record, without its values: they may be secret; undefined when it fits. */
  malformed(record: unknown): Malformed | undefined;
}

/** All kinds that a process knows, by name. */
export type Kinds = { readonly [K in Kind]: SettingKind };

export function kindsByName(kinds: readonly SettingKind[]): Kinds {
  return Object.fromEntries(kinds.map((kind) => [kind.name, kind])) as Kinds;
}

export interface Malformed {
  /** JSON pointer into the record. */
  readonly field: string;
  readonly problem: string;
}

/** Makes a kind of its definition. It is in use once `kinds.ts` lists it. */
export function defineKind<K extends Kind>(definition: KindDefinition<K>): SettingKind {
  const validator = Compile(definition.schemas.record);
  const { name, leads, ...plain } = definition as unknown as KindDefinition<Kind>;
  return {
    ...plain,
    ...{ name, leads },
    keysOf: (record) => allKeysOf(definition, record as Records[K]),
    malformed: (record) => (validator.Check(record) ? undefined : deepest(validator.Errors(record))),
    add: (draft, made) => add(definition, draft, made),
    change: (draft, id, patch, ifMatch) => change(definition, draft, { id, patch, ifMatch }),
    remove: (draft, id, how) => remove(definition, draft, id, how),
  };
}

/** Makes a record of what Redis holds. @throws StoreUnreadable naming the record and its field, never a value */
export function readRecord(kind: SettingKind, id: string, json: unknown): Records[Kind] {
  const malformed = kind.malformed(json);
  if (malformed !== undefined) {
    throw new StoreUnreadable(`stored ${kind.name} ${id} can't be read: ${malformed.field} ${malformed.problem}`);
  }
  return deepFrozen(json as Records[Kind]);
}

function allKeysOf<K extends Kind>(definition: KindDefinition<K>, record: Records[K]): IndexKeys {
  const { claims = [], reserved = [], groups = [] } = definition.keysOf?.(record) ?? {};
  if (!("tenantId" in record)) return { claims, reserved, owned: [], groups: [ALL, ...groups] };
  const extension = extensionOf(record);
  return {
    claims,
    reserved,
    owned: extension === undefined ? [] : [extensionKey(record.tenantId, extension)],
    groups: [tenantGroup(record.tenantId), ...groups],
  };
}

interface SchemaError {
  readonly keyword: string;
  readonly instancePath: string;
  readonly message: string;
}

/** Of a union every member complains; the deepest complaint is the one that a person can act on. */
function deepest(errors: readonly SchemaError[]): Malformed {
  const depth = ({ instancePath }: SchemaError): number => instancePath.split("/").length;
  const [first] = [...errors].sort((one, other) => depth(other) - depth(one));
  // Where nothing may be, the schema is "false".
  const problem = first?.keyword === "boolean" ? "there is no such field" : first?.message;
  return { field: first?.instancePath ?? "", problem: problem ?? "not a record of this kind" };
}

function add<K extends Kind>(definition: KindDefinition<K>, draft: Draft, made: KindTypes[Kind]["new"]): Records[K] {
  if (definition.add !== undefined) return definition.add(draft, made);
  const id = draft.tools.makeId();
  const fields = definition.create?.(made, draft, id);
  const record = { id, tenantId: draft.tenantId, ...fields, version: 0 } as unknown as Records[K];
  const added = draft.put(definition.name, record);
  if (definition.added === undefined) return added;
  definition.added(draft, added, made);
  return draft.find(definition.name, id);
}

interface ChangeOrder {
  readonly id: string;
  readonly patch: KindTypes[Kind]["patch"];
  readonly ifMatch: number | undefined;
}

function change<K extends Kind>(
  definition: KindDefinition<K>,
  draft: Draft,
  { id, patch, ifMatch }: ChangeOrder,
): Records[K] {
  const { name, merge, isForwardTarget = false } = definition;
  const before = draft.find(name, id, ifMatch);
  const merged = merge === undefined ? { ...before, ...patch } : merge(before, patch, draft);
  const after = draft.put(name, withoutUnopened(merged, Object.keys(patch)));
  if (!isForwardTarget || extensionOf(after) === extensionOf(before)) return after;
  followExtension(draft, before, after);
  return draft.find(name, id);
}

function remove<K extends Kind>(definition: KindDefinition<K>, draft: Draft, id: string, how: Removal): void {
  const { name, destinations } = definition;
  const record = draft.find(name, id, how.ifMatch);
  const leaving: Leaving = {
    ...{ kind: name, id, extension: extensionOf(record) },
    destinations: destinations?.(id) ?? [],
  };
  const leading = leadingTo(draft, leaving);
  const reassignTo = destinations === undefined ? undefined : how.reassignTo;
  if (reassignTo === undefined) {
    const usedBy = [...leading.map(({ reference }) => reference), ...(definition.usedBy?.(draft, record) ?? [])];
    if (usedBy.length > 0) throw new SettingInUse(name, usedBy);
  } else redirectAll(draft, leading, leaving, reassignTo);
  definition.leave?.(draft, record);
  draft.drop(name, id);
}
