import type { Greetings } from "./greetings.ts";
import type { PinGuard } from "./pin-guard.ts";
import type { MessageId, TenantId, UserId } from "../vocabulary/identifiers.ts";
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
  /** What became of the e-mail that tells of it. */
  readonly delivery: Delivery;
}

/** A message with its place in the house. */
export interface StoredMessage extends Message {
  readonly tenant: TenantId;
  readonly user: UserId;
}

export interface MessageAudio {
  readonly path: string;
  readonly bytes: number;
  readonly contentType: "audio/wav";
}

/** The mailboxes, as everything outside this folder sees them. Each rejects with MailboxesAway while Redis is away. */
export interface Mailboxes {
  /** Newest first. */
  listMessages(user: UserId): Promise<readonly Message[]>;
  message(id: MessageId): Promise<StoredMessage | undefined>;
  /** Undefined when there is no such message, or its file is gone. */
  audioOf(id: MessageId): Promise<MessageAudio | undefined>;
  markHeard(id: MessageId, heard: boolean): Promise<StoredMessage | undefined>;
  remove(id: MessageId): Promise<StoredMessage | undefined>;
  /**
   * A copy for a colleague, new in their mailbox and mailed as they want it. Undefined: nothing is left to copy.
   * Rejects with MailboxFull or RecordingsUnwritable too.
   */
  forward(id: MessageId, to: UserId, by: string): Promise<StoredMessage | undefined>;
  readonly greetings: Greetings;
  readonly pins: PinGuard;
  /** A person has left: their mailbox goes with them. */
  removeAllOf(user: UserId): Promise<void>;
}
