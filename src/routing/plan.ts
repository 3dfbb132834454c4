import type { E164 } from "../vocabulary/e164.ts";
import type { DeviceId, TrunkId, UserId } from "../vocabulary/identifiers.ts";
import type { Language } from "../vocabulary/language.ts";

/** What shall happen to one call. Plain data: it can be logged, stored, compared and shown. */
export type RoutingPlan = Ring | Voicemail | ToTrunk | Reject;

/** All branches ring together and the first to answer wins. */
export interface Ring {
  readonly kind: "ring";
  /** Whom the call is for: their name is shown to the caller, their call record gets the call. */
  readonly callee: UserId;
  readonly branches: readonly [Branch, ...Branch[]];
  /** Absolute, counted from our first 18x to the caller. */
  readonly ringForMs: number;
  /** Nobody answered in time, or every branch failed. */
  readonly otherwise: RoutingPlan;
  /** Every branch was busy or declined. */
  readonly whenBusy: RoutingPlan;
}

/** One thing that rings. A branch carries its own rules; a plan made of several users' branches needs nothing else. */
export interface DeviceBranch {
  readonly kind: "device";
  readonly device: DeviceId;
  readonly user: UserId;
}
export type Branch = DeviceBranch;

export interface Voicemail {
  readonly kind: "voicemail";
  readonly mailbox: UserId;
  readonly greeting: Greeting;
  readonly language: Language;
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

export interface Reject {
  readonly kind: "reject";
  readonly status: 403 | 404 | 480 | 486 | 503;
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
  | "trunks-full";
