import type { TenantId } from "../../vocabulary/identifiers.ts";
import { parseTenantId } from "../../vocabulary/identifiers.ts";
import { StoreUnreadable } from "../errors.ts";
import { readRecord, type Kinds, type SettingKind } from "../kinds/kind.ts";
import type { EntityChange, Kind, Records } from "../registry.ts";
import type { Head } from "../tables.ts";
import type { RecordSeals } from "./record-seals.ts";

/** One change on its way between processes: what a tenant's settings were, what they became, and the records between. */
export interface FeedEntry {
  readonly sequence: number;
  readonly tenantId: TenantId;
  /** The head it was made on; undefined for a tenant's first. */
  readonly from: Head | undefined;
  /** Undefined: the tenant was removed, with all records that it had. */
  readonly to: Head | undefined;
  /** The removed records first: what they held may be another record's now. */
  readonly writes: readonly RecordWrite[];
}

/** What one record became; without `after` it was removed. */
export type RecordWrite = {
  readonly [K in Kind]: { readonly kind: K; readonly id: string; readonly after?: Records[K] };
}[Kind];

/** A stream entry as ioredis gives it: its id, then names and values by turns. */
export type StreamEntry = [id: string, fields: string[]];

/** How records are read and written: what kinds there are, and what of them is sealed. */
export interface Forms {
  readonly kinds: Kinds;
  readonly seals: RecordSeals;
}

interface PrintedEntry extends Pick<FeedEntry, "tenantId" | "from" | "to"> {
  readonly writes: readonly SealedWrite[];
}

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

/** What one record became, as Redis holds it: with its secrets sealed. */
export interface SealedWrite {
  readonly kind: Kind;
  readonly id: string;
  readonly after?: object;
}

/** The writes as Redis holds them. @throws SecretsKeyMissing */
export function sealedWrites(
  { kinds, seals }: Forms,
  tenantId: TenantId,
  writes: readonly RecordWrite[],
): readonly SealedWrite[] {
  return writes.map(({ kind, id, after }) => ({
    ...{ kind, id },
    ...(after !== undefined && { after: seals.seal(tenantId, kinds[kind], id, after) }),
  }));
}

/** The body of a feed entry; the sequence is the stream's id, given by the commit. */
export function printEntry({ tenantId, from, to, writes }: PrintedEntry): string {
  return JSON.stringify({
    tenant: tenantId,
    from: printHead(from),
    to: printHead(to),
    puts: writes.flatMap(({ kind, id, after }) => (after === undefined ? [] : [[kind, id, after]])),
    drops: writes.flatMap(({ kind, id, after }) => (after === undefined ? [[kind, id]] : [])),
  });
}

/** @throws StoreUnreadable */
export function readEntry(forms: Forms, [streamId, fields]: StreamEntry): FeedEntry {
  const sequence = Number(streamId.split("-")[0]);
  const body = JSON.parse(fields[1] ?? "null") as Record<"tenant" | "from" | "to" | "puts" | "drops", unknown> | null;
  const tenantId = typeof body?.tenant === "string" ? parseTenantId(body.tenant) : undefined;
  if (body === null || tenantId === undefined || typeof body.from !== "string" || typeof body.to !== "string") {
    throw new StoreUnreadable(`change ${sequence} of the feed can't be read`);
  }
  const { kinds } = forms;
  const drops = (body.drops as [string, string][]).map(([kind, id]) => ({ kind: kindNamed(kinds, kind).name, id }));
  const puts = (body.puts as [string, string, unknown][]).map(([kind, id, record]) => {
    return readWrite(forms, tenantId, { kind: kindNamed(kinds, kind), id, json: record });
  });
  return {
    ...{ sequence, tenantId },
    from: body.from === "" ? undefined : readHead(body.from),
    to: body.to === "" ? undefined : readHead(body.to),
    writes: [...drops, ...puts],
  };
}

/** What a change wrote, in the order of a feed entry. */
export function writesOf(changes: readonly EntityChange[]): readonly EntityChange[] {
  return [...changes.filter(({ after }) => after === undefined), ...changes.filter(({ after }) => after !== undefined)];
}

/** "kind/id", the field of a tenant's hash. */
export function fieldOf({ kind, id }: Pick<RecordWrite, "kind" | "id">): string {
  return `${kind}/${id}`;
}

/** @throws StoreUnreadable */
export function readField(forms: Forms, tenantId: TenantId, [field, json]: readonly [string, string]): RecordWrite {
  const slash = field.indexOf("/");
  const kind = kindNamed(forms.kinds, field.slice(0, slash));
  return readWrite(forms, tenantId, { kind, id: field.slice(slash + 1), json: JSON.parse(json) });
}

interface Stored {
  readonly kind: SettingKind;
  readonly id: string;
  readonly json: unknown;
}

function readWrite({ seals }: Forms, tenantId: TenantId, { kind, id, json }: Stored): RecordWrite {
  return { kind: kind.name, id, after: readRecord(kind, id, seals.open(tenantId, kind, id, json)) } as RecordWrite;
}

function kindNamed(kinds: Kinds, name: string): SettingKind {
  if (!Object.hasOwn(kinds, name))
    throw new StoreUnreadable(`settings of an unknown kind, "${name}": a newer Offhook wrote them`);
  return kinds[name as Kind];
}
