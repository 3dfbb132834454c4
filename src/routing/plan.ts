import type { E164 } from "../vocabulary/e164.ts";
import type { Extension } from "../vocabulary/extension.ts";
import type {
  ConferenceId,
  DeviceId,
  MailboxId,
  ReceptionistId,
  RingGroupId,
  TrunkId,
  UserId,
} from "../vocabulary/identifiers.ts";
import type { Language } from "../vocabulary/language.ts";
import type { PromptName } from "../vocabulary/prompt.ts";

/** What shall happen to one call. Plain data: it can be logged, stored, compared and shown. */
export type RoutingPlan =
  | Ring
  | Voicemail
  | ToTrunk
  | Listen
  | ChangeSetting
  | Announce
  | Confer
  | MeetReceptionist
  | PickUp
  | Park
  | Retrieve
  | Echo
  | Reject;

/** All branches ring together and the first to answer wins. */
export interface Ring {
  readonly kind: "ring";
  /** Whom the call is for: their call record gets the call. Absent: a group's, or no user's. */
  readonly callee?: UserId;
  /** The group that was called; its next call begins with the next member. */
  readonly group?: RingGroupId;
  readonly branches: readonly [Branch, ...Branch[]];
  /**
   * The one clock of this step: forwards, prompts and all its branches live in it. Counted from our first 18x to the
   * caller; where the caller hears ringing already, from the step's beginning.
   */
  readonly ringForMs: number;
  /** No callee answered in time, or every branch failed. */
  readonly otherwise: RoutingPlan;
  /** Every branch was busy or declined. Absent: the same as `otherwise`. */
  readonly whenBusy?: RoutingPlan;
  /** A callee who was asked whether to accept sent the caller to voicemail. */
  readonly toVoicemail: RoutingPlan;
  /** What rings then, one stage after the other, as long as no callee takes the call. */
  readonly turns?: readonly RingStage[];
}

/** Members of a group who ring together, after others have not taken the call. */
export interface RingStage {
  readonly branches: readonly [Branch, ...Branch[]];
  readonly ringForMs: number;
}

/** One thing that rings. A branch carries its own rules; a plan made of several users' branches needs nothing else. */
export interface DeviceBranch {
  readonly kind: "device";
  readonly device: DeviceId;
  readonly user: UserId;
  /** Present: a phone that declines (600, 603) speaks for itself only; the person's others ring on. */
  readonly declines?: "alone";
}

/** A telephone of the public network that rings with, or instead of, the user's own phones. */
export interface PstnBranch {
  readonly kind: "outside";
  /** Whose forward it is; absent where a group's overflow leads outside. */
  readonly user?: UserId;
  readonly number: E164;
  /** Tried in order, the next one only where the trunk failed, not the callee. */
  readonly candidates: readonly [TrunkId, ...TrunkId[]];
  /** What a trunk shows that lets the company's own numbers pass only. */
  readonly callerId: CallerId;
  /** What a trunk shows that lets the original caller's pass; null: the same. */
  readonly original: CallerId | null;
  readonly diversion: Diversion;
  /** The callee must press 1 to accept. Absent: an answer is an answer. */
  readonly confirm?: Confirm;
}

/** Whom the call was for before it was forwarded to the PSTN (RFC 5806, RFC 7044): always a number of the tenant. */
export interface Diversion {
  readonly number: E164;
  readonly reason: "unconditional" | "no-answer" | "deflection";
  /** How many forwards it took. */
  readonly count: number;
}

/** "Call for 1001 from …: press 1 to accept". */
export interface Confirm {
  readonly language: Language;
  /** Whom the caller called. */
  readonly callee: Extension;
}
export type Branch = DeviceBranch | PstnBranch;

export interface Voicemail {
  readonly kind: "voicemail";
  readonly mailbox: MailboxId;
  readonly greeting: Greeting;
  readonly language: Language;
}

/** A phone listens to a mailbox. */
export interface Listen {
  readonly kind: "listen";
  readonly language: Language;
  readonly box:
    /** That of the phone's own user: the phone's password is proof enough. */
    | { readonly kind: "own"; readonly mailbox: UserId }
    /** Any of the company, with its PIN; undefined: the listener is asked which. */
    | { readonly kind: "any"; readonly extension: Extension | undefined };
}

/** Why the mailbox answers and not the person. */
export type Greeting = "no-answer" | "busy" | "unavailable";

/** Out to the public network: candidates are tried in order, the next one only where the trunk failed, not the callee. */
export interface ToTrunk {
  readonly kind: "trunk";
  readonly number: PublicTarget;
  /** Null: a company without any number calls an emergency service; the trunk's own account is all there is to show. */
  readonly callerId: CallerId | null;
  readonly candidates: readonly [TrunkId, ...TrunkId[]];
  /** Never limited, never withheld from the emergency service, administrators are told. */
  readonly emergency: boolean;
}

/** A number as every country writes it, or one that only means something inside the tenant's country. */
export type PublicTarget =
  { readonly kind: "e164"; readonly number: E164 } | { readonly kind: "service"; readonly digits: string };

/** What the called side may see: always a number of the tenant, never what the phone wrote. */
export interface CallerId {
  /** From and P-Asserted-Identity. */
  readonly number: E164;
  readonly name: string;
  /** RFC 3323, RFC 3325: asserted to the trunk, hidden from the callee (`Privacy: id`). */
  readonly withheld: boolean;
}

/** A phone changes a setting of its user by a feature code, and hears whether it was taken. */
export interface ChangeSetting {
  readonly kind: "change-setting";
  readonly user: UserId;
  readonly language: Language;
  readonly setting:
    /** Undefined: to the number that stands in the settings. */
    | { readonly kind: "forward"; readonly to: E164 | Extension | undefined }
    | { readonly kind: "stop-forwarding" }
    | { readonly kind: "do-not-disturb"; readonly on: boolean };
}

/** The caller hears why before the call is refused. */
export interface Announce {
  readonly kind: "announce";
  readonly prompt: PromptName;
  readonly language: Language;
  readonly then: Reject;
}

/** The caller meets others in a conference; its PINs and limits are those of the settings. */
export interface Confer {
  readonly kind: "conference";
  readonly conference: ConferenceId;
  /** The caller takes the place of a participant whose PIN was taken already. */
  readonly admittedAs?: "participant" | "moderator";
}

/** A phone takes a call that rings elsewhere: at one colleague's, or in a group. */
export interface PickUp {
  readonly kind: "pick-up";
  /** At whose phones it may ring. */
  readonly at: readonly UserId[];
  readonly language: Language;
}

/** The caller waits, with music, in the first of these places that is free, until any phone of the company takes the call. */
export interface Park {
  readonly kind: "park";
  /** Example: "701". */
  readonly slots: readonly Extension[];
  /** Who has parked it. */
  readonly by: UserId;
  readonly waitForMs: number;
  /** No phone has taken it in time: back to the user who parked it. */
  readonly otherwise: RoutingPlan;
  readonly language: Language;
}

/** A phone takes the call that waits in this slot. A caller who was transferred here is parked instead. */
export interface Retrieve {
  readonly kind: "retrieve";
  readonly slot: Extension;
  readonly park: Park;
  readonly language: Language;
}

/** A phone hears what it says, and so whether it is heard. */
export interface Echo {
  readonly kind: "echo";
  readonly language: Language;
}

/**
 * The caller is greeted and chooses by keys. By name only: what comes then is decided when the key is known, so that menus
 * which lead to each other are no endless plan.
 */
export interface MeetReceptionist {
  readonly kind: "receptionist";
  readonly receptionist: ReceptionistId;
  /** Why the caller is back, who was put through from here and not answered. Once a visit. */
  readonly back?: "busy" | "no-answer";
}

export interface Reject {
  readonly kind: "reject";
  /** 433: RFC 5079. */
  readonly status: 403 | 404 | 433 | 480 | 486 | 503 | 603;
  readonly because: RejectReason;
}

export type RejectReason =
  /** No tenant has this direct number. */
  | "unknown-number"
  /** The number or extension leads nowhere. */
  | "no-destination"
  /** The dialled text is neither an extension nor a number. */
  | "not-a-number"
  /** A feature code that this version doesn't carry out. */
  | "feature-not-available"
  /** The calling device's user or tenant is gone from the settings. */
  | "unknown-caller"
  | "do-not-disturb"
  | "no-device-registered"
  | "no-answer"
  | "busy"
  /** The tenant owns no number that could be shown. */
  | "no-caller-id"
  | "no-trunk"
  | "trunks-full"
  /** One of the tenant's limits of calls outside. */
  | "limit-reached"
  /** Nothing rings that this phone could take. */
  | "nothing-to-pick-up"
  /** What rings or waits there is another process's, whose phones alone can take it. */
  | "in-another-process"
  /** No call waits in this parking slot. */
  | "nobody-parked"
  /** All parking slots are taken, or there is none of this number. */
  | "parking-full"
  /** The caller stands on the block list of the company or of the person called. */
  | "caller-blocked"
  /** The caller hides their number from a user or a company that wants to see it (RFC 5079). */
  | "anonymous-caller"
  /** The provider has suspended the company: only calls for help go out, and call-backs of emergency services come in. */
  | "company-suspended";
