import type { Redis } from "ioredis";
import { SerialQueue } from "../../runtime/keyed-queue.ts";
import type { TenantId } from "../../vocabulary/identifiers.ts";
import { parseTenantId } from "../../vocabulary/identifiers.ts";
import { compileSnapshot } from "../compiled-snapshot.ts";
import { StoreUnreadable } from "../errors.ts";
import { tenantOf } from "../indexes.ts";
import { deepFrozen } from "../records.ts";
import type { EntityChange, Kind, Records } from "../schemas/kinds.ts";
import type { Snapshot } from "../snapshot.ts";
import { get, keys as keysOf } from "../table.ts";
import {
  EMPTY_TABLES,
  KINDS,
  recordOf,
  withChange,
  withHead,
  withNewRecords,
  withoutRecord,
  withoutTenant,
} from "../tables.ts";
import type { Tables } from "../tables.ts";
import { printHead, readEntry, readField, readHead } from "./feed-entry.ts";
import type { Put, FeedEntry } from "./feed-entry.ts";
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

/** This process's copy of all settings. All that moves it on goes one after the other. */
export interface Replica {
  readonly tables: Tables;
  readonly snapshot: Snapshot;
  /** The number of the last change of the system that is in it. */
  readonly sequence: number;
  /** Takes changes in; older ones are ignored, and a gap before them is repaired. */
  receive(entries: readonly FeedEntry[], redis?: Redis): Promise<void>;
  /** Reads what Redis has and we haven't. Returns whether there was anything. */
  catchUp(redis?: Redis): Promise<boolean>;
  /** Compares every tenant's head with Redis and reads anew those that differ: after a gap, an outage, a restore. */
  repair(redis?: Redis): Promise<void>;
  onChange(listener: (event: SettingsEvent) => void): () => void;
}

/** Changes read in one go; more are read in further ones. */
const CATCH_UP_ENTRIES = 500;

export function createReplica(ownRedis: Redis, keys: SettingsKeys, realm: string): Replica {
  const listeners = new Set<(event: SettingsEvent) => void>();
  let tables = EMPTY_TABLES;
  let snapshot = compileSnapshot(tables, realm);
  let sequence = 0;
  const steps = new SerialQueue();

  const moveOn = (next: Tables, toSequence: number, event?: SettingsEvent): void => {
    sequence = toSequence;
    if (next === tables) return;
    tables = next;
    snapshot = compileSnapshot(tables, realm);
    if (event !== undefined) for (const listener of listeners) listener(event);
  };

  /** False when the entry doesn't join on to what we have. */
  const apply = (entry: FeedEntry): boolean => {
    if (entry.sequence <= sequence) return true;
    const head = get(tables.heads, entry.tenantId);
    const isLoaded = head !== undefined && entry.to.version <= head.version;
    if (entry.sequence !== sequence + 1 || (!isLoaded && printHead(entry.from) !== printHead(head))) return false;
    if (isLoaded) {
      sequence = entry.sequence;
      return true;
    }
    const { next, changes } = applied(tables, entry);
    const { tenantId, to } = entry;
    moveOn(next, entry.sequence, { kind: "changed", tenantId, version: to.version, changes });
    return true;
  };

  const repair = async (redis: Redis): Promise<void> => {
    const isFirst = tables === EMPTY_TABLES;
    const loaded = await load(redis, keys, tables);
    moveOn(loaded.tables, loaded.sequence, isFirst ? undefined : { kind: "reloaded" });
  };

  const catchUp = async (redis: Redis): Promise<boolean> => {
    const start = sequence;
    for (;;) {
      const found = await redis.xrange(keys.feed, `(${sequence}-0`, "+", "COUNT", CATCH_UP_ENTRIES);
      if (found.length === 0) break;
      for (const entry of found) if (!apply(readEntry(entry))) return repair(redis).then(() => true);
    }
    // Nothing newer in the feed, yet another number: the feed was trimmed, or Redis lost its last changes.
    if ((await readSequence(redis, keys)) !== sequence) await repair(redis);
    return sequence !== start;
  };

  return {
    get tables() {
      return tables;
    },
    get snapshot() {
      return snapshot;
    },
    get sequence() {
      return sequence;
    },
    receive: (entries, redis = ownRedis) =>
      steps.run(async () => {
        for (const entry of entries) if (!apply(entry)) await repair(redis);
      }),
    catchUp: (redis = ownRedis) => steps.run(() => catchUp(redis)),
    repair: (redis = ownRedis) => steps.run(() => repair(redis)),
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function applied(tables: Tables, entry: FeedEntry): { next: Tables; changes: EntityChange[] } {
  const changes: EntityChange[] = [];
  for (const { kind, id } of entry.drops) {
    const before = recordOf(tables, kind, id);
    // A number may be another tenant's by now, when that tenant was read later than this one.
    if (before !== undefined && tenantOf(before) === entry.tenantId) {
      changes.push({ kind, id, before } as EntityChange);
    }
  }
  for (const { kind, id, record } of entry.puts) {
    const before = recordOf(tables, kind, id);
    changes.push({ kind, id, after: deepFrozen(record), ...(before && { before }) } as EntityChange);
  }
  const next = changes.reduce(withChange, tables);
  return { next: withHead(next, entry.tenantId, entry.to), changes };
}

/** The tables as Redis has them; tenants whose head is the same are taken over as they are. */
async function load(redis: Redis, keys: SettingsKeys, known: Tables): Promise<{ tables: Tables; sequence: number }> {
  // First the number, then the records: changes in between come again by the feed and are known by their versions.
  const sequence = await readSequence(redis, keys);
  const heads = await redis.hgetall(keys.heads);
  let tables = known;
  for (const id of keysOf(known.heads)) if (heads[id] === undefined) tables = withoutTenant(tables, id as TenantId);
  for (const [id, head] of Object.entries(heads)) {
    const tenantId = parseTenantId(id);
    if (tenantId === undefined) throw new StoreUnreadable("a tenant's id can't be read");
    if (printHead(get(tables.heads, tenantId)) === head) continue;
    tables = await loadTenant(redis, keys, withoutTenant(tables, tenantId), tenantId);
  }
  return { tables, sequence };
}

async function loadTenant(redis: Redis, keys: SettingsKeys, without: Tables, tenantId: TenantId): Promise<Tables> {
  const replies = await redis.multi().hgetall(keys.records(tenantId)).hget(keys.heads, tenantId).exec();
  const [records, head] = (replies ?? []).map(([failure, reply]) => {
    if (failure !== null) throw failure;
    return reply;
  });
  if (typeof head !== "string") return without; // removed since its head was read
  const puts = Object.entries(records as Record<string, string>).map(([field, json]) => readField(field, json));
  // Another tenant may have given up a number, which is here now, since that one was read.
  let tables = puts.reduce((rest, { kind, id }) => withoutRecord(rest, kind, id), without);
  for (const kind of KINDS) tables = withNewRecords(tables, kind, recordsOf(puts, kind));
  return withHead(tables, tenantId, readHead(head));
}

function recordsOf<K extends Kind>(puts: readonly Put[], kind: K): Records[K][] {
  return puts.flatMap((put) => (put.kind === kind ? [put.record as Records[K]] : []));
}

async function readSequence(redis: Redis, keys: SettingsKeys): Promise<number> {
  return Number((await redis.hget(keys.system, "sequence")) ?? 0);
}
