import type { TenantId } from "../../vocabulary/identifiers.ts";
import { parseTenantId } from "../../vocabulary/identifiers.ts";
import { StoreUnreadable } from "../errors.ts";
import { isKind, readRecord } from "../records.ts";
import type { EntityChange, Kind, Records } from "../schemas/kinds.ts";
import type { Head } from "../tables.ts";

/** One change on its way between processes: what a tenant's settings were, what they became, and the records between. */
export interface FeedEntry {
  readonly sequence: number;
  readonly tenantId: TenantId;
  /** The head it was made on; undefined for a tenant's first. */
  readonly from: Head | undefined;
  readonly to: Head;
  readonly puts: readonly Put[];
  readonly drops: readonly Drop[];
}

export type Put = {
  readonly [K in Kind]: { readonly kind: K; readonly id: string; readonly record: Records[K] };
}[Kind];
export interface Drop {
  readonly kind: Kind;
  readonly id: string;
}

/** A stream entry as ioredis gives it: its id, then names and values by turns. */
export type StreamEntry = [id: string, fields: string[]];

/** "7:q3k…": a head as Redis holds it; "" stands for none. */
export function printHead(head: Head | undefined): string {
  return head === undefined ? "" : `${head.version}:${head.commit}`;
}

/** @throws StoreUnreadable */
export function readHead(text: string): Head {
  const { version, commit } = /^(?<version>\d{1,15}):(?<commit>\w+)$/.exec(text)?.groups ?? {};
  if (version === undefined || commit === undefined) throw new StoreUnreadable("a tenant's head can't be read");
  return { version: Number(version), commit };
}

/** The body of a feed entry; the sequence is the stream's id, given by the commit. */
export function printEntry(entry: Omit<FeedEntry, "sequence">): string {
  return JSON.stringify({
    tenant: entry.tenantId,
    from: printHead(entry.from),
    to: printHead(entry.to),
    puts: entry.puts.map(({ kind, id, record }) => [kind, id, record]),
    drops: entry.drops.map(({ kind, id }) => [kind, id]),
  });
}

/** @throws StoreUnreadable */
export function readEntry([streamId, fields]: StreamEntry): FeedEntry {
  const sequence = Number(streamId.split("-")[0]);
  const body = JSON.parse(fields[1] ?? "null") as Record<"tenant" | "from" | "to" | "puts" | "drops", unknown> | null;
  const tenantId = typeof body?.tenant === "string" ? parseTenantId(body.tenant) : undefined;
  if (body === null || tenantId === undefined || typeof body.from !== "string" || typeof body.to !== "string") {
    throw new StoreUnreadable(`change ${sequence} of the feed can't be read`);
  }
  return {
    sequence,
    tenantId,
    from: body.from === "" ? undefined : readHead(body.from),
    to: readHead(body.to),
    puts: (body.puts as unknown[][]).map(([kind, id, record]) => readPut(String(kind), String(id), record)),
    drops: (body.drops as unknown[][]).map(([kind, id]) => ({ kind: readKind(String(kind)), id: String(id) })),
  };
}

/** "kind/id", the field of a tenant's hash. */
export function fieldOf({ kind, id }: Drop): string {
  return `${kind}/${id}`;
}

/** @throws StoreUnreadable */
export function readField(field: string, json: string): Put {
  const slash = field.indexOf("/");
  return readPut(field.slice(0, slash), field.slice(slash + 1), JSON.parse(json));
}

export function putsOf(changes: readonly EntityChange[]): Put[] {
  return changes.flatMap(({ kind, id, after }) => (after === undefined ? [] : [{ kind, id, record: after } as Put]));
}

export function dropsOf(changes: readonly EntityChange[]): Drop[] {
  return changes.flatMap(({ kind, id, after }) => (after === undefined ? [{ kind, id }] : []));
}

function readPut(kindText: string, id: string, record: unknown): Put {
  const kind = readKind(kindText);
  return { kind, id, record: readRecord(kind, id, record) } as Put;
}

function readKind(text: string): Kind {
  if (!isKind(text)) throw new StoreUnreadable(`settings of an unknown kind, "${text}": a newer Offhook wrote them`);
  return text;
}
