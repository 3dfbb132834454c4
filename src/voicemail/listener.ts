import type { Logger } from "../observability/logging.ts";
import type { Listen } from "../routing/plan.ts";
import type { Clock } from "../runtime/clock.ts";
import type { Snapshot } from "../settings/snapshot.ts";
import type { TenantId, UserId } from "../vocabulary/identifiers.ts";
import type { Language } from "../vocabulary/language.ts";
import type { MailboxStore } from "./mailboxes.ts";

/** The caller at a phone of the PBX who wants to hear messages. */
export interface Listener {
  readonly tenant: TenantId;
  readonly language: Language;
  readonly box: Listen["box"];
  /** The phone, by which wrong PINs are counted. */
  readonly source: string;
  readonly snapshot: Snapshot;
  readonly mailboxes: MailboxStore;
  /** Changes the PIN of this phone's user. False: it is no good PIN, or can't be stored now. */
  readonly setPin: (user: UserId, digits: string) => Promise<boolean>;
  readonly clock: Clock;
  /** Aborted when the listener hangs up, or the system must end the call. */
  readonly stop: AbortSignal;
  readonly log: Logger;
}

export type ListenOutcome =
  | { readonly kind: "listened" | "wrong-pin" | "no-mailbox" | "mailboxes-away" }
  /** The listener wants to be connected with the number that left a message. */
  | { readonly kind: "call-back"; readonly number: string };
