import type { E164 } from "../vocabulary/e164.ts";
import type { Extension } from "../vocabulary/extension.ts";
import type {
  CallId,
  DeviceId,
  MailboxId,
  MessageId,
  SiteId,
  TenantId,
  TrunkId,
  UserId,
  WebhookId,
} from "../vocabulary/identifiers.ts";

/** What happened in the telephone system. Every event has a time and a tenant. */
export type SwitchEvent =
  | CallEvent
  | VoicemailEvent
  | RegistrationEvent
  | LoginLocked
  | TrunkNotAuthenticated
  | TrunkStateChanged
  | SecurityEvent
  | SettingEvent
  | AlarmEvent
  | WebhookEvent;
export type SwitchEventKind = SwitchEvent["kind"];

interface Happening {
  readonly atMs: number;
  readonly tenant: TenantId;
}

/** One call, followed from its INVITE to its end; `call` is our own id, the same for both its legs. */
interface OfCall extends Happening {
  readonly call: string;
}

export interface CallParty {
  readonly number?: E164;
  readonly name?: string;
  readonly user?: UserId;
  readonly device?: DeviceId;
  readonly trunk?: TrunkId;
  /** The parking slot where the call waits; `user` parked it. Example: "701". */
  readonly slot?: Extension;
}

export interface CallStarted extends OfCall {
  readonly kind: "call.started";
  readonly direction: "inbound" | "outbound" | "internal";
  readonly callId: CallId;
  readonly caller: CallParty;
  /** The user part of the Request-URI, as the caller dialled it. */
  readonly dialled: string;
}
/** The routing decision for the call; `plan` is plain data, shown and stored as it is. */
export interface CallRouted extends OfCall {
  readonly kind: "call.routed";
  readonly user?: UserId;
  readonly plan: unknown;
  /** The rules that were applied, in order. */
  readonly decisions?: readonly Decision[];
}
/** Rules were applied that change no plan: opening hours, a refused transfer. */
export interface CallDecided extends OfCall {
  readonly kind: "call.decided";
  readonly decisions: readonly Decision[];
}
/** One rule that was applied to a call, and its result. Plain data, in words of the settings. */
export interface Decision {
  readonly rule: string;
  readonly input: Readonly<Record<string, string | number | boolean | null | readonly string[]>>;
  readonly result: string;
}
/** An INVITE was sent for the call, in a dialog of this Call-ID. */
export interface InviteSent extends OfCall {
  readonly kind: "invite.sent";
  readonly callId: string;
}
/** The audio quality of a phone's stream, as the phone or the media server reported it. */
export interface MediaMeasured extends OfCall {
  readonly kind: "media.measured";
  readonly quality: MediaQuality;
}
export interface MediaQuality {
  /** The party that measured: the phone itself, or the media server at the other end of its stream. */
  readonly by: "telephone" | "media-server";
  readonly packetsReceived?: number;
  readonly packetsSent?: number;
  readonly packetsLost?: number;
  readonly jitterMs?: number;
  readonly roundTripMs?: number;
  /** Mean opinion score, 1 to 5. */
  readonly mos?: number;
}
/** A branch of the call rings. */
export interface CallRinging extends OfCall {
  readonly kind: "call.ringing";
  readonly leg: string;
  readonly callee: CallParty;
}
export interface CallAnswered extends OfCall {
  readonly kind: "call.answered";
  readonly leg: string;
  readonly by: CallParty | "voicemail";
}
export interface CallEnded extends OfCall {
  readonly kind: "call.ended";
  readonly outcome: CallOutcome;
  /** The final SIP status, if one was sent or received. */
  readonly status?: number;
  /** The reason, in the words of the routing plan or of the step that ended the call. */
  readonly because?: string;
  readonly hungUpBy?: "caller" | "callee" | "system";
  /** Of a call of another process, which is gone and can't tell its end. */
  readonly known?: KnownCall;
}
/** What is known of a call at the time of an event. */
export interface KnownCall {
  readonly call: string;
  readonly callId: CallId;
  readonly direction: CallStarted["direction"];
  readonly caller: CallParty;
  readonly dialled: string;
  readonly startedAtMs: number;
  /** The users who have taken part so far. */
  readonly users: readonly UserId[];
}
/** Declined: a user has refused the call that they, or a program of theirs, asked for (click-to-call). */
export type CallOutcome =
  "answered" | "voicemail" | "no-answer" | "busy" | "cancelled" | "declined" | "rejected" | "failed";

/** The state of a phone's dialog (RFC 4235 §3.7.1): called, ringing, talking, ended. */
export type LegState = "trying" | "ringing" | "confirmed" | "terminated";
/** The state of one phone's leg has changed: BLF follows these. Each leg ends with "terminated", once. */
export interface LegChanged extends OfCall {
  readonly kind: "leg.changed";
  readonly leg: string;
  /** The initiator and the recipient of RFC 4235 §4.1. */
  readonly role: "caller" | "callee";
  readonly party: CallParty;
  readonly state: LegState;
  /** The final SIP status of a leg that was refused. */
  readonly status?: number;
  /** The early dialog from our side, of an internal phone that rings and that colleagues may pick up. */
  readonly dialog?: { readonly callId: string; readonly localTag: string; readonly remoteTag: string };
}
/** A callee on the PSTN has picked up and is asked to press 1: not an answer yet. */
export interface ConfirmationAsked extends OfCall {
  readonly kind: "confirmation.asked";
  readonly leg: string;
}
/** The callee's reaction: 1, 2, 3; silence or another key; hang-up. */
export interface ConfirmationGiven extends OfCall {
  readonly kind: "confirmation.given";
  readonly leg: string;
  readonly verdict: "accept" | "refuse" | "voicemail" | "nothing" | "gone";
}
/** One of two connected parties is to be transferred, by the other party or through the API. */
interface Transfer extends OfCall {
  /** The transferor, who leaves the call. */
  readonly by: CallParty;
  readonly transferee: CallParty;
  /** The transfer target as it was dialled. */
  readonly to: string;
  /** Attended: to a party whom the transferor has called before (RFC 5589 §7). */
  readonly how: "blind" | "attended";
}
/** The transferee is on the way to the target; what comes of it is told by one of the next two. */
export interface CallTransferring extends Transfer {
  readonly kind: "call.transferring";
}
/** The transferee has arrived: the call goes on without the transferor. */
export interface CallTransferred extends Transfer {
  readonly kind: "call.transferred";
}
/** The transferee could not be put through: back with the transferor, unless one of the two is gone. */
export interface CallTransferFailed extends Transfer {
  readonly kind: "call.transfer-failed";
  /** The SIP status that the transferor was told. */
  readonly status: number;
}
/** Another call belongs to the same conversation, and has a record of its own. */
export interface CallLinked extends OfCall {
  readonly kind: "call.linked";
  readonly other: string;
  readonly how: LinkKind;
}
/**
 * Pick-up: a phone has called in order to take this call, or one that waited in a parking slot. Transfer: the transferor's
 * call to the target. Replacement: another phone has taken the place of one in the call (RFC 3891).
 */
export type LinkKind = "pick-up" | "transfer" | "replacement";
export type CallEvent =
  | CallStarted
  | CallTransferring
  | CallTransferred
  | CallTransferFailed
  | CallLinked
  | CallRouted
  | CallDecided
  | CallRinging
  | CallAnswered
  | CallEnded
  | LegChanged
  | InviteSent
  | MediaMeasured
  | ConfirmationAsked
  | ConfirmationGiven;

export interface VoicemailLeft extends Happening {
  readonly kind: "voicemail.left";
  readonly mailbox: MailboxId;
  readonly message: MessageId;
  readonly call?: string;
  readonly caller: CallParty;
  readonly durationMs: number;
}
/** A message was heard, marked new again, or deleted: MWI has changed. */
export interface VoicemailChanged extends Happening {
  readonly kind: "voicemail.changed";
  readonly mailbox: MailboxId;
  readonly message: MessageId;
  readonly change: "heard" | "new" | "deleted";
}
/** Too many wrong PINs: until this time the mailbox opens for its owner's phones only. */
export interface VoicemailLocked extends Happening {
  readonly kind: "voicemail.locked";
  readonly mailbox: MailboxId;
  readonly untilMs: number;
}
/** A caller could leave no message because the mailbox is full: published once a day. */
export interface VoicemailFull extends Happening {
  readonly kind: "voicemail.full";
  readonly mailbox: MailboxId;
}
export type VoicemailEvent = VoicemailLeft | VoicemailChanged | VoicemailLocked | VoicemailFull;

interface OfRegistration extends Happening {
  readonly user: UserId;
  readonly device: DeviceId;
  readonly contact: string;
}
export interface RegistrationAdded extends OfRegistration {
  readonly kind: "registration.added";
  readonly address: string;
  readonly transport: string;
  readonly userAgent: string;
  readonly expiresAtMs: number;
}
export interface RegistrationRemoved extends OfRegistration {
  readonly kind: "registration.removed";
  /** "flow-failed": the connection that the phone registered over has ended. */
  readonly because: "unregistered" | "replaced" | "flow-failed";
}
/** A device can be reached again, or no longer: the first of its registrations, or the end of the last, by itself or in time. */
export interface RegistrationChanged extends Happening {
  readonly kind: "registration.changed";
  readonly user: UserId;
  readonly device: DeviceId;
  readonly online: boolean;
}
export type RegistrationEvent = RegistrationAdded | RegistrationRemoved | RegistrationChanged;

/**
 * Too many wrong passwords. Scope "account": for a while it takes log-ins only from addresses that its user has logged in from
 * before. Scope "address": this address is one of those, and it alone is locked for this account.
 */
export interface LoginLocked extends Happening {
  readonly kind: "login.locked";
  readonly scope: "account" | "address";
  readonly user: UserId;
  /** Where the last wrong password came from. */
  readonly address: string;
  readonly untilMs: number;
}

/** A provider refuses the trunk's credentials, or asks for such as we can't give: told once, until it takes them again. */
export interface TrunkNotAuthenticated extends Happening {
  readonly kind: "trunk.not-authenticated";
  readonly trunk: TrunkId;
  /** For administrators. Example: "407 to INVITE: refuses the username or password". */
  readonly reason: string;
}

/** A trunk does otherwise than before: its provider answers and knows us, or not. */
export interface TrunkStateChanged extends Happening {
  readonly kind: "trunk.state-changed";
  readonly trunk: TrunkId;
  /** "unknown": it isn't looked at any more, or not yet. */
  readonly state: "up" | "down" | "unknown";
  /** For administrators, where it is known why. Example: "403 Forbidden". */
  readonly reason?: string;
}

/** A source of SIP messages (an IPv4 address, an IPv6 /64) is kept out for a while. Told to the company that the first start made. */
export interface SourceBanned extends Happening {
  readonly kind: "security.banned";
  readonly source: string;
  readonly reason: "wrong-password" | "untrusted-call" | "malformed" | "scanner" | "flood" | "provisioning";
  readonly untilMs: number;
  /** 1: its first ban lately. */
  readonly times: number;
}
export interface SourceUnbanned extends Happening {
  readonly kind: "security.unbanned";
  readonly source: string;
  readonly because: "expired" | "lifted" | "allowed";
}
export type SecurityEvent = SourceBanned | SourceUnbanned;

/** A setting was changed and is now in force in this process. */
export interface SettingChanged extends Happening {
  readonly kind: "setting.changed";
  /** "user", "device", "phone-number", "trunk", "tenant". */
  readonly resource: string;
  readonly id: string;
  readonly change: "created" | "updated" | "deleted";
  readonly version: number;
  /** Whose it is, where it is a user's own: the user, or the owner of the device. */
  readonly user?: UserId;
}
export type SettingEvent = SettingChanged;

/** A company reached a limit of its outbound calls; published once an hour for each limit. */
export interface LimitReached extends Happening {
  readonly kind: "limit.reached";
  readonly limit: "countries" | "premiumNumbers" | "simultaneousCalls" | "callsPerHour" | "callsPerDay";
  /** The limit's value, where it is a number. */
  readonly most?: number;
}
/** A user calls an emergency service: administrators on site may help, and must let the rescuers in. */
export interface EmergencyCalled extends OfCall {
  readonly kind: "emergency.called";
  readonly user: UserId;
  readonly device: DeviceId;
  /** The phone's site; undefined: not set. */
  readonly site?: SiteId;
  /** The emergency number as the country writes it. Example: "112". */
  readonly service: string;
  /** The number that the service sees and may call back; undefined: there is none. */
  readonly callbackNumber?: E164;
}
/** The events that administrators are notified of by e-mail. */
export type AlarmEvent = LimitReached | EmergencyCalled;

/** A webhook whose deliveries have failed for too long was disabled, until an administrator enables it again. */
export interface WebhookDisabled extends Happening {
  readonly kind: "webhook.disabled";
  readonly webhook: WebhookId;
  readonly failingSinceMs: number;
}
export type WebhookEvent = WebhookDisabled;
