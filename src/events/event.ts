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

/** What happened in the telephone system. Every event says when and to whose company. */
export type SwitchEvent = CallEvent | VoicemailEvent | RegistrationEvent | SettingEvent | AlarmEvent | WebhookEvent;
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
  /** A parking slot where the call waits; `user` has parked it. Example: "701". */
  readonly slot?: Extension;
}

export interface CallStarted extends OfCall {
  readonly kind: "call.started";
  readonly direction: "inbound" | "outbound" | "internal";
  readonly callId: CallId;
  readonly caller: CallParty;
  /** As the caller wrote it. */
  readonly dialled: string;
}
/** The decision that was made for the call; `plan` is plain data, shown and stored as it is. */
export interface CallRouted extends OfCall {
  readonly kind: "call.routed";
  readonly user?: UserId;
  readonly plan: unknown;
  /** Why: the rules that were asked on the way, in their order. */
  readonly decisions?: readonly Decision[];
}
/** Rules were asked that change no plan: opening hours on the way, a transfer that was refused. */
export interface CallDecided extends OfCall {
  readonly kind: "call.decided";
  readonly decisions: readonly Decision[];
}
/** One rule that was asked for a call, and what it said. Plain data, in words of the settings. */
export interface Decision {
  readonly rule: string;
  readonly input: Readonly<Record<string, string | number | boolean | null | readonly string[]>>;
  readonly result: string;
}
/** An INVITE of ours has gone out for the call, in a dialog of this Call-ID. */
export interface InviteSent extends OfCall {
  readonly kind: "invite.sent";
  readonly callId: string;
}
/** How a telephone's audio was, as far as it, or the media server that it talked to, said so. */
export interface MediaMeasured extends OfCall {
  readonly kind: "media.measured";
  readonly quality: MediaQuality;
}
export interface MediaQuality {
  /** Who counted: the telephone itself, or the media server at the other end of its stream. */
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
  /** The final SIP status, where one was sent or received. */
  readonly status?: number;
  /** Why, in the words of the routing plan or the step that ended it. */
  readonly because?: string;
  readonly hungUpBy?: "caller" | "callee" | "system";
}
export type CallOutcome = "answered" | "voicemail" | "no-answer" | "busy" | "cancelled" | "rejected" | "failed";

/** How far a telephone is in a call (RFC 4235 §3.7.1): called, ringing, talking, done. */
export type LegState = "trying" | "ringing" | "confirmed" | "terminated";
/** One telephone's part in a call has changed: what busy lamps show. Each leg ends with "terminated", once. */
export interface LegChanged extends OfCall {
  readonly kind: "leg.changed";
  readonly leg: string;
  /** The initiator and the recipient of RFC 4235 §4.1. */
  readonly role: "caller" | "callee";
  readonly party: CallParty;
  readonly state: LegState;
  /** Of a leg that was refused: the final SIP status. */
  readonly status?: number;
  /** Of a telephone of the house that rings and that colleagues may pick up: the early dialog, as we see it. */
  readonly dialog?: { readonly callId: string; readonly localTag: string; readonly remoteTag: string };
}
/** Somebody outside has picked up and is asked to press a key: not an answer yet. */
export interface ConfirmationAsked extends OfCall {
  readonly kind: "confirmation.asked";
  readonly leg: string;
}
/** What came of it: 1, 2, 3; nothing or anything else; hung up. */
export interface ConfirmationGiven extends OfCall {
  readonly kind: "confirmation.given";
  readonly leg: string;
  readonly verdict: "accept" | "refuse" | "voicemail" | "nothing" | "gone";
}
/** One of two who talked was sent elsewhere by the other, or on somebody's order; the call goes on with them. */
export interface CallTransferred extends OfCall {
  readonly kind: "call.transferred";
  /** Who left the call. */
  readonly by: CallParty;
  readonly transferee: CallParty;
  /** As it was dialled. */
  readonly to: string;
  /** Attended: to somebody whom they had talked to before. */
  readonly how: "blind" | "attended";
}
export type CallEvent =
  | CallStarted
  | CallTransferred
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
/** A message was heard, marked new again, or deleted: what a lamp shows has changed. */
export interface VoicemailChanged extends Happening {
  readonly kind: "voicemail.changed";
  readonly mailbox: MailboxId;
  readonly message: MessageId;
  readonly change: "heard" | "new" | "deleted";
}
/** Too many wrong PINs: until then the mailbox opens for its owner's phones only. */
export interface VoicemailLocked extends Happening {
  readonly kind: "voicemail.locked";
  readonly mailbox: MailboxId;
  readonly untilMs: number;
}
/** A caller could leave no message: told once a day. */
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
  readonly because: "unregistered" | "replaced";
}
export type RegistrationEvent = RegistrationAdded | RegistrationRemoved;

/** A setting was changed and is in force in this process. */
export interface SettingChanged extends Happening {
  readonly kind: "setting.changed";
  /** "user", "device", "phone-number", "trunk", "tenant". */
  readonly resource: string;
  readonly id: string;
  readonly change: "created" | "updated" | "deleted";
  readonly version: number;
}
export type SettingEvent = SettingChanged;

/** A company ran into a limit of its calls outside; told once an hour for each of them. */
export interface LimitReached extends Happening {
  readonly kind: "limit.reached";
  readonly limit: "countries" | "premiumNumbers" | "simultaneousCalls" | "callsPerHour" | "callsPerDay";
  /** Its value, where it is a number. */
  readonly most?: number;
}
/** Somebody calls an emergency service: people on the spot may help, and must let the rescuers in. */
export interface EmergencyCalled extends OfCall {
  readonly kind: "emergency.called";
  readonly user: UserId;
  readonly device: DeviceId;
  /** Where the telephone stands; undefined: nobody has said. */
  readonly site?: SiteId;
  /** As the country writes it. Example: "112". */
  readonly service: string;
  /** The number that the service sees and may call back; undefined: there is none. */
  readonly callbackNumber?: E164;
}
/** What administrators are told by e-mail. */
export type AlarmEvent = LimitReached | EmergencyCalled;

/** A webhook that nothing was delivered to for too long gets no events any more, until somebody enables it again. */
export interface WebhookDisabled extends Happening {
  readonly kind: "webhook.disabled";
  readonly webhook: WebhookId;
  readonly failingSinceMs: number;
}
export type WebhookEvent = WebhookDisabled;
