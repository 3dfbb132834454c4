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
import type { Destination } from "./schemas/destination.ts";
import type { ConferenceRecord } from "./schemas/conference.ts";
import type { DeviceRecord } from "./schemas/device.ts";
import type { PhoneNumberRecord } from "./schemas/phone-number.ts";
import type { ReceptionistRecord } from "./schemas/receptionist.ts";
import type { RingGroupRecord } from "./schemas/ring-group.ts";
import type { SharedMailboxRecord } from "./schemas/shared-mailbox.ts";
import type { SiteRecord } from "./schemas/site.ts";
import type { TenantRecord } from "./schemas/tenant.ts";
import type { TokenRecord } from "./schemas/token.ts";
import type { TrunkRecord } from "./schemas/trunk.ts";
import type { UserRecord } from "./schemas/user.ts";
import type { WebhookRecord } from "./schemas/webhook.ts";
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

  tenant(id: TenantId): TenantRecord | undefined;
  tenants(): readonly TenantRecord[];
  /** The number of changes the tenant has seen; 0 for one that doesn't exist. */
  versionOf(tenant: TenantId): number;

  user(id: UserId): UserRecord | undefined;
  /** By log-in; upper and lower case are the same. */
  userByEmail(email: string): UserRecord | undefined;
  /** By extension number. */
  users(tenant: TenantId): readonly UserRecord[];
  extension(tenant: TenantId, extension: Extension): ExtensionOwner | undefined;
  userByExtension(tenant: TenantId, extension: Extension): UserRecord | undefined;

  device(id: DeviceId): DeviceRecord | undefined;
  deviceBySipUsername(name: SipUsername): DeviceRecord | undefined;
  devicesOf(user: UserId): readonly DeviceRecord[];
  devices(tenant: TenantId): readonly DeviceRecord[];

  /** Whose this public number is, in the whole system. */
  number(number: E164): PhoneNumberRecord | undefined;
  numbers(tenant: TenantId): readonly PhoneNumberRecord[];
  /** The numbers that point at a destination. */
  numbersTo(destination: Destination): readonly PhoneNumberRecord[];

  ringGroup(id: RingGroupId): RingGroupRecord | undefined;
  /** By extension number. */
  ringGroups(tenant: TenantId): readonly RingGroupRecord[];

  conference(id: ConferenceId): ConferenceRecord | undefined;
  /** By extension number. */
  conferences(tenant: TenantId): readonly ConferenceRecord[];

  receptionist(id: ReceptionistId): ReceptionistRecord | undefined;
  /** By extension number. */
  receptionists(tenant: TenantId): readonly ReceptionistRecord[];

  sharedMailbox(id: SharedMailboxId): SharedMailboxRecord | undefined;
  /** By extension number. */
  sharedMailboxes(tenant: TenantId): readonly SharedMailboxRecord[];
  /** Those that this user shares, by themselves or as a member of a ring group. By extension number. */
  mailboxesSharedBy(user: UserId): readonly SharedMailboxRecord[];
  /** Everybody who shares it. */
  sharersOf(id: SharedMailboxId): readonly UserId[];

  trunk(id: TrunkId): TrunkRecord | undefined;
  /** By priority, then name. */
  trunks(tenant: TenantId): readonly TrunkRecord[];
  /** The enabled trunks whose trusted addresses contain this IP address (IPv4, IPv6 or IPv4-mapped); most specific block first. */
  trunksTrusting(address: string): readonly TrunkRecord[];

  site(id: SiteId): SiteRecord | undefined;
  /** By name. */
  sites(tenant: TenantId): readonly SiteRecord[];

  webhook(id: WebhookId): WebhookRecord | undefined;
  /** By name. */
  webhooks(tenant: TenantId): readonly WebhookRecord[];

  token(id: TokenId): TokenRecord | undefined;
  tokens(tenant: TenantId): readonly TokenRecord[];
  /** By the SHA-256 (hex) of the token. */
  tokenByHash(sha256: string): TokenRecord | undefined;
}
