import { SettingInvalid, SettingTaken, SettingUnknown, VersionConflict } from "../errors.ts";
import { compileSnapshot } from "../compiled-snapshot.ts";
import { idOf, numberClaim, tenantOf } from "../indexes.ts";
import type { EntityChange, Kind, KindTypes, Records } from "../registry.ts";
import { deepFrozen } from "../records.ts";
import type { Actor, AuditedChange } from "../schemas/audit.ts";
import type { Destination } from "../schemas/destination.ts";
import type { RetentionDays } from "../schemas/retention.ts";
import type { PreparedPin } from "../secrets.ts";
import type { Snapshot } from "../snapshot.ts";
import { get, values } from "../table.ts";
import { membersOf, recordOf, withRecord, withoutRecord, type Owner, type Tables } from "../tables.ts";
import { alsoUnopened, unopenedIn } from "../unopened.ts";
import type { Extension } from "../../vocabulary/extension.ts";
import type { TenantId } from "../../vocabulary/identifiers.ts";

/** What drafts need of the world. */
export interface DraftTools {
  readonly isReservedNumber: (country: string, digits: string) => boolean;
  readonly makeId: () => string;
  readonly nowMs: () => number;
  /** Whether an operator gives numbers and shared addresses out. */
  readonly hasOperator?: boolean | undefined;
  /** Whether no trunk may lead there: this machine, private networks; undefined: any may. */
  readonly isRefusedTrunkHost?: ((trunk: { readonly host: string; readonly port: number }) => boolean) | undefined;
  /** For how long a new company keeps things (RETENTION_DAYS); what is left out has the system's default. */
  readonly retention?: Partial<RetentionDays> | undefined;
}

/** What led to a setting that goes either leads to `reassignTo` in the same step, or refuses the removal. */
export interface Removal {
  readonly ifMatch?: number | undefined;
  /** Where numbers, forwards and overflows go that lead here; null = nowhere (numbers stay, unassigned). */
  readonly reassignTo?: Destination | null | undefined;
}

/** A setting that goes, and all that means it: a user is also meant by their mailbox and their extension. */
export interface Leaving {
  readonly kind: Kind;
  readonly id: string;
  readonly destinations: readonly Destination[];
  readonly extension: string | undefined;
}

/** What takes the place of a setting that goes; `extension` only where forwards can follow there. */
export interface Heir {
  readonly to: Destination | null;
  readonly extension: Extension | undefined;
}

/** How records of one kind are made, changed and removed, and how they lead calls to others. */
export interface EditedKind {
  readonly name: Kind;
  add(draft: Draft, made: KindTypes[Kind]["new"]): Records[Kind];
  change(draft: Draft, id: string, patch: KindTypes[Kind]["patch"], ifMatch?: number): Records[Kind];
  remove(draft: Draft, id: string, how: Removal): void;
  readonly leads?: LeadingKind | undefined;
}

export interface LeadingKind<K extends Kind = Kind> {
  /** The records that lead calls to a setting that goes. */
  to(draft: Draft, leaving: Leaving): readonly Records[K][];
  /** The same record, leading to the heir instead. */
  redirect(record: Records[K], leaving: Leaving, heir: Heir): Records[K];
}

export interface DraftStart {
  readonly tables: Tables;
  readonly tenantId: TenantId;
  readonly tools: DraftTools;
  readonly kinds: { readonly [K in Kind]: EditedKind };
  /** The digest realm of every device. */
  readonly realm: string;
  /** Who makes the change; left out: not the operator. */
  readonly actor?: Actor | undefined;
}

/** More records than a person or a program means to change in one step; Redis stays responsive meanwhile. */
const MAX_RECORDS_PER_CHANGE = 1_000;
/** A company that comes in at once. */
const MAX_RECORDS_PER_IMPORT = 10_000;

/**
 * One tenant's settings while a change is being made. Every edit checks what it can and throws a `SettingsError`; what spans
 * several records is checked when the change is committed (`check-change.ts`). Before the commit nothing of it is visible to others.
 */
export class Draft {
  readonly tenantId: TenantId;
  /** The version that the tenant and all touched records will have. */
  readonly version: number;
  readonly tools: DraftTools;
  readonly actor: Actor | undefined;
  /** The settings that the draft began with. */
  readonly base: Tables;
  /** PINs given in this change, in clear, until the rules have seen them; by the id of the record. */
  readonly pins = new Map<string, string>();
  /** Which field of the request asked for a claim, for the error if another tenant has it. */
  readonly claimFields = new Map<string, string>();
  /** What the journal shall tell beside the records. */
  readonly notes: AuditedChange[] = [];
  /** The journal's number of the change that this one undoes. */
  undoes: number | undefined;
  /** A whole company comes in: the journal tells of that, not of each of its records. */
  isImport = false;
  readonly kinds: DraftStart["kinds"];
  readonly #realm: string;
  /** By kind and id, in the order of the first touch. */
  readonly #touched = new Map<string, { readonly kind: Kind; readonly id: string }>();
  #tables: Tables;

  constructor(start: DraftStart) {
    const { tables, tenantId, tools, kinds, realm, actor } = start;
    this.actor = actor;
    this.#tables = tables;
    this.base = tables;
    this.tenantId = tenantId;
    this.tools = tools;
    this.kinds = kinds;
    this.#realm = realm;
    this.version = (get(tables.heads, tenantId)?.version ?? 0) + 1;
  }

  /** The settings as this draft would leave them, as tables. */
  get tables(): Tables {
    return this.#tables;
  }

  /** The settings as this draft would leave them. */
  get snapshot(): Snapshot {
    return compileSnapshot(this.#tables, this.#realm);
  }

  /** Returns the record as it then stands, with the version that the commit will give it. */
  add<K extends Kind>(kind: K, made: KindTypes[K]["new"]): Records[K] {
    return this.kinds[kind].add(this, made) as Records[K];
  }

  /** @param ifMatch  the version the caller saw: another one is a `VersionConflict` */
  change<K extends Kind>(kind: K, id: KindTypes[K]["id"], patch: KindTypes[K]["patch"], ifMatch?: number): Records[K] {
    return this.kinds[kind].change(this, id, patch, ifMatch) as Records[K];
  }

  /** @throws SettingInUse when it is still used, and `how` doesn't say what becomes of that */
  remove<K extends Kind>(kind: K, id: KindTypes[K]["id"], how: Removal = {}): void {
    this.kinds[kind].remove(this, id, how);
  }

  /** Puts an act on record that is no setting, and that the journal tells all the same. */
  note(done: AuditedChange): void {
    this.notes.push(done);
  }

  /** The record of this tenant, or `SettingUnknown`: another tenant's looks like none at all. */
  find<K extends Kind>(kind: K, id: string, ifMatch?: number): Records[K] {
    const record = this.own(kind, id);
    if (record === undefined) throw new SettingUnknown(kind, id);
    if (ifMatch !== undefined && ifMatch !== record.version) throw new VersionConflict(record.version);
    return record;
  }

  /** The record of this tenant, if there is one. */
  own<K extends Kind>(kind: K, id: string): Records[K] | undefined {
    const record = recordOf(this.#tables, kind, id);
    return record !== undefined && tenantOf(record) === this.tenantId ? record : undefined;
  }

  members<K extends Kind>(kind: K, group: string): Records[K][] {
    return [...values(membersOf(this.#tables, kind, group))];
  }

  /** The record that holds a claim or an extension. */
  holder(key: string): Owner | undefined {
    return get(this.#tables.owners, key);
  }

  /** Keeps a PIN's digits for the rules, and gives what is stored; undefined leaves the PIN as it is. */
  hashOf(id: string, pin: PreparedPin | null | undefined): string | null | undefined {
    if (pin === undefined || pin === null) return pin;
    this.pins.set(id, pin.digits);
    return pin.hash;
  }

  /** Writes a record, new or in place of an older one; `claimField` is where its number came from, if not the usual field. */
  put<K extends Kind>(kind: K, record: Records[K], claimField?: string): Records[K] {
    const id = idOf(record);
    const before = recordOf(this.#tables, kind, id);
    // Only numbers have the same id in two tenants, and then the other one has it.
    if (before !== undefined && tenantOf(before) !== this.tenantId) throw takenError(numberClaim(id), claimField);
    if (before !== undefined && isSame(before, record)) return before;
    const stamped = this.#stamped(kind, record);
    const keys = this.#tables.kinds[kind].keysOf(stamped);
    for (const key of [...keys.claims, ...keys.owned]) {
      const field = claimField ?? fieldOf(key);
      const owner = this.holder(key);
      if (owner !== undefined && (owner.kind !== kind || owner.id !== id)) throw takenError(key, field);
      this.claimFields.set(key, field);
    }
    this.#tables = withRecord(this.#tables, kind, stamped);
    this.#touch(kind, id);
    return stamped;
  }

  /** Makes one part of the change, or nothing of it. @throws what `edit` throws */
  attempt<Result>(edit: () => Result): Result {
    const tables = this.#tables;
    try {
      return edit();
    } catch (failure) {
      this.#tables = tables;
      throw failure;
    }
  }

  drop(kind: Kind, id: string): void {
    this.#tables = withoutRecord(this.#tables, kind, id);
    this.#touch(kind, id);
  }

  /** What the draft comes to. */
  changes(): EntityChange[] {
    return [...this.#touched.values()].flatMap(({ kind, id }) => {
      const before = recordOf(this.base, kind, id);
      const after = recordOf(this.#tables, kind, id);
      return before === after ? [] : [{ kind, id, ...(before && { before }), ...(after && { after }) } as EntityChange];
    });
  }

  /** A record that was changed and changed back is the one of before, with its version. */
  #stamped<K extends Kind>(kind: K, record: Records[K]): Records[K] {
    const original = recordOf(this.base, kind, idOf(record));
    return original !== undefined && isSame(original, record)
      ? original
      : asStored({ ...record, version: this.version });
  }

  #touch(kind: Kind, id: string): void {
    this.#touched.set(`${kind}/${id}`, { kind, id });
    const most = this.isImport ? MAX_RECORDS_PER_IMPORT : MAX_RECORDS_PER_CHANGE;
    if (this.#touched.size > most) throw new SettingInvalid("", "too-many", `one change may touch ${most} records`);
  }
}

/** The error for a key that another record holds. That record isn't named: it may be another company's. */
export function takenError(key: string, field: string = fieldOf(key)): SettingTaken {
  const slash = key.indexOf("/");
  const what = key.slice(0, slash);
  const value = key.slice(slash + 1);
  if (what === "email") return new SettingTaken("email", field, value);
  if (what === "number") return new SettingTaken("phone-number", field, value);
  if (what === "sip") return new SettingTaken("sip-username", field, value);
  if (what === "mac") return new SettingTaken("mac-address", field, value);
  if (what === "token") return new SettingTaken("token", field, "this token");
  return new SettingTaken("extension", field, value.slice(value.indexOf("/") + 1));
}

function fieldOf(key: string): string {
  if (key.startsWith("email/")) return "/email";
  if (key.startsWith("number/")) return "/number";
  if (key.startsWith("sip/")) return "/sipUsername";
  if (key.startsWith("mac/")) return "/macAddress";
  if (key.startsWith("token/")) return "/token";
  return "/extension";
}

/** A copy, exactly as it will come back from Redis: nothing of it is the caller's any more. */
function asStored<Value extends object>(value: Value): Value {
  return deepFrozen(alsoUnopened(JSON.parse(JSON.stringify(value)) as Value, value));
}

function isSame(before: { readonly version: number }, after: { readonly version: number }): boolean {
  const asText = (record: object): string => JSON.stringify([{ ...record, version: 0 }, unopenedIn(record)]);
  return asText(before) === asText(after);
}
