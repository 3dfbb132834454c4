import type { Redis } from "ioredis";
import { SerialQueue } from "../../runtime/keyed-queue.ts";
import type { TenantId } from "../../vocabulary/identifiers.ts";
import { parseTenantId } from "../../vocabulary/identifiers.ts";
import { compileSnapshot } from "../compiled-snapshot.ts";
import { StoreUnreadable } from "../errors.ts";
import { idOf, tenantGroup, tenantOf } from "../indexes.ts";
import type { EntityChange, Kind, Records } from "../registry.ts";
import { deepFrozen } from "../records.ts";
import type { Snapshot } from "../snapshot.ts";
import { get, keys as keysOf, values } from "../table.ts";
import {
  emptyTables,
  membersOf,
  recordOf,
  withChange,
  withHead,
  withNewRecords,
  withoutRecord,
  withoutTenant,
  type Head,
  type Tables,
} from "../tables.ts";
import { printHead, readEntry, readField, readHead } from "./feed-entry.ts";
import type { FeedEntry, Forms, RecordWrite } from "./feed-entry.ts";
import type { SettingsKeys } from "../../redis/keys.ts";

/** What listeners are told: the changed records, or that much was read anew (after a gap or an outage). */
export type SettingsEvent =
  | {
      readonly kind: "changed";
      readonly tenantId: TenantId;
      readonly version: number;
      readonly changes: readonly EntityChange[];
    }
  | { readonly kind: "reloaded" };

/** The tables that a draft began with and those it ended with. */
export interface Worked {
  readonly base: Tables;
  readonly tables: Tables;
}

export interface ReceiveOptions {
  readonly redis?: Redis;
  /** The draft that the entry was committed from: where nothing came in between, its tables are taken over as they are. */
  readonly draft?: Worked;
}

export interface ReplicaOptions extends Forms {
  readonly redis: Redis;
  readonly keys: SettingsKeys;
  /** The digest realm of every device. */
  readonly realm: string;
}

/** Changes read in one go; more are read in further ones. */
const CATCH_UP_ENTRIES = 500;

/** This process's copy of all settings. All that moves it on goes one after the other. */
export class Replica {
  readonly forms: Forms;
  readonly #redis: Redis;
  readonly #keys: SettingsKeys;
  readonly #realm: string;
  readonly #works = new SerialQueue();
  readonly #listeners = new Set<(event: SettingsEvent) => void>();
  readonly #empty: Tables;
  #tables: Tables;
  #snapshot: Snapshot;
  #sequence = 0;
  /** Never rejects. */
  #refreshing: Promise<void> = Promise.resolve();
  #nextRefresh: Promise<void> | undefined;

  constructor({ redis, keys, kinds, seals, realm }: ReplicaOptions) {
    this.forms = { kinds, seals };
    this.#redis = redis;
    this.#keys = keys;
    this.#realm = realm;
    this.#empty = emptyTables(Object.values(kinds));
    this.#tables = this.#empty;
    this.#snapshot = compileSnapshot(this.#tables, realm);
  }

  get tables(): Tables {
    return this.#tables;
  }

  get snapshot(): Snapshot {
    return this.#snapshot;
  }

  /** The number of the last change of the system that is in it. */
  get sequence(): number {
    return this.#sequence;
  }

  /** Takes changes in; older ones are ignored, and a gap before them is repaired. */
  receive(entries: readonly FeedEntry[], { redis = this.#redis, draft }: ReceiveOptions = {}): Promise<void> {
    return this.#works.run(async () => {
      for (const entry of entries) if (!this.#apply(entry, draft)) await this.#repair(redis);
    });
  }

  /** Reads what Redis has and we haven't. Returns whether there was anything. */
  catchUp(redis: Redis = this.#redis): Promise<boolean> {
    return this.#works.run(() => this.#catchUp(redis));
  }

  /**
   * The same where the number of the last change says that there is something; one command where there is nothing. While one is
   * under way all that ask wait for the next one together: what was changed before they asked may have been too late for it.
   */
  refresh(): Promise<void> {
    return (this.#nextRefresh ??= this.#refreshing.then(() => {
      this.#nextRefresh = undefined;
      const refreshed = this.#refresh();
      this.#refreshing = refreshed.catch(() => undefined);
      return refreshed;
    }));
  }

  async #refresh(): Promise<void> {
    if ((await readSequence(this.#redis, this.#keys)) !== this.#sequence) await this.catchUp();
  }

  /** Compares every tenant's head with Redis and reads anew those that differ: after a gap, an outage, a restore. */
  repair(redis: Redis = this.#redis): Promise<void> {
    return this.#works.run(() => this.#repair(redis));
  }

  onChange(listener: (event: SettingsEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #moveOn(next: Tables, toSequence: number, event?: SettingsEvent): void {
    this.#sequence = toSequence;
    if (next === this.#tables) return;
    this.#tables = next;
    this.#snapshot = compileSnapshot(next, this.#realm);
    if (event !== undefined) for (const listener of this.#listeners) listener(event);
  }

  /** False when the entry doesn't join on to what we have. */
  #apply(entry: FeedEntry, draft?: Worked): boolean {
    const { sequence, tenantId, from, to } = entry;
    if (sequence <= this.#sequence) return true;
    const head = get(this.#tables.heads, tenantId);
    if (to === undefined) return this.#applyRemoval(entry, head);
    const isLoaded = head !== undefined && to.version <= head.version;
    if (sequence !== this.#sequence + 1 || (!isLoaded && printHead(from) !== printHead(head))) return false;
    if (isLoaded) {
      this.#sequence = sequence;
      return true;
    }
    const changes = changesIn(this.#tables, entry);
    const next = draft?.base === this.#tables ? draft.tables : changes.reduce(withChange, this.#tables);
    const event = { kind: "changed", tenantId, version: to.version, changes } as const;
    this.#moveOn(withHead(next, tenantId, to), sequence, event);
    return true;
  }

  #applyRemoval({ sequence, tenantId, from }: FeedEntry, head: Head | undefined): boolean {
    if (sequence !== this.#sequence + 1 || (head !== undefined && printHead(from) !== printHead(head))) return false;
    const changes = recordsOfTenant(this.#tables, tenantId);
    const event = { kind: "changed", tenantId, version: (from?.version ?? 0) + 1, changes } as const;
    const next = head === undefined ? this.#tables : withoutTenant(this.#tables, tenantId);
    this.#moveOn(next, sequence, event);
    return true;
  }

  async #repair(redis: Redis): Promise<void> {
    const isFirst = this.#tables === this.#empty;
    const loaded = await load({ redis, keys: this.#keys, ...this.forms }, this.#tables);
    this.#moveOn(loaded.tables, loaded.sequence, isFirst ? undefined : { kind: "reloaded" });
  }

  async #catchUp(redis: Redis): Promise<boolean> {
    const start = this.#sequence;
    for (;;) {
      const after = `(${this.#sequence}-0`;
      const found = await redis.xrange(this.#keys.feed, after, "+", "COUNT", CATCH_UP_ENTRIES);
      if (found.length === 0) break;
      for (const entry of found)
        if (!this.#apply(readEntry(this.forms, entry))) return this.#repair(redis).then(() => true);
    }
    // Nothing newer in the feed, yet another number: the feed was trimmed, or Redis lost its last changes.
    if ((await readSequence(redis, this.#keys)) !== this.#sequence) await this.#repair(redis);
    return this.#sequence !== start;
  }
}

/** What an entry does to these tables. */
function changesIn(tables: Tables, { writes, tenantId }: FeedEntry): EntityChange[] {
  return writes.flatMap(({ kind, id, after }) => {
    const before = recordOf(tables, kind, id);
    if (after !== undefined) return [{ kind, id, after: deepFrozen(after), ...(before && { before }) } as EntityChange];
    // A number may be another tenant's by now, when that tenant was read later than this one.
    return before !== undefined && tenantOf(before) === tenantId ? [{ kind, id, before } as EntityChange] : [];
  });
}

/** All records of a tenant, as the changes that remove them. */
export function recordsOfTenant(tables: Tables, tenantId: TenantId): EntityChange[] {
  const own = recordOf(tables, "tenant", tenantId);
  const group = tenantGroup(tenantId);
  const others = (Object.keys(tables.kinds) as Kind[]).flatMap((kind) =>
    [...values<Records[Kind]>(membersOf(tables, kind, group))].map((before) => ({ kind, id: idOf(before), before })),
  );
  const all = own === undefined ? others : [...others, { kind: "tenant", id: tenantId, before: own }];
  return all as EntityChange[];
}

interface Source extends Forms {
  readonly redis: Redis;
  readonly keys: SettingsKeys;
}

/** The tables as Redis has them; tenants whose head is the same are taken over as they are. */
async function load(source: Source, known: Tables): Promise<{ tables: Tables; sequence: number }> {
  const { redis, keys } = source;
  // First the number, then the records: changes in between come again by the feed and are known by their versions.
  const sequence = await readSequence(redis, keys);
  const heads = await redis.hgetall(keys.heads);
  let tables = known;
  for (const id of keysOf(known.heads)) if (heads[id] === undefined) tables = withoutTenant(tables, id as TenantId);
  for (const [id, head] of Object.entries(heads)) {
    const tenantId = parseTenantId(id);
    if (tenantId === undefined) throw new StoreUnreadable("a tenant's id can't be read");
    if (printHead(get(tables.heads, tenantId)) === head) continue;
    tables = await loadTenant(source, withoutTenant(tables, tenantId), tenantId);
  }
  return { tables, sequence };
}

async function loadTenant(source: Source, without: Tables, tenantId: TenantId): Promise<Tables> {
  const { redis, keys, kinds } = source;
  const replies = await redis.multi().hgetall(keys.records(tenantId)).hget(keys.heads, tenantId).exec();
  const [records, head] = (replies ?? []).map(([failure, reply]) => {
    if (failure !== null) throw failure;
    return reply;
  });
  if (typeof head !== "string") return without; // removed since its head was read
  const puts = Object.entries(records as Record<string, string>).map((stored) => readField(source, tenantId, stored));
  // Another tenant may have given up a number, which is here now, since that one was read.
  let tables = puts.reduce((rest, { kind, id }) => withoutRecord(rest, kind, id), without);
  for (const { name } of Object.values(kinds)) tables = withNewRecords(tables, name, recordsOf(puts, name));
  return withHead(tables, tenantId, readHead(head));
}

function recordsOf<K extends Kind>(puts: readonly RecordWrite[], kind: K): Records[K][] {
  return puts.flatMap((put) => (put.kind === kind && put.after !== undefined ? [put.after as Records[K]] : []));
}

async function readSequence(redis: Redis, keys: SettingsKeys): Promise<number> {
  return Number((await redis.hget(keys.system, "sequence")) ?? 0);
}
