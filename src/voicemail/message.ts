import type { Greetings } from "./greetings.ts";
import type { PinGuard } from "./pin-guard.ts";
import type { MailboxId, MessageId, TenantId } from "../vocabulary/identifiers.ts";
import type { Delivery } from "./delivery.ts";

/** A message as its owner sees it. */
export interface Message {
  readonly id: MessageId;
  /** The caller's number or extension; "" when withheld. */
  readonly from: string;
  readonly fromName?: string;
  /** The extension of the colleague who sent this copy. */
  readonly forwardedBy?: string;
  /** ISO 8601, UTC: when the recording began. */
  readonly receivedAt: string;
  readonly durationSeconds: number;
  readonly heard: boolean;
  /** What became of the e-mail that announces it. */
  readonly delivery: Delivery;
}

/** A message with its tenant and mailbox. */
export interface StoredMessage extends Message {
  readonly tenant: TenantId;
  /** Whose mailbox it is in: the name is of before several people could share one. */
  readonly user: MailboxId;
}

/** A message that was deleted and can still be restored. */
export interface DeletedMessage extends StoredMessage {
  /** ISO 8601, UTC. */
  readonly deletedAt: string;
}

export interface MessageAudio {
  readonly path: string;
  readonly bytes: number;
  readonly contentType: "audio/wav";
}

/** The mailboxes, as everything outside this folder sees them. Each rejects with MailboxesAway while Redis is away. */
export interface Mailboxes {
  /** Newest first. */
  listMessages(mailbox: MailboxId): Promise<readonly Message[]>;
  /** How many messages each holds that weren't heard; a mailbox without any is absent. One request, however many mailboxes. */
  newCounts(mailboxes: readonly MailboxId[]): Promise<ReadonlyMap<MailboxId, number>>;
  /** Messages of the last week that no e-mail could announce, the newest first, some at most. */
  failedMails(tenant: TenantId): Promise<readonly StoredMessage[]>;
  message(id: MessageId): Promise<StoredMessage | undefined>;
  /** Undefined when there is no such message, or its file is gone. */
  audioOf(id: MessageId): Promise<MessageAudio | undefined>;
  markHeard(id: MessageId, heard: boolean): Promise<StoredMessage | undefined>;
  /** It can be restored for a day. */
  remove(id: MessageId): Promise<StoredMessage | undefined>;
  /** Newest first. */
  listDeleted(mailbox: MailboxId): Promise<readonly DeletedMessage[]>;
  deleted(id: MessageId): Promise<DeletedMessage | undefined>;
  /** A deleted message is back as it was; undefined: it is gone for good. */
  restore(id: MessageId): Promise<StoredMessage | undefined>;
  /**
   * A copy for a colleague, new in their mailbox and mailed as they want it. Undefined: nothing is left to copy.
   * Rejects with MailboxFull or RecordingsUnwritable too.
   * @param introduction  path of a recording that is heard before the message
   */
  forward(id: MessageId, to: MailboxId, by: string, introduction?: string): Promise<StoredMessage | undefined>;
  readonly greetings: Greetings;
  readonly pins: PinGuard;
  /** Messages that were received before this moment are gone for good. @returns how many */
  forgetBefore(mailbox: MailboxId, beforeMs: number): Promise<number>;
  /** Its owner is gone: nothing of the mailbox stays. */
  removeAllOf(mailbox: MailboxId): Promise<void>;
}
