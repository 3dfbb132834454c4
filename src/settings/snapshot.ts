import type { E164 } from "../vocabulary/e164.ts";
import type { Extension } from "../vocabulary/extension.ts";
import type {
  ConferenceId,
  DeviceId,
  ReceptionistId,
  RingGroupId,
  SharedMailboxId,
  SipUsername,
  SiteId,
  TenantId,
  TrunkId,
  UserId,
  WebhookId,
} from "../vocabulary/identifiers.ts";
import type { Kind, KindTypes, Records } from "./registry.ts";
import type { Destination } from "./schemas/destination.ts";
import type { TokenId } from "./schemas/words.ts";

/** What an extension of a tenant reaches. */
export type ExtensionOwner =
  | { readonly kind: "user"; readonly id: UserId }
  | { readonly kind: "ring-group"; readonly id: RingGroupId }
  | { readonly kind: "conference"; readonly id: ConferenceId }
  | { readonly kind: "shared-mailbox"; readonly id: SharedMailboxId }
  | { readonly kind: "receptionist"; readonly id: ReceptionistId };

/**
 * All settings of the system at one moment. It never changes: a call keeps the one it started with,
 * and asks for the current one only where it wants to obey newer settings. Every look-up is in memory.
 * Lists come in a fixed order (by extension, number, priority or name), so that paging over one snapshot is stable.
 */
export interface Snapshot {
  /** The digest realm of every device (RFC 7616 §3.3); fixed at the first start, whatever the addresses become. */
  readonly realm: string;

  /** The setting of this kind and identity, in the whole system. */
  setting<K extends Kind>(kind: K, id: KindTypes[K]["id"]): Records[K] | undefined;
  /** All of a kind that a tenant has, in the order of the kind. */
  settings<K extends Kind>(kind: K, tenant: TenantId): readonly Records[K][];

  tenant(id: TenantId): Records["tenant"] | undefined;
  tenants(): readonly Records["tenant"][];
  /** The number of changes the tenant has seen; 0 for one that doesn't exist. */
  versionOf(tenant: TenantId): number;

  user(id: UserId): Records["user"] | undefined;
  /** By log-in; upper and lower case are the same. */
  userByEmail(email: string): Records["user"] | undefined;
  /** By extension number. */
  users(tenant: TenantId): readonly Records["user"][];
  extension(tenant: TenantId, extension: Extension): ExtensionOwner | undefined;
  userByExtension(tenant: TenantId, extension: Extension): Records["user"] | undefined;

  device(id: DeviceId): Records["device"] | undefined;
  deviceBySipUsername(name: SipUsername): Records["device"] | undefined;
  devicesOf(user: UserId): readonly Records["device"][];
  devices(tenant: TenantId): readonly Records["device"][];

  /** Whose this public number is, in the whole system. */
  number(number: E164): Records["number"] | undefined;
  numbers(tenant: TenantId): readonly Records["number"][];
  /** The numbers that point at a destination. */
  numbersTo(destination: Destination): readonly Records["number"][];

  ringGroup(id: RingGroupId): Records["ring-group"] | undefined;
  /** By extension number. */
  ringGroups(tenant: TenantId): readonly Records["ring-group"][];

  conference(id: ConferenceId): Records["conference"] | undefined;
  /** By extension number. */
  conferences(tenant: TenantId): readonly Records["conference"][];

  receptionist(id: ReceptionistId): Records["receptionist"] | undefined;
  /** By extension number. */
  receptionists(tenant: TenantId): readonly Records["receptionist"][];

  sharedMailbox(id: SharedMailboxId): Records["shared-mailbox"] | undefined;
  /** By extension number. */
  sharedMailboxes(tenant: TenantId): readonly Records["shared-mailbox"][];
  /** Those that this user shares, by themselves or as a member of a ring group. By extension number. */
  mailboxesSharedBy(user: UserId): readonly Records["shared-mailbox"][];
  /** The users who share it. */
  sharersOf(id: SharedMailboxId): readonly UserId[];

  trunk(id: TrunkId): Records["trunk"] | undefined;
  /** By priority, then name. */
  trunks(tenant: TenantId): readonly Records["trunk"][];
  /** The enabled trunks whose trusted addresses contain this IP address (IPv4, IPv6 or IPv4-mapped); most specific block first. */
  trunksTrusting(address: string): readonly Records["trunk"][];
  /** The enabled trunks whose calls go to this host, by its name or address as their settings have it. */
  trunksAtHost(host: string): readonly Records["trunk"][];

  site(id: SiteId): Records["site"] | undefined;
  /** By name. */
  sites(tenant: TenantId): readonly Records["site"][];

  webhook(id: WebhookId): Records["webhook"] | undefined;
  /** By name. */
  webhooks(tenant: TenantId): readonly Records["webhook"][];

  token(id: TokenId): Records["token"] | undefined;
  tokens(tenant: TenantId): readonly Records["token"][];
  /** By the SHA-256 (hex) of the token. */
  tokenByHash(sha256: string): Records["token"] | undefined;
}
