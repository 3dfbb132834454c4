import type { Draft } from "./draft/draft.ts";
import { SettingInvalid, SettingsError } from "./errors.ts";
import { idOf } from "./indexes.ts";
import type { Kinds, SettingKind } from "./kinds/kind.ts";
import type { Kind, Records } from "./registry.ts";
import type { Snapshot } from "./snapshot.ts";
import type { TenantId } from "../vocabulary/identifiers.ts";

/** A record of a company outside of the system: all of it but its secrets, which are named. */
export interface KeptRecord {
  readonly fields: Readonly<Record<string, unknown>>;
  readonly secrets: readonly string[];
}

/** All settings of a company, by kind. */
export type CompanyRecords = Readonly<Record<string, readonly KeptRecord[]>>;

/** Where the document has each record, by "kind/id". */
export type Places = Map<string, string>;

/** What the new company has of its own. */
const OWN: ReadonlySet<string> = new Set(["tenantId", "version", "suspension", "liftedLimits"]);
/** A device that a browser is for one log-in. */
const OF_A_LOG_IN = "session";

/** Takes a company's settings along. Tokens stay: nothing but their secret makes them. */
export function companyRecords(snapshot: Snapshot, kinds: Kinds, tenant: TenantId): CompanyRecords {
  const company = snapshot.tenant(tenant);
  const all = Object.values(kinds).flatMap((kind): (readonly [string, readonly KeptRecord[]])[] => {
    if (kind.name === "tenant") return [[kind.name, company === undefined ? [] : [keptOf(kind, company)]]];
    if (!isPortable(kind)) return [];
    const records = snapshot.settings(kind.name, tenant).filter((record) => !(OF_A_LOG_IN in record));
    return [[kind.name, records.map((record) => keptOf(kind, record))]];
  });
  return Object.fromEntries(all);
}

/** Its secrets can be made anew. */
function isPortable({ secrets = [], revive }: SettingKind): boolean {
  return secrets.length === 0 || revive !== undefined;
}

function keptOf({ secrets = [] }: SettingKind, record: Records[Kind]): KeptRecord {
  const had = record as unknown as Readonly<Record<string, unknown>>;
  const fields = Object.entries(had).filter(([name]) => !OWN.has(name) && !secrets.includes(name));
  return { fields: Object.fromEntries(fields), secrets: secrets.filter((name) => had[name] != null) };
}

/**
 * Makes a new company of such records in its first draft: with identities of its own, and new or no secrets. Phone numbers,
 * e-mail addresses and SIP usernames stay what they were.
 *
 * @throws SettingInvalid, SettingTaken naming the record by its place: "/records/user/3/fields/email"
 */
export function importCompany(draft: Draft, kinds: Kinds, records: CompanyRecords, places: Places): TenantId {
  draft.isImport = true;
  places.clear();
  const unknown = Object.keys(records).find((name) => !Object.hasOwn(kinds, name));
  if (unknown !== undefined)
    throw new SettingInvalid(`/records/${unknown}`, "malformed", "is no kind of setting that is known here");
  if (records["tenant"]?.length !== 1)
    throw new SettingInvalid("/records/tenant", "malformed", "has not the one company");
  const renamed = newIdentities(draft, records);
  for (const kind of Object.values(kinds)) {
    if (!isPortable(kind)) continue;
    for (const [i, kept] of (records[kind.name] ?? []).entries())
      placed(`/records/${kind.name}/${i}/fields`, (at) => {
        const id = bringIn(draft, kind, kept, renamed);
        places.set(`${kind.name}/${id}`, at);
      });
  }
  return draft.tenantId;
}

/** The new identity of each record, by the one that it had; of the company itself too. */
function newIdentities({ tenantId, tools }: Draft, records: CompanyRecords): ReadonlyMap<string, string> {
  const renamed = new Map<string, string>();
  for (const [kind, kept] of Object.entries(records))
    for (const { fields } of kept) {
      const { id } = fields;
      if (typeof id === "string") renamed.set(id, kind === "tenant" ? tenantId : tools.makeId());
    }
  return renamed;
}

function bringIn(
  draft: Draft,
  kind: SettingKind,
  { fields, secrets }: KeptRecord,
  renamed: ReadonlyMap<string, string>,
): string {
  const own = withNewIdentities(fields, renamed) as Readonly<Record<string, unknown>>;
  const revived = kind.revive?.(own, secrets, draft) ?? {};
  const whole = { ...own, ...revived, version: 0, ...(kind.name !== "tenant" && { tenantId: draft.tenantId }) };
  const malformed = kind.malformed(whole);
  if (malformed !== undefined) throw new SettingInvalid(malformed.field, "malformed", malformed.problem);
  const record = whole as unknown as Records[Kind];
  if (kind.name !== "tenant" && draft.own(kind.name, idOf(record)) !== undefined)
    throw new SettingInvalid("", "malformed", "is there twice");
  return idOf(draft.put(kind.name, record));
}

/** Wherever one record names another: a value that is its identity. */
function withNewIdentities(value: unknown, renamed: ReadonlyMap<string, string>): unknown {
  if (typeof value === "string") return renamed.get(value) ?? value;
  if (Array.isArray(value)) return value.map((each: unknown) => withNewIdentities(each, renamed));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, withNewIdentities(each, renamed)]));
}

function placed(at: string, work: (at: string) => void): void {
  try {
    work(at);
  } catch (refusal) {
    if (refusal instanceof SettingsError) refusal.field = `${at}${refusal.field ?? ""}`;
    throw refusal;
  }
}

/** Names the record of a rule that was broken when all were in. @throws the refusal */
export function placedIn(places: Places, refusal: unknown): never {
  if (refusal instanceof SettingsError && refusal.about !== undefined) {
    const { kind, id } = refusal.about;
    refusal.field = `${places.get(`${kind}/${id}`) ?? ""}${refusal.field ?? ""}`;
  }
  throw refusal;
}
