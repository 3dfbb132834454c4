import { randomBytes } from "node:crypto";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Redis } from "ioredis";
import type { EventBus } from "../events/bus.ts";
import type { Logger } from "../observability/logging.ts";
import { mailboxKeys } from "../redis/keys.ts";
import type { Alarm, Clock } from "../runtime/clock.ts";
import { defined } from "../runtime/defined.ts";
import { parseMessageId, parseTenantId } from "../vocabulary/identifiers.ts";
import type { MailboxId, MessageId, TenantId } from "../vocabulary/identifiers.ts";
import type { Accepted, Delivery } from "./delivery.ts";
import { deletedList } from "./deleted-list.ts";
import { DeletedMessages } from "./deleted-messages.ts";
import { MailboxFull, RecordingsUnwritable } from "./errors.ts";
import { greetings, type Greetings } from "./greetings.ts";
import { hasRoom, isMessage, type RecordingEnd } from "./mailbox.ts";
import { MailboxRecovery, namesIn } from "./mailbox-recovery.ts";
import { MessageList, type ListedMessage } from "./message-list.ts";
import type { DeletedMessage, Mailboxes, Message, MessageAudio, StoredMessage } from "./message.ts";
import { pinGuard, type PinGuard } from "./pin-guard.ts";
import {
  bytesOf,
  filesOf,
  forgetRecording,
  keepRecording,
  prepareRecording,
  readNote,
  recordedMs,
  removeRecording,
  trimSilence,
  type RecordingFiles,
  type RecordingNote,
} from "./recording.ts";
import { openTemporaryRecording, withIntroduction, type TemporaryRecording } from "./temporary-recording.ts";

export interface MailboxesOptions {
  readonly redis: Redis;
  readonly mediaDir: string;
  readonly clock: Clock;
  readonly events: EventBus;
  readonly logger: Logger;
  /** Whether a new message in this mailbox is announced by e-mail; without it none is. */
  readonly deliveryFor?: (mailbox: MailboxId) => Delivery;
  /** Whether the mailbox's owner was removed; without it none was. */
  readonly isOrphaned?: (tenant: TenantId, mailbox: MailboxId) => boolean;
  /** Before every key of Redis. */
  readonly prefix?: string;
}

/** A message that is being recorded. The caller of `begin` ends it with `finish`, once. */
export interface Recording {
  readonly id: MessageId;
  /** Where the media server writes. */
  readonly path: string;
  /**
   * Undefined: the caller said nothing. The message is on the disk when this resolves. Rejects with RecordingsUnwritable.
   *
   * @param discardSilence  silence is no message, and is cut off at the end of one
   */
  readonly finish: (end: RecordingEnd, discardSilence?: boolean) => Promise<StoredMessage | undefined>;
}

/** A message that couldn't be written to Redis is written again this often; its files are safe meanwhile. */
const LIST_AGAIN_AFTER_MS = 5_000;
/** So is one that found the disk full; what was recorded of it is there meanwhile. */
const KEEP_AGAIN_AFTER_MS = 5_000;
/** Deleted messages go for good within this time after their day. */
const SWEEP_AFTER_MS = 15 * 60_000;
/** The owner of a full mailbox is notified once in this time, however many callers it turned away. */
const FULL_AGAIN_AFTER_MS = 24 * 3_600_000;

/** All mailboxes: audio and notes in files, the lists in Redis. Each process opens one. */
export class MailboxStore implements Mailboxes, AsyncDisposable {
  /** The greetings that callers hear. */
  readonly greetings: Greetings;
  /** Checks PINs at foreign phones. */
  readonly pins: PinGuard;
  readonly #options: MailboxesOptions;
  readonly #list: MessageList;
  readonly #deleted: DeletedMessages;
  readonly #alarms = new Set<Alarm>();
  #closed = false;

  constructor(options: MailboxesOptions) {
    this.#options = options;
    this.greetings = greetings(options.mediaDir);
    this.pins = pinGuard(options);
    this.#list = new MessageList(options.redis, options.prefix);
    this.#deleted = new DeletedMessages({
      list: this.#list,
      deleted: deletedList(options.redis, options.prefix),
      mediaDir: options.mediaDir,
      clock: options.clock,
      changed: (message, change) => this.#changed(message, change),
    });
  }

  /** While Redis is away a mailbox counts as having room: better one message too many than one lost. */
  async hasRoom(mailbox: MailboxId): Promise<boolean> {
    try {
      return hasRoom(await this.#list.count(mailbox));
    } catch {
      return true;
    }
  }

  /** Makes the place for a message. Rejects with RecordingsUnwritable. */
  async begin(about: Omit<RecordingNote, "id" | "beganAtMs">): Promise<Recording> {
    const note: RecordingNote = { ...about, id: newMessageId(), beganAtMs: this.#options.clock.nowMs() };
    const files = this.#filesOf(note);
    await prepareRecording(files, note);
    return {
      ...{ id: note.id, path: files.recording },
      finish: (end, discardSilence = false) => this.#finish(note, end, discardSilence),
    };
  }

  async listMessages(mailbox: MailboxId): Promise<readonly Message[]> {
    return this.#list.all(mailbox);
  }

  async newCounts(mailboxes: readonly MailboxId[]): Promise<ReadonlyMap<MailboxId, number>> {
    return this.#list.newCounts(mailboxes);
  }

  async failedMails(tenant: TenantId): Promise<readonly StoredMessage[]> {
    const ids = await this.#list.failedMails(tenant, this.#options.clock.nowMs());
    const messages = await Promise.all(ids.map((id) => this.#list.find(id)));
    return messages.flatMap((message) => (message?.delivery.state === "failed" ? [message] : []));
  }

  async message(id: MessageId): Promise<StoredMessage | undefined> {
    return this.#list.find(id);
  }

  async audioOf(id: MessageId): Promise<MessageAudio | undefined> {
    const message = await this.#list.find(id);
    if (message === undefined) return undefined;
    const path = this.#filesOf(message).audio;
    const bytes = await bytesOf(path);
    return bytes === undefined ? undefined : { path, bytes, contentType: "audio/wav" };
  }

  async markHeard(id: MessageId, heard: boolean): Promise<StoredMessage | undefined> {
    const message = await this.#list.find(id);
    if (message === undefined || !(await this.#list.setHeard(message.user, id, heard))) return undefined;
    if (message.heard !== heard) this.#changed(message, heard ? "heard" : "new");
    return { ...message, heard };
  }

  async remove(id: MessageId): Promise<StoredMessage | undefined> {
    return this.#deleted.delete(id);
  }

  async listDeleted(mailbox: MailboxId): Promise<readonly DeletedMessage[]> {
    return this.#deleted.all(mailbox);
  }

  async deleted(id: MessageId): Promise<DeletedMessage | undefined> {
    return this.#deleted.find(id);
  }

  async restore(id: MessageId): Promise<StoredMessage | undefined> {
    return this.#deleted.restore(id);
  }

  async forward(id: MessageId, to: MailboxId, by: string, introduction?: string): Promise<StoredMessage | undefined> {
    const message = await this.#list.find(id);
    const audio = await this.audioOf(id);
    if (message === undefined || audio === undefined) return undefined;
    if (!(await this.hasRoom(to))) throw new MailboxFull();
    const { tenant, from, fromName } = message;
    const copy = await this.begin({ tenant, user: to, from, ...defined({ fromName }), caller: {}, forwardedBy: by });
    try {
      await writeFile(copy.path, await withIntroduction(introduction, await readFile(audio.path)));
    } catch (cause) {
      await removeRecording(this.#filesOf({ tenant, user: to, id: copy.id }));
      throw new RecordingsUnwritable({ cause });
    }
    return copy.finish("hang-up");
  }

  /** For what a colleague says before a message. Rejects with RecordingsUnwritable. */
  temporaryRecording(tenant: TenantId, mailbox: MailboxId): Promise<TemporaryRecording> {
    return openTemporaryRecording(this.#options.mediaDir, tenant, mailbox, newMessageId());
  }

  /** Notifies the owner that a caller could leave no message. */
  async notifyFull(tenant: TenantId, mailbox: MailboxId): Promise<void> {
    const key = mailboxKeys(this.#options.prefix).full(mailbox);
    const isFirst = await this.#options.redis.set(key, "1", "PX", FULL_AGAIN_AFTER_MS, "NX").catch(() => null);
    if (isFirst === null) return;
    this.#options.events.publish({ kind: "voicemail.full", atMs: this.#options.clock.nowMs(), tenant, mailbox });
  }

  /** What has to be mailed, or brought to its end; in no order. */
  async dueMails(most: number): Promise<readonly MessageId[]> {
    return this.#list.due(most);
  }

  /** Nothing is left to do for this message's e-mail. */
  async settleMail(id: MessageId): Promise<void> {
    await this.#list.settle(id);
  }

  /** How far a queued e-mail has come. False: the message is gone, or its e-mail is done with. */
  async moveMail({ tenant, user, id }: StoredMessage, next: Delivery): Promise<boolean> {
    const hasMoved = await this.#list.moveDelivery(user, id, next);
    if (hasMoved && next.state === "failed") await this.#list.noteFailedMail(tenant, id, this.#options.clock.nowMs());
    return hasMoved;
  }

  /** A mail server has taken the e-mail: what its owner wants done then is done once, however often this is called. */
  async mailAccepted(message: StoredMessage, accepted: Accepted): Promise<void> {
    const action = await this.#list.acceptDelivery(message.user, message.id, accepted);
    if (action === "mark-heard") this.#changed(message, "heard");
    if (action === "delete") await this.remove(message.id);
  }

  async forgetBefore(mailbox: MailboxId, beforeMs: number): Promise<number> {
    const old = (await this.#list.all(mailbox)).filter(({ receivedAt }) => Date.parse(receivedAt) < beforeMs);
    for (const message of old) {
      await removeRecording(this.#filesOf(message)); // first: what is listed without its audio is forgotten next time
      await this.#list.remove(mailbox, message.id);
      this.#changed(message, "deleted");
    }
    return old.length;
  }

  async removeAllOf(mailbox: MailboxId): Promise<void> {
    for (const message of await this.#list.all(mailbox)) {
      await this.#list.remove(mailbox, message.id);
      this.#changed(message, "deleted");
    }
    await this.#deleted.forgetAll(mailbox);
    for (const tenant of await namesIn(this.#options.mediaDir)) {
      if (parseTenantId(tenant) === undefined) continue;
      await rm(join(this.#options.mediaDir, tenant, mailbox), { recursive: true, force: true });
    }
  }

  /** Brings what a crash interrupted to its end: recordings become messages or go, messages are listed again. */
  async recover(): Promise<void> {
    const { mediaDir, clock, logger } = this.#options;
    const recovery = new MailboxRecovery({
      ...{ mediaDir, clock, logger, list: this.#list, deleted: this.#deleted },
      isOrphaned: (note) => this.#isOrphaned(note),
      keep: (note) => this.#keep(note),
      // Redis has lost it, and with it whether it was mailed: better no e-mail than a second one.
      listAgain: (note) => this.#listRecorded(note, { state: "off", because: "restored" }),
      later: (afterMs, work) => this.#later(afterMs, work),
    });
    await recovery.run();
    await this.#sweep();
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    for (const alarm of this.#alarms) alarm.disarm();
    this.#alarms.clear();
    return Promise.resolve();
  }

  async #sweep(): Promise<void> {
    try {
      await this.#deleted.sweep();
    } catch (failure) {
      this.#options.logger.warn({ event: "voicemail.unswept", err: failure }, "deleted messages stay a while longer");
    }
    this.#later(SWEEP_AFTER_MS, () => this.#sweep());
  }

  async #finish(note: RecordingNote, end: RecordingEnd, discardSilence: boolean): Promise<StoredMessage | undefined> {
    const files = this.#filesOf(note);
    const isMessageByTime = isMessage(await recordedMs(files.recording), end) && !this.#isOrphaned(note);
    const hasWords = isMessageByTime && (!discardSilence || (await trimSilence(files.recording)) === "speech");
    if (hasWords) return this.#keep(note);
    await removeRecording(files);
    return undefined;
  }

  async #keep(note: RecordingNote): Promise<StoredMessage> {
    try {
      await keepRecording(this.#filesOf(note), note);
    } catch (failure) {
      this.#keepAgain(note);
      throw failure;
    }
    return this.#listRecorded(note);
  }

  /** The disk is full: what was said until then is a message as soon as there is room. */
  #keepAgain(note: RecordingNote): void {
    this.#later(KEEP_AGAIN_AFTER_MS, async () => {
      if ((await readNote(this.#filesOf(note).recordingNote)) !== undefined) await this.#keep(note);
    });
  }

  /** The files are safe; now the message may be listed. */
  async #listRecorded(note: RecordingNote, delivery = this.#deliveryFor(note)): Promise<StoredMessage> {
    const files = this.#filesOf(note);
    const durationMs = await recordedMs(files.audio);
    const message = listedMessage(note, durationMs);
    try {
      await this.#list.add(message, delivery);
      await forgetRecording(files);
      this.#left(note, durationMs);
    } catch (failure) {
      this.#options.logger.error(
        { event: "voicemail.unlisted", message: note.id, err: failure },
        "message not listed yet",
      );
      this.#later(LIST_AGAIN_AFTER_MS, async () => {
        if ((await readNote(files.note)) !== undefined) await this.#listRecorded(note, delivery);
      });
    }
    return { ...message, heard: false, delivery };
  }

  #filesOf(of: Pick<RecordingNote, "tenant" | "user" | "id">): RecordingFiles {
    return filesOf(this.#options.mediaDir, of);
  }

  #deliveryFor({ user }: RecordingNote): Delivery {
    return this.#options.deliveryFor?.(user) ?? { state: "off" };
  }

  /** Whether its owner was removed while it was recorded. */
  #isOrphaned({ tenant, user }: RecordingNote): boolean {
    return this.#options.isOrphaned?.(tenant, user) ?? false;
  }

  #later(afterMs: number, work: () => Promise<void>): void {
    if (this.#closed) return;
    const alarm = this.#options.clock.arm(afterMs, () => {
      this.#alarms.delete(alarm);
      work().catch((failure: unknown) => {
        this.#options.logger.error({ event: "voicemail.recovery-failed", err: failure }, "recording not recovered");
      });
    });
    this.#alarms.add(alarm);
  }

  #left(note: RecordingNote, durationMs: number): void {
    this.#options.events.publish({
      kind: "voicemail.left",
      atMs: this.#options.clock.nowMs(),
      tenant: note.tenant,
      mailbox: note.user,
      message: note.id,
      ...defined({ call: note.call }),
      caller: note.caller,
      durationMs,
    });
  }

  #changed(message: StoredMessage, change: "heard" | "new" | "deleted"): void {
    this.#options.events.publish({
      kind: "voicemail.changed",
      atMs: this.#options.clock.nowMs(),
      tenant: message.tenant,
      mailbox: message.user,
      message: message.id,
      change,
    });
  }
}

function listedMessage(note: RecordingNote, durationMs: number): ListedMessage {
  return {
    id: note.id,
    tenant: note.tenant,
    user: note.user,
    from: note.from,
    ...defined({ fromName: note.fromName, forwardedBy: note.forwardedBy }),
    receivedAt: new Date(note.beganAtMs).toISOString(),
    durationSeconds: Math.max(1, Math.round(durationMs / 1_000)),
  };
}

function newMessageId(): MessageId {
  const id = parseMessageId(randomBytes(12).toString("hex"));
  if (id === undefined) throw new Error("24 hexadecimal digits are an identity");
  return id;
}
