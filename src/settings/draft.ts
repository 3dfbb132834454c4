import type { E164 } from "../vocabulary/e164.ts";
import type {
  ConferenceId,
  DeviceId,
  ReceptionistId,
  RingGroupId,
  SharedMailboxId,
  SiteId,
  TrunkId,
  UserId,
  WebhookId,
} from "../vocabulary/identifiers.ts";
import type { AuditedChange } from "./schemas/audit.ts";
import type { ConferencePatch, ConferenceRecord, NewConference } from "./schemas/conference.ts";
import type { Destination } from "./schemas/destination.ts";
import type { DevicePatch, DeviceRecord, NewDevice } from "./schemas/device.ts";
import type { NewPhoneNumber, PhoneNumberPatch, PhoneNumberRecord } from "./schemas/phone-number.ts";
import type { NewReceptionist, ReceptionistPatch, ReceptionistRecord } from "./schemas/receptionist.ts";
import type { NewRingGroup, RingGroupPatch, RingGroupRecord } from "./schemas/ring-group.ts";
import type { NewSharedMailbox, SharedMailboxPatch, SharedMailboxRecord } from "./schemas/shared-mailbox.ts";
import type { NewSite, SitePatch, SiteRecord } from "./schemas/site.ts";
import type { TenantLimits, TenantPatch, TenantRecord } from "./schemas/tenant.ts";
import type { NewToken, TokenRecord } from "./schemas/token.ts";
import type { NewTrunk, TrunkPatch, TrunkRecord } from "./schemas/trunk.ts";
import type { NewUser, UserPatch, UserRecord } from "./schemas/user.ts";
import type { NewWebhook, WebhookPatch, WebhookRecord } from "./schemas/webhook.ts";
import type { TokenId } from "./schemas/words.ts";
import type { DeviceCredentials, PreparedPin } from "./secrets.ts";
import type { Snapshot } from "./snapshot.ts";

/** Secrets of a user, hashed before the change began (Argon2id is slow on purpose; a change may be tried several times). */
export interface UserSecrets {
  /** Made by `hashPassword`; null takes the log-in away. */
  readonly passwordHash?: string | null;
  /** Made by `preparePin`; null takes the PIN away. */
  readonly pin?: PreparedPin | null;
}

/** What of a webhook only the system sets. */
export interface WebhookChange {
  readonly secret?: string;
  readonly disabledBecause?: "failing";
}

/** What pointed at somebody or something that goes either goes to `reassignTo` in the same step, or refuses the removal. */
export interface Removal {
  readonly ifMatch?: number | undefined;
  /** Where numbers, forwards and overflows go that lead here; null = nowhere (numbers stay, unassigned). */
  readonly reassignTo?: Destination | null | undefined;
}

/**
 * One tenant's settings while a change is being made. Every method checks what it can and throws a `SettingsError`;
 * what spans several records is checked when the change is committed. Nothing is visible to anybody before that.
 * `ifMatch` is the version the caller saw: another one is a `VersionConflict`. Each method returns the record as it
 * then stands, with the version that the commit will give it.
 */
export interface Draft {
  /** The settings as this draft would leave them. */
  readonly snapshot: Snapshot;

  /** Something was done that is no setting, and that the journal tells all the same. */
  note(done: AuditedChange): void;

  /** For the journal: an administrator lets calls pass this limit for so long. */
  noteLifted(limit: keyof TenantLimits, forMs: number): TenantRecord;
  changeTenant(patch: TenantPatch, ifMatch?: number): TenantRecord;

  addUser(user: NewUser, secrets?: UserSecrets): UserRecord;
  changeUser(id: UserId, patch: UserPatch & UserSecrets, ifMatch?: number): UserRecord;
  /** Devices and mailbox go with the user. */
  removeUser(id: UserId, how?: Removal): void;

  addDevice(owner: UserId, device: NewDevice, credentials: DeviceCredentials): DeviceRecord;
  changeDevice(
    id: DeviceId,
    patch: DevicePatch & { readonly credentials?: DeviceCredentials },
    ifMatch?: number,
  ): DeviceRecord;
  removeDevice(id: DeviceId, ifMatch?: number): void;

  addNumber(number: NewPhoneNumber): PhoneNumberRecord;
  changeNumber(number: E164, patch: PhoneNumberPatch, ifMatch?: number): PhoneNumberRecord;
  removeNumber(number: E164, ifMatch?: number): void;

  addRingGroup(group: NewRingGroup): RingGroupRecord;
  changeRingGroup(id: RingGroupId, patch: RingGroupPatch, ifMatch?: number): RingGroupRecord;
  removeRingGroup(id: RingGroupId, how?: Removal): void;

  addConference(conference: NewConference): ConferenceRecord;
  changeConference(id: ConferenceId, patch: ConferencePatch, ifMatch?: number): ConferenceRecord;
  removeConference(id: ConferenceId, how?: Removal): void;

  addSharedMailbox(mailbox: NewSharedMailbox, pin?: PreparedPin | null): SharedMailboxRecord;
  changeSharedMailbox(
    id: SharedMailboxId,
    patch: SharedMailboxPatch & { readonly pin?: PreparedPin | null },
    ifMatch?: number,
  ): SharedMailboxRecord;
  removeSharedMailbox(id: SharedMailboxId, how?: Removal): void;

  addReceptionist(receptionist: NewReceptionist): ReceptionistRecord;
  changeReceptionist(id: ReceptionistId, patch: ReceptionistPatch, ifMatch?: number): ReceptionistRecord;
  removeReceptionist(id: ReceptionistId, how?: Removal): void;

  addTrunk(trunk: NewTrunk): TrunkRecord;
  changeTrunk(id: TrunkId, patch: TrunkPatch, ifMatch?: number): TrunkRecord;
  removeTrunk(id: TrunkId, ifMatch?: number): void;

  /** `secret` is what `makeWebhookSecret` made. */
  addSite(site: NewSite): SiteRecord;
  changeSite(id: SiteId, patch: SitePatch, ifMatch?: number): SiteRecord;
  removeSite(id: SiteId, ifMatch?: number): void;

  addWebhook(webhook: NewWebhook, secret: string): WebhookRecord;
  changeWebhook(id: WebhookId, patch: WebhookPatch & WebhookChange, ifMatch?: number): WebhookRecord;
  removeWebhook(id: WebhookId, ifMatch?: number): void;

  /** `sha256` is what `hashToken` makes of the token. */
  addToken(token: NewToken, sha256: string): TokenRecord;
  removeToken(id: TokenId): void;
}
