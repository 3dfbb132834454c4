import type { SharedMailboxId, TenantId, UserId } from "../vocabulary/identifiers.ts";
import { keysOfBlocksAround } from "../runtime/address-block.ts";
import { BoundedMap } from "../runtime/bounded-map.ts";
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
  trunkHostGroup,
  trustGroup,
  userGroup,
} from "./indexes.ts";
import type { Kind, Records } from "./registry.ts";
import { byExtension } from "./orders.ts";
import type { ExtensionOwner, Snapshot } from "./snapshot.ts";
import { get, values } from "./table.ts";
import type { Table } from "./table.ts";
import { membersOf, recordOf } from "./tables.ts";
import type { Tables } from "./tables.ts";

/** Gives tables the face that calls and requests read. Cheap: nothing is copied or sorted until it is asked for. */

export function compileSnapshot(tables: Tables, realm: string): Snapshot {
  const list = <K extends Kind>(kind: K, group: string): readonly Records[K][] => {
    const { compare } = tables.kinds[kind];
    return sorted(membersOf(tables, kind, group), compare as (one: Records[K], other: Records[K]) => number);
  };
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
    setting: (kind, id) => recordOf(tables, kind, id),
    settings: (kind, tenant) => list(kind, tenantGroup(tenant)),

    tenant: (id) => recordOf(tables, "tenant", id),
    tenants: () => list("tenant", ALL),
    versionOf: (tenant) => get(tables.heads, tenant)?.version ?? 0,

    user: (id) => recordOf(tables, "user", id),
    userByEmail: (email) => claimed("user", emailClaim(email)),
    users: (tenant) => list("user", tenantGroup(tenant)),
    extension,
    userByExtension: (tenant, digits) => {
      const owner = extension(tenant, digits);
      return owner?.kind === "user" ? recordOf(tables, "user", owner.id) : undefined;
    },

    device: (id) => recordOf(tables, "device", id),
    deviceBySipUsername: (name) => claimed("device", sipClaim(name)),
    devicesOf: (user) => list("device", userGroup(user)),
    devices: (tenant) => list("device", tenantGroup(tenant)),

    number: (number) => recordOf(tables, "number", number),
    numbers: (tenant) => list("number", tenantGroup(tenant)),
    numbersTo: (destination) => list("number", destinationGroup(destination)),

    ringGroup: (id) => recordOf(tables, "ring-group", id),
    ringGroups: (tenant) => list("ring-group", tenantGroup(tenant)),

    conference: (id) => recordOf(tables, "conference", id),
    conferences: (tenant) => list("conference", tenantGroup(tenant)),

    receptionist: (id) => recordOf(tables, "receptionist", id),
    receptionists: (tenant) => list("receptionist", tenantGroup(tenant)),

    sharedMailbox: (id) => recordOf(tables, "shared-mailbox", id),
    sharedMailboxes: (tenant) => list("shared-mailbox", tenantGroup(tenant)),
    mailboxesSharedBy: (user) => mailboxesSharedBy(user, list),
    sharersOf: (id) => sharersOf(id, tables),

    trunk: (id) => recordOf(tables, "trunk", id),
    trunks: (tenant) => list("trunk", tenantGroup(tenant)),
    trunksTrusting: rememberingTrust(list),
    trunksAtHost: (host) => list("trunk", trunkHostGroup(host)),

    site: (id) => recordOf(tables, "site", id),
    sites: (tenant) => list("site", tenantGroup(tenant)),

    webhook: (id) => recordOf(tables, "webhook", id),
    webhooks: (tenant) => list("webhook", tenantGroup(tenant)),

    token: (id) => recordOf(tables, "token", id),
    tokens: (tenant) => list("token", tenantGroup(tenant)),
    tokenByHash: (sha256) => claimed("token", tokenClaim(sha256)),
  });
}

/** The records of a kind in one of its groups, in the order in which lists show them. */
type List = <K extends Kind>(kind: K, group: string) => readonly Records[K][];

function mailboxesSharedBy(user: UserId, list: List): readonly Records["shared-mailbox"][] {
  const groups = list("ring-group", memberGroup(user));
  const shared = [memberGroup(user), ...groups.map(({ id }) => groupMailboxes(id))];
  const found = shared.flatMap((group) => list("shared-mailbox", group));
  return [...new Set(found)].sort(byExtension);
}

function sharersOf(id: SharedMailboxId, tables: Tables): readonly UserId[] {
  const mailbox = recordOf(tables, "shared-mailbox", id);
  if (mailbox === undefined) return [];
  const group = mailbox.ringGroup === null ? undefined : recordOf(tables, "ring-group", mailbox.ringGroup);
  return [...new Set([...mailbox.members, ...(group?.members ?? [])])];
}

/** As many as a large office has phones. */
const MOST_ADDRESSES_REMEMBERED = 2_000;

/** Asked for each call and registration, from the same few addresses; a snapshot never changes its mind. */
function rememberingTrust(list: List): Snapshot["trunksTrusting"] {
  const known = new BoundedMap<string, readonly Records["trunk"][]>(MOST_ADDRESSES_REMEMBERED);
  return (address) => {
    let trunks = known.get(address);
    if (trunks === undefined) known.set(address, (trunks = trunksTrusting(address, list)));
    return trunks;
  };
}

function trunksTrusting(address: string, list: List): readonly Records["trunk"][] {
  return [...new Set([...keysOfBlocksAround(address)].flatMap((key) => list("trunk", trustGroup(key))))];
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
