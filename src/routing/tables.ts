import type { Country } from "../numbering/country.ts";
import type { E164 } from "../vocabulary/e164.ts";
import type { Extension } from "../vocabulary/extension.ts";
import type {
  ConferenceId,
  DeviceId,
  ReceptionistId,
  RingGroupId,
  SharedMailboxId,
  TenantId,
  TrunkId,
  UserId,
} from "../vocabulary/identifiers.ts";
import type { Language } from "../vocabulary/language.ts";

/** Where a direct number or an extension leads. */
export type Destination =
  | { readonly kind: "user"; readonly id: UserId }
  /** Straight to the mailbox of this user. */
  | { readonly kind: "mailbox"; readonly id: UserId }
  | { readonly kind: "shared-mailbox"; readonly id: SharedMailboxId }
  | { readonly kind: "ring-group"; readonly id: RingGroupId }
  | { readonly kind: "conference"; readonly id: ConferenceId }
  | { readonly kind: "receptionist"; readonly id: ReceptionistId };

/** Where a call goes that no member of a group took; null = it is refused. */
export type Overflow = Destination | { readonly kind: "outside"; readonly number: E164 } | null;

/** Callers whom a user or a company doesn't want to hear from, and what they get instead. */
export interface BlockList {
  /** Public numbers, and beginnings of some with a "*" behind. Example: "+33612345678", "+3389*". */
  readonly numbers: readonly string[];
  readonly outcome: "reject" | "voicemail" | "announcement";
}

/** Which callers a company, or one of its people, takes no calls from. */
export interface Screening {
  readonly blockList: BlockList;
  /** Callers who hide their number must show it first. */
  readonly rejectAnonymous: boolean;
  /** What those turned away are told it in. */
  readonly language: Language;
}

/** A person, as far as calls to and from them are concerned. */
export interface RoutedUser extends Screening {
  readonly id: UserId;
  readonly name: string;
  readonly extension: Extension;
  readonly doNotDisturb: boolean;
  /** False: a user in a call is busy for the next one. */
  readonly callWaiting: boolean;
  /** In so many calls a person is busy whatever else is set; null: there is no such number. */
  readonly maxCalls: number | null;
  /** One phone that declines (600, 603) declines for all of the person's. */
  readonly declineEndsCall: boolean;
  /** Colleagues may take calls that ring at this person's phones. */
  readonly allowPickUp: boolean;
  readonly voicemail: {
    readonly enabled: boolean;
    /** How long the phones ring before the mailbox answers; 0: it answers at once. */
    readonly answerTimeSeconds: number;
  };
  readonly forwarding: {
    readonly enabled: boolean;
    /** An extension is internal; a public number may still be one of the company's own. */
    readonly number: E164 | Extension | null;
    readonly ringDevices: boolean;
    /** The callee on the PSTN must press 1 to accept. */
    readonly requireKeyPress: boolean;
  };
  /** What outbound calls show; null: the tenant's main number. */
  readonly outboundCallerId: E164 | "withheld" | null;
  readonly devices: readonly DeviceId[];
}

/** Several people reached by one number. */
export interface RoutedGroup {
  readonly id: RingGroupId;
  readonly extension: Extension;
  readonly members: readonly UserId[];
  readonly strategy: "simultaneous" | "sequential" | "round-robin";
  readonly ringTimeSeconds: number;
  readonly memberTimeSeconds: number;
  readonly overflow: Overflow;
  readonly useMemberForwarding: boolean;
}

export interface RoutedTenant extends Screening {
  readonly id: TenantId;
  /** The provider has suspended the company; absent: it is not. */
  readonly isSuspended?: boolean | undefined;
  readonly country: Country;
  readonly mainNumber: E164 | null;
  readonly parking: {
    /** How many, from 701 on. */
    readonly slots: number;
    /** After so long the call comes back to the user who parked it. */
    readonly waitSeconds: number;
  };
}

export interface RoutedNumber {
  readonly tenant: TenantId;
  /** Null: it leads nowhere yet. */
  readonly destination: Destination | null;
}

/**
 * All that decides where calls go: one picture of the settings, as look-ups that always answer the same.
 * A call keeps the picture it started with.
 */
export interface RoutingTables {
  tenant(id: TenantId): RoutedTenant | undefined;
  /** A person of this tenant; another tenant's are unknown to it. */
  user(tenant: TenantId, id: UserId): RoutedUser | undefined;
  ringGroup(tenant: TenantId, id: RingGroupId): RoutedGroup | undefined;
  /** The groups that this person is a member of. */
  groupsWith(tenant: TenantId, user: UserId): readonly RoutedGroup[];
  /** The language of a mailbox that several people share. */
  sharedMailbox(tenant: TenantId, id: SharedMailboxId): { readonly language: Language } | undefined;
  /** Whether this tenant has this conference. */
  conference(tenant: TenantId, id: ConferenceId): boolean;
  /** Whether this tenant has this receptionist. */
  receptionist(tenant: TenantId, id: ReceptionistId): boolean;
  extension(tenant: TenantId, extension: Extension): Destination | undefined;
  /** Each direct number of the system has one owner. */
  number(number: E164): RoutedNumber | undefined;
  /** All direct numbers of a tenant, in a fixed order. */
  numbersOf(tenant: TenantId): readonly E164[];
  /** What emergency calls from this device's site show; undefined: nothing else than its user's. */
  siteNumber(tenant: TenantId, device: DeviceId): E164 | undefined;
  /** Whether the tenant's limits let its people, and its forwards, call this public number. */
  mayCall(tenant: TenantId, number: E164): boolean;
}

/** A trunk that could carry a call now, in the order in which they are tried. */
export interface TrunkCandidate {
  readonly trunk: TrunkId;
  /** False: all its lines are taken. Only emergency calls go to it all the same. */
  readonly hasRoom: boolean;
}
