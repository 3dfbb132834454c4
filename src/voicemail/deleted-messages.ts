import type { Clock } from "../runtime/clock.ts";
import type { MailboxId, MessageId } from "../vocabulary/identifiers.ts";
import type { DeletedList } from "./deleted-list.ts";
import type { DeletedMessage, StoredMessage } from "./message.ts";
import type { MessageList } from "./message-list.ts";
import {
  filesOf,
  markGone,
  removeRecording,
  unmarkGone,
  type RecordingFiles,
  type RecordingNote,
} from "./recording.ts";

const MOST_SWEPT = 1_000;

export interface DeletedMessagesParts {
  readonly list: MessageList;
  readonly deleted: DeletedList;
  readonly mediaDir: string;
  readonly clock: Clock;
  readonly changed: (message: StoredMessage, change: "heard" | "new" | "deleted") => void;
}

/**
 * Deleting and restoring a message. Redis decides whether it is deleted; the note beside the audio follows,
 * so that whatever is lost of Redis, no deleted message comes back by itself and none that is there goes.
 */
export class DeletedMessages {
  readonly #parts: DeletedMessagesParts;

  constructor(parts: DeletedMessagesParts) {
    this.#parts = parts;
  }

  /** Undefined: there is no such message (any more). */
  async delete(id: MessageId): Promise<StoredMessage | undefined> {
    const { list, deleted, clock, changed } = this.#parts;
    const message = await list.find(id);
    if (message === undefined || !(await deleted.add(message.user, id, clock.nowMs()))) return undefined;
    await markGone(this.#filesOf(message));
    changed(message, "deleted");
    return message;
  }

  async all(mailbox: MailboxId): Promise<readonly DeletedMessage[]> {
    return this.#parts.deleted.all(mailbox);
  }

  async find(id: MessageId): Promise<DeletedMessage | undefined> {
    const mailbox = await this.#parts.list.mailboxOf(id);
    return mailbox === undefined ? undefined : this.#parts.deleted.find(mailbox, id);
  }

  /** As it was; undefined: it is gone for good. */
  async restore(id: MessageId): Promise<StoredMessage | undefined> {
    const gone = await this.find(id);
    if (gone === undefined) return undefined;
    await unmarkGone(this.#filesOf(gone)); // first: a message that is listed must survive the loss of Redis
    if (gone.delivery.state === "queued") await this.#parts.list.makeDue(id);
    await this.#parts.deleted.restore(gone.user, id);
    const message = await this.#parts.list.find(id);
    if (message !== undefined) this.#parts.changed(message, message.heard ? "heard" : "new");
    return message;
  }

  /** What was deleted a day ago goes for good; any process may do it, again and again. */
  async sweep(): Promise<void> {
    const { deleted, list, clock } = this.#parts;
    for (const id of await deleted.expired(clock.nowMs(), MOST_SWEPT)) {
      const mailbox = await list.mailboxOf(id);
      const message = mailbox === undefined ? undefined : await deleted.find(mailbox, id);
      if (message !== undefined) await removeRecording(this.#filesOf(message));
      await deleted.forget(mailbox, id);
    }
  }

  /** A process died between Redis and the note: the note is put right. */
  async settleNote(note: RecordingNote): Promise<void> {
    const { list, deleted } = this.#parts;
    const files = this.#filesOf(note);
    if ((await deleted.find(note.user, note.id)) !== undefined) await markGone(files);
    else if ((await list.find(note.id)) !== undefined) await unmarkGone(files);
    else await removeRecording(files); // it was deleted, and nothing knows of it any more
  }

  /** With its mailbox. */
  async forgetAll(mailbox: MailboxId): Promise<void> {
    for (const { id } of await this.all(mailbox)) await this.#parts.deleted.forget(mailbox, id);
  }

  #filesOf(of: Pick<RecordingNote, "tenant" | "user" | "id">): RecordingFiles {
    return filesOf(this.#parts.mediaDir, of);
  }
}
