import { mkdir, readFile, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { MailboxId, TenantId } from "../vocabulary/identifiers.ts";
import { RecordingsUnwritable } from "./errors.ts";
import { RECORDING_AGE_MS } from "./mailbox.ts";
import { joinWavs } from "../audio/wav.ts";

/** A recording that is no message yet: its file is removed once it is used. */
export interface TemporaryRecording extends AsyncDisposable {
  readonly path: string;
}

/** Also what greetings are called while they are recorded. */
export const TEMPORARY_SUFFIX = ".part.wav";
/** Between what a colleague says and the message. */
const PAUSE_MS = 500;

/** Rejects with RecordingsUnwritable. */
export async function openTemporaryRecording(
  mediaDir: string,
  tenant: TenantId,
  mailbox: MailboxId,
  name: string,
): Promise<TemporaryRecording> {
  const path = join(mediaDir, tenant, mailbox, `${name}${TEMPORARY_SUFFIX}`);
  try {
    await mkdir(dirname(path), { recursive: true });
  } catch (cause) {
    throw new RecordingsUnwritable({ cause });
  }
  return { path, [Symbol.asyncDispose]: () => rm(path, { force: true }) };
}

/** Removes what a process left that died while a person spoke. */
export async function removeOldTemporaryRecording(path: string, nowMs: number): Promise<void> {
  const file = await stat(path).catch(() => undefined);
  if (file !== undefined && nowMs - file.mtimeMs > RECORDING_AGE_MS) await rm(path, { force: true });
}

/** The message with a colleague's introduction before it; without, where the two can't be joined: the message matters more. */
export async function withIntroduction(introduction: string | undefined, message: Buffer): Promise<Uint8Array> {
  if (introduction === undefined) return message;
  return joinWavs(await readFile(introduction), message, PAUSE_MS) ?? message;
}
