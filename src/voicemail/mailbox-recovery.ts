import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Logger } from "../observability/logging.ts";
import type { Clock } from "../runtime/clock.ts";
import { parseMailboxId, parseMessageId, parseTenantId, type MailboxId } from "../vocabulary/identifiers.ts";
import type { DeletedMessages } from "./deleted-messages.ts";
import { recover } from "./mailbox.ts";
import type { MessageList } from "./message-list.ts";
import {
  GONE_NOTE_SUFFIX,
  RECORDING_NOTE_SUFFIX,
  filesOf,
  readNote,
  recordedMs,
  removeRecording,
  type RecordingNote,
} from "./recording.ts";
import { TEMPORARY_SUFFIX, removeOldTemporaryRecording } from "./temporary-recording.ts";

export interface MailboxRecoveryParts {
  readonly mediaDir: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly list: MessageList;
  readonly deleted: DeletedMessages;
  /** Whether the mailbox's owner was removed. */
  readonly isOrphaned: (note: RecordingNote) => boolean;
  /** Makes a recording a message. */
  readonly keep: (note: RecordingNote) => Promise<unknown>;
  /** Lists a message that Redis doesn't know any more. */
  readonly listAgain: (note: RecordingNote) => Promise<unknown>;
  readonly later: (afterMs: number, work: () => Promise<void>) => void;
}

/** Brings what a crash interrupted to its end: recordings become messages or go, messages are listed again. */
export class MailboxRecovery {
  readonly #parts: MailboxRecoveryParts;

  constructor(parts: MailboxRecoveryParts) {
    this.#parts = parts;
  }

  async run(): Promise<void> {
    for (const tenantName of await namesIn(this.#parts.mediaDir)) {
      const tenant = parseTenantId(tenantName);
      if (tenant === undefined) continue;
      for (const name of await namesIn(join(this.#parts.mediaDir, tenant))) {
        const mailbox = parseMailboxId(name);
        if (mailbox !== undefined) await this.#recoverMailbox(mailbox, join(this.#parts.mediaDir, tenant, mailbox));
      }
    }
  }

  async #recoverMailbox(mailbox: MailboxId, folder: string): Promise<void> {
    const names = await namesIn(folder);
    for (const name of names.filter((each) => each.endsWith(RECORDING_NOTE_SUFFIX))) {
      const note = await readNote(join(folder, name));
      if (note !== undefined) await this.#recoverRecording(note);
    }
    for (const name of names.filter((each) => each.endsWith(TEMPORARY_SUFFIX)))
      await removeOldTemporaryRecording(join(folder, name), this.#parts.clock.nowMs());
    const notes = names.flatMap((name) => parseMessageId(name.replace(/\.json$/, "")) ?? []);
    const gone = names.filter((name) => name.endsWith(GONE_NOTE_SUFFIX));
    if (notes.length === 0 && gone.length === 0) return;
    const listed = await this.#parts.list.ids(mailbox);
    const deleted = new Set((await this.#parts.deleted.all(mailbox)).map(({ id }): string => id));
    for (const id of notes.filter((each) => !listed.has(each))) {
      const note = await readNote(join(folder, `${id}.json`));
      if (note === undefined) continue;
      if (deleted.has(id)) await this.#parts.deleted.settleNote(note);
      else await this.#parts.listAgain(note);
    }
    for (const name of gone.filter((each) => !deleted.has(each.replace(GONE_NOTE_SUFFIX, "")))) {
      const note = await readNote(join(folder, name));
      if (note !== undefined) await this.#parts.deleted.settleNote(note);
    }
  }

  async #recoverRecording(note: RecordingNote): Promise<void> {
    const files = filesOf(this.#parts.mediaDir, note);
    const recorded = Math.max(await recordedMs(files.recording), await recordedMs(files.audio));
    const recovery = recover({ beganAtMs: note.beganAtMs, recordedMs: recorded }, this.#parts.clock.nowMs());
    if (recovery.kind === "wait") {
      this.#parts.later(recovery.forMs, async () => {
        const unfinished = await readNote(files.recordingNote);
        if (unfinished !== undefined) await this.#recoverRecording(unfinished);
      });
      return;
    }
    this.#parts.logger.warn(
      { event: "voicemail.recovered", message: note.id, recovery: recovery.kind },
      "unfinished recording found",
    );
    if (recovery.kind === "discard" || this.#parts.isOrphaned(note)) await removeRecording(files);
    else await this.#parts.keep(note);
  }
}

/** Files and folders in it; none in a folder that isn't there yet. */
export async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch {
    return []; // no messages yet
  }
}
