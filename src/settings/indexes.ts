import { blockKey, parseAddressBlock } from "./addresses.ts";
import type { Destination } from "./schemas/destination.ts";
import type { Kind, Records } from "./schemas/kinds.ts";

/** How one record is found. */
export interface IndexKeys {
  /** Taken once in the whole system; Redis holds these too, so that two tenants can't both get one. */
  readonly claims: readonly string[];
  /** Taken once in the tenant, over all kinds. */
  readonly owned: readonly string[];
  /** Lists it appears in, among records of its kind. */
  readonly groups: readonly string[];
}

export const emailClaim = (email: string): string => `email/${email.toLowerCase()}`;
export const numberClaim = (number: string): string => `number/${number}`;
export const sipClaim = (sipUsername: string): string => `sip/${sipUsername}`;
export const tokenClaim = (sha256: string): string => `token/${sha256}`;
export const extensionKey = (tenant: string, extension: string): string => `extension/${tenant}/${extension}`;
export const tenantGroup = (tenant: string): string => `tenant/${tenant}`;
export const adminsGroup = (tenant: string): string => `admins/${tenant}`;
export const userGroup = (user: string): string => `user/${user}`;
export const destinationGroup = ({ kind, id }: Destination): string => `to/${kind}/${id}`;
export const memberGroup = (user: string): string => `member/${user}`;
/** The mailboxes that this ring group shares. */
export const groupMailboxes = (group: string): string => `mailboxes/${group}`;
export const siteGroup = (site: string): string => `site/${site}`;
export const trustGroup = (block: string): string => `trust/${block}`;
/** Everything that exists of a kind. */
export const ALL = "all";

const indexers: { readonly [K in Kind]: (record: Records[K]) => IndexKeys } = {
  tenant: () => ({ claims: [], owned: [], groups: [ALL] }),
  user: ({ tenantId, email, extension, role }) => ({
    claims: [emailClaim(email)],
    owned: [extensionKey(tenantId, extension)],
    groups: [tenantGroup(tenantId), ...(role === "admin" ? [adminsGroup(tenantId)] : [])],
  }),
  device: ({ tenantId, userId, sipUsername, siteId }) => ({
    claims: [sipClaim(sipUsername)],
    owned: [],
    groups: [tenantGroup(tenantId), userGroup(userId), ...(siteId == null ? [] : [siteGroup(siteId)])],
  }),
  number: ({ tenantId, number, destination }) => ({
    claims: [numberClaim(number)],
    owned: [],
    groups: [tenantGroup(tenantId), ...(destination === null ? [] : [destinationGroup(destination)])],
  }),
  trunk: ({ tenantId, enabled, trustedAddresses }) => ({
    claims: [],
    owned: [],
    groups: [tenantGroup(tenantId), ...(enabled ? trustedAddresses.flatMap(trustGroups) : [])],
  }),
  "ring-group": ({ tenantId, extension, members, overflow }) => ({
    claims: [],
    owned: [extensionKey(tenantId, extension)],
    groups: [
      tenantGroup(tenantId),
      ...members.map(memberGroup),
      ...(overflow === null || overflow.kind === "outside" ? [] : [destinationGroup(overflow)]),
    ],
  }),
  conference: ({ tenantId, extension }) => ({
    claims: [],
    owned: [extensionKey(tenantId, extension)],
    groups: [tenantGroup(tenantId)],
  }),
  "shared-mailbox": ({ tenantId, extension, members, ringGroup }) => ({
    claims: [],
    owned: [extensionKey(tenantId, extension)],
    groups: [
      tenantGroup(tenantId),
      ...members.map(memberGroup),
      ...(ringGroup === null ? [] : [groupMailboxes(ringGroup)]),
    ],
  }),
  receptionist: ({ tenantId, extension, keys, whenClosed, onNoInput, onBadInput }) => ({
    claims: [],
    owned: [extensionKey(tenantId, extension)],
    groups: [
      tenantGroup(tenantId),
      ...new Set(
        [...Object.values(keys), whenClosed, onNoInput, onBadInput].flatMap((to) =>
          to !== null && "id" in to ? [destinationGroup(to)] : [],
        ),
      ),
    ],
  }),
  site: ({ tenantId }) => ({ claims: [], owned: [], groups: [tenantGroup(tenantId)] }),
  webhook: ({ tenantId }) => ({ claims: [], owned: [], groups: [tenantGroup(tenantId)] }),
  token: ({ tenantId, userId, hash }) => ({
    claims: [tokenClaim(hash)],
    owned: [],
    groups: [tenantGroup(tenantId), ...(userId === null ? [] : [userGroup(userId)])],
  }),
};

/** Where a record is to be found. */
export function indexKeys<K extends Kind>(kind: K, record: Records[K]): IndexKeys {
  return indexers[kind](record);
}

/** What a record is called within its kind. */
export function idOf(record: Records[Kind]): string {
  return "number" in record ? record.number : record.id;
}

/** The tenant a record belongs to. */
export function tenantOf(record: Records[Kind]): string {
  return "tenantId" in record ? record.tenantId : record.id;
}

function trustGroups(text: string): string[] {
  const block = parseAddressBlock(text);
  return block === undefined ? [] : [trustGroup(blockKey(block))];
}
