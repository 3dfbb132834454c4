import type { Records, Kind } from "./registry.ts";
import type { Destination } from "./schemas/destination.ts";

/** How one record is found. */
export interface IndexKeys {
  /** Taken once in the whole system; Redis holds these too, so that two tenants can't both get one. */
  readonly claims: readonly string[];
  /** Claims that Redis alone holds, for what an older Offhook may have stored twice: a rule of the kind looks at the records. */
  readonly reserved?: readonly string[];
  /** Taken once in the tenant, over all kinds. */
  readonly owned: readonly string[];
  /** Lists it appears in, among records of its kind. */
  readonly groups: readonly string[];
}

export const emailClaim = (email: string): string => `email/${email.toLowerCase()}`;
export const numberClaim = (number: string): string => `number/${number}`;
export const sipClaim = (sipUsername: string): string => `sip/${sipUsername}`;
export const tokenClaim = (sha256: string): string => `token/${sha256}`;
/** The claim of a MAC address, and the list of the devices that have it, of all companies. */
export const macKey = (mac: string): string => `mac/${mac}`;
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
/** The trunks whose calls go to this host. */
export const trunkHostGroup = (host: string): string => `host/${host.toLowerCase()}`;
/** Everything that exists of a kind. */
export const ALL = "all";

/** What a record is called within its kind: its id, or the public number, which is its own identity. */
export function idOf(record: Records[Kind]): string {
  return "id" in record ? record.id : record.number;
}

/** The tenant a record belongs to. */
export function tenantOf(record: Records[Kind]): string {
  return "tenantId" in record ? record.tenantId : record.id;
}

/** The extension of a record whose kind has one. */
export function extensionOf(record: Records[Kind] | undefined): string | undefined {
  return record !== undefined && "extension" in record ? record.extension : undefined;
}
