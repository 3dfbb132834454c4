import { mkdir, open, readFile, rename, rm, stat, type FileHandle } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { CallParty } from "../events/event.ts";
import type { MailboxId, MessageId, TenantId } from "../vocabulary/identifiers.ts";
import { RecordingsUnwritable } from "./errors.ts";
import { openAsOwn } from "./own-file.ts";
import { findSound } from "../audio/sound.ts";
import { MOST_HEADER_BYTES, durationMs, headerLengths, parseWavHeader, type Wav } from "../audio/wav.ts";

/** What is known of a message before a word of it is spoken; written beside the recording, so that a crash loses neither. */
export interface RecordingNote {
  readonly id: MessageId;
  readonly tenant: TenantId;
  readonly user: MailboxId;
  readonly from: string;
  readonly fromName?: string;
  readonly forwardedBy?: string;
  readonly caller: CallParty;
  readonly call?: string;
  readonly beganAtMs: number;
}

/** Where the files of one message are; the media server sees them under the same path. */
export interface RecordingFiles {
  readonly folder: string;
  /** While the media server writes. */
  readonly recording: string;
  readonly recordingNote: string;
  /** Once it is a message. The note stays with it: the lists in Redis can be made again from the files. */
  readonly audio: string;
  readonly note: string;
  /** The note of a message that was deleted and can still be brought back. */
  readonly goneNote: string;
}

export const GONE_NOTE_SUFFIX = ".gone.json";
export const RECORDING_NOTE_SUFFIX = ".recording.json";

export function filesOf(
  mediaDir: string,
  { tenant, user, id }: Pick<RecordingNote, "tenant" | "user" | "id">,
): RecordingFiles {
  const folder = join(mediaDir, tenant, user);
  return {
    folder,
    recording: join(folder, `${id}.recording.wav`),
    recordingNote: join(folder, `${id}${RECORDING_NOTE_SUFFIX}`),
    audio: join(folder, `${id}.wav`),
    note: join(folder, `${id}.json`),
    goneNote: join(folder, `${id}${GONE_NOTE_SUFFIX}`),
  };
}

/** Makes the place for a recording. Rejects with RecordingsUnwritable. */
export async function prepareRecording(files: RecordingFiles, note: RecordingNote): Promise<void> {
  try {
    await mkdir(files.folder, { recursive: true });
    await writeDurably(files.recordingNote, JSON.stringify(note));
  } catch (cause) {
    throw new RecordingsUnwritable({ cause });
  }
}

export async function readNote(path: string): Promise<RecordingNote | undefined> {
  try {
    return JSON.parse(await readFile(path, "utf8")) as RecordingNote;
  } catch {
    return undefined; // gone meanwhile, or cut off by a crash before the first word was spoken
  }
}

/** How much was recorded; 0 when there is no file, or none that plays. */
export async function recordedMs(path: string): Promise<number> {
  const file = await openExisting(path, "r");
  if (file === undefined) return 0;
  try {
    const wav = await readWav(file);
    return wav === undefined ? 0 : durationMs(wav, (await file.stat()).size);
  } finally {
    await file.close();
  }
}

/** What is left of a recording once its silence is gone. */
export type Trimmed = "silent" | "speech";

/** A voice does not end as sharply as its last loud frame. */
const AFTER_SOUND_MS = 500;
/** Less sound than this is no word: a cough, or the receiver that is put down. */
const LEAST_SOUND_MS = 200;

/** Cuts the silence off the end of a recording; one without any sound stays as it is. What is no 16-bit PCM counts as speech. */
export async function trimSilence(path: string): Promise<Trimmed> {
  const file = await openExisting(path, "r");
  if (file === undefined) return "silent";
  let end: number | "speech";
  try {
    const found = await soundIn(file);
    if (found === undefined) return "speech";
    if (found.soundMs < LEAST_SOUND_MS) return "silent";
    end = found.endsAtByte < (await file.stat()).size ? found.endsAtByte : "speech";
  } finally {
    await file.close();
  }
  if (end !== "speech") await cutOff(path, end);
  return "speech";
}

/** Undefined: this isn't read here. `endsAtByte`: where the file may end. */
async function soundIn(file: FileHandle): Promise<{ soundMs: number; endsAtByte: number } | undefined> {
  const wav = await readWav(file);
  if (wav?.bitsPerSample !== 16) return undefined;
  const samples = Buffer.alloc(Math.max(0, (await file.stat()).size - wav.dataOffset));
  const { bytesRead } = await file.read(samples, 0, samples.length, wav.dataOffset);
  const { soundMs, endMs } = findSound(samples.subarray(0, bytesRead), wav.sampleRate, wav.channels);
  const frames = Math.round(((endMs + AFTER_SOUND_MS) * wav.sampleRate) / 1_000);
  return { soundMs, endsAtByte: wav.dataOffset + frames * wav.channels * 2 };
}

/** The header is put right with that of all recordings (`keepRecording`). */
async function cutOff(path: string, bytes: number): Promise<void> {
  try {
    const file = await openAsOwn(path);
    try {
      await file.truncate(bytes);
    } finally {
      await file.close();
    }
  } catch (cause) {
    throw new RecordingsUnwritable({ cause });
  }
}

/**
 * Turns a finished recording into the audio of a message that survives a power cut: header put right, file and folder
 * on the disk, name final. Safe to repeat after a crash at any point.
 */
export async function keepRecording(files: RecordingFiles, note: RecordingNote): Promise<void> {
  try {
    const path = (await exists(files.audio)) ? files.audio : files.recording;
    const file = await openAsOwn(path);
    try {
      await repairHeader(file);
      await file.sync();
    } finally {
      await file.close();
    }
    if (path !== files.audio) await rename(path, files.audio);
    await writeDurably(files.note, JSON.stringify(note));
  } catch (cause) {
    throw new RecordingsUnwritable({ cause });
  }
}

/** The message is listed: what was kept for a crash in between can go. */
export async function forgetRecording(files: RecordingFiles): Promise<void> {
  await rm(files.recordingNote, { force: true });
}

/** No message, or one that was deleted. The notes go first: without a note no start brings the audio back. */
export async function removeRecording(files: RecordingFiles): Promise<void> {
  for (const path of [files.recordingNote, files.note, files.goneNote, files.recording, files.audio])
    await rm(path, { force: true });
}

/** A deleted message isn't listed again where Redis has lost its lists. Safe to repeat. */
export async function markGone(files: RecordingFiles): Promise<void> {
  await renameExisting(files.note, files.goneNote);
}

export async function unmarkGone(files: RecordingFiles): Promise<void> {
  await renameExisting(files.goneNote, files.note);
}

async function renameExisting(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (failure) {
    if ((failure as NodeJS.ErrnoException).code !== "ENOENT") throw new RecordingsUnwritable({ cause: failure });
  }
}

export async function bytesOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size;
  } catch {
    return undefined;
  }
}

async function exists(path: string): Promise<boolean> {
  return (await bytesOf(path)) !== undefined;
}

/** A media server that died left lengths of 0 in the header; a player would show an empty file. */
export async function repairHeader(file: FileHandle): Promise<void> {
  const wav = await readWav(file);
  if (wav === undefined) throw new RecordingsUnwritable();
  const lengths = headerLengths(wav, (await file.stat()).size);
  if (lengths.data === wav.dataBytes) return;
  const field = Buffer.alloc(4);
  field.writeUInt32LE(lengths.riff);
  await file.write(field, 0, 4, 4);
  field.writeUInt32LE(lengths.data);
  await file.write(field, 0, 4, wav.dataOffset - 4);
}

async function readWav(file: FileHandle): Promise<Wav | undefined> {
  const head = Buffer.alloc(MOST_HEADER_BYTES);
  const { bytesRead } = await file.read(head, 0, head.length, 0);
  const parsed = parseWavHeader(head.subarray(0, bytesRead));
  return parsed.ok ? parsed.value : undefined;
}

async function openExisting(path: string, flags: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, flags);
  } catch (failure) {
    if ((failure as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new RecordingsUnwritable({ cause: failure });
  }
}

/** The whole text or nothing, also after a power cut. */
export async function writeDurably(path: string, text: string): Promise<void> {
  const file = await open(`${path}.part`, "w");
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(`${path}.part`, path);
  const folder = await open(dirname(path), "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
