import type { TenantId } from "../vocabulary/identifiers.ts";
import { keysOfBlocksAround } from "./addresses.ts";
import {
  ALL,
  destinationGroup,
  emailClaim,
  extensionKey,
  groupMailboxes,
  memberGroup,
  sipClaim,
  tenantGroup,
  tokenClaim,
  trustGroup,
  userGroup,
} from "./indexes.ts";
import type { Kind, Records } from "./schemas/kinds.ts";
import type { UserRecord } from "./schemas/user.ts";
import type { ExtensionOwner, Snapshot } from "./snapshot.ts";
import { get, values } from "./table.ts";
import type { Table } from "./table.ts";
import { membersOf, recordOf } from "./tables.ts";
import type { Tables } from "./tables.ts";

/** Gives tables the face that calls and requests read. Cheap: nothing is copied or sorted until it is asked for. */
export function compileSnapshot(tables: Tables, realm: string): Snapshot {
  const list = <K extends Kind>(kind: K, group: string, order: (a: Records[K], b: Records[K]) => number) =>
    sorted(membersOf(tables, kind, group), order);
  const extension = (tenant: TenantId, digits: string): ExtensionOwner | undefined => {
    const owner = get(tables.owners, extensionKey(tenant, digits));
    return owner === undefined ? undefined : ({ kind: owner.kind, id: owner.id } as ExtensionOwner);
  };
  const claimed = <K extends Kind>(kind: K, claim: string): Records[K] | undefined => {
    const owner = get(tables.owners, claim);
    return owner?.kind === kind ? recordOf(tables, kind, owner.id) : undefined;
  };
  return Object.freeze<Snapshot>({
    realm,
    tenant: (id) => recordOf(tables, "tenant", id),
    tenants: () => list("tenant", ALL, byName),
    versionOf: (tenant) => get(tables.heads, tenant)?.version ?? 0,

    user: (id) => recordOf(tables, "user", id),
    userByEmail: (email) => claimed("user", emailClaim(email)),
    users: (tenant) => list("user", tenantGroup(tenant), byExtension),
    extension,
    userByExtension: (tenant, digits) => {
      const owner = extension(tenant, digits);
      return owner?.kind === "user" ? recordOf(tables, "user", owner.id) : undefined;
    },

    device: (id) => recordOf(tables, "device", id),
    deviceBySipUsername: (name) => claimed("device", sipClaim(name)),
    devicesOf: (user) => list("device", userGroup(user), byLabel),
    devices: (tenant) => list("device", tenantGroup(tenant), byLabel),

    number: (number) => recordOf(tables, "number", number),
    numbers: (tenant) => list("number", tenantGroup(tenant), byNumber),
    numbersTo: (destination) => list("number", destinationGroup(destination), byNumber),

    ringGroup: (id) => recordOf(tables, "ring-group", id),
    ringGroups: (tenant) => list("ring-group", tenantGroup(tenant), byExtension),

    conference: (id) => recordOf(tables, "conference", id),
    conferences: (tenant) => list("conference", tenantGroup(tenant), byExtension),

    receptionist: (id) => recordOf(tables, "receptionist", id),
    receptionists: (tenant) => list("receptionist", tenantGroup(tenant), byExtension),

    sharedMailbox: (id) => recordOf(tables, "shared-mailbox", id),
    sharedMailboxes: (tenant) => list("shared-mailbox", tenantGroup(tenant), byExtension),
    mailboxesSharedBy: (user) => {
      const groups = list("ring-group", memberGroup(user), byExtension);
      const shared = [memberGroup(user), ...groups.map(({ id }) => groupMailboxes(id))];
      const found = shared.flatMap((group) => list("shared-mailbox", group, byExtension));
      return [...new Set(found)].sort(byExtension);
    },
    sharersOf: (id) => {
      const mailbox = recordOf(tables, "shared-mailbox", id);
      if (mailbox === undefined) return [];
      const group = mailbox.ringGroup === null ? undefined : recordOf(tables, "ring-group", mailbox.ringGroup);
      return [...new Set([...mailbox.members, ...(group?.members ?? [])])];
    },

    trunk: (id) => recordOf(tables, "trunk", id),
    trunks: (tenant) => list("trunk", tenantGroup(tenant), byPriority),
    trunksTrusting: (address) => {
      const found = new Map<string, Records["trunk"]>();
      for (const key of keysOfBlocksAround(address)) {
        for (const trunk of list("trunk", trustGroup(key), byPriority))
          if (!found.has(trunk.id)) found.set(trunk.id, trunk);
      }
      return [...found.values()];
    },

    site: (id) => recordOf(tables, "site", id),
    sites: (tenant) => list("site", tenantGroup(tenant), byName),

    webhook: (id) => recordOf(tables, "webhook", id),
    webhooks: (tenant) => list("webhook", tenantGroup(tenant), byName),

    token: (id) => recordOf(tables, "token", id),
    tokens: (tenant) => list("token", tenantGroup(tenant), byName),
    tokenByHash: (sha256) => claimed("token", tokenClaim(sha256)),
  });
}

/** Sorting ten thousand users takes milliseconds, so each table is sorted once: it never changes. */
const sortedTables = new WeakMap<Table<unknown>, readonly unknown[]>();

function sorted<Record>(table: Table<Record>, order: (a: Record, b: Record) => number): readonly Record[] {
  const known = sortedTables.get(table);
  if (known !== undefined) return known as readonly Record[];
  const list = Object.freeze([...values(table)].sort(order));
  sortedTables.set(table, list);
  return list;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Shorter extensions first, as a directory lists them. */
function byExtension(a: Pick<UserRecord, "extension">, b: Pick<UserRecord, "extension">): number {
  return a.extension.length - b.extension.length || compare(a.extension, b.extension);
}

function byName(a: { name: string; id: string }, b: { name: string; id: string }): number {
  return compare(a.name, b.name) || compare(a.id, b.id);
}

function byLabel(a: Records["device"], b: Records["device"]): number {
  return compare(a.label, b.label) || compare(a.id, b.id);
}

function byNumber(a: Records["number"], b: Records["number"]): number {
  return compare(a.number, b.number);
}

function byPriority(a: Records["trunk"], b: Records["trunk"]): number {
  return a.priority - b.priority || byName(a, b);
}
