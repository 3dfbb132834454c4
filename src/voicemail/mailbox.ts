/** The rules of a mailbox: what counts as a message, and how much it holds. Pure. */

/** A shorter recording has no words in it. */
export const LEAST_MESSAGE_MS = 1_000;
/** A recording ends by itself after this long. */
export const MOST_MESSAGE_SECONDS = 180;
/** … or when nothing was heard for this long. */
export const SILENCE_ENDS_SECONDS = 10;
/** Media servers count silence in frames of their own. */
const SILENCE_TOLERANCE_MS = 500;
/** Messages in one mailbox; a caller who finds it full is told so. A listing stays one answer of the API. */
export const MOST_MESSAGES = 200;

/** Why the recording ended, as far as the rules care. */
export type RecordingEnd = "key" | "limit" | "hang-up";

/**
 * Whether a recording is kept.
 *
 * A recording that ended by silence has that silence at its end; what counts is what came before it. One that is shorter
 * than the silence has lost it (the phone sent nothing, the media server wrote nothing): then all of it is speech.
 */
export function isMessage(recordedMs: number, end: RecordingEnd): boolean {
  const silenceMs = SILENCE_ENDS_SECONDS * 1_000;
  const endedBySilence = end === "limit" && recordedMs < MOST_MESSAGE_SECONDS * 1_000;
  const hasSilence = endedBySilence && recordedMs > silenceMs - SILENCE_TOLERANCE_MS;
  return (hasSilence ? recordedMs - silenceMs : recordedMs) >= LEAST_MESSAGE_MS;
}

export function hasRoom(messages: number): boolean {
  return messages < MOST_MESSAGES;
}

/** A recording is still going on somewhere until this long after it began: no other process may touch its file before. */
export const RECORDING_AGE_MS = (MOST_MESSAGE_SECONDS + 60) * 1_000;

/** What a process that starts does with a recording that it finds unfinished. */
export type Recovery =
  /** Perhaps another process is recording it right now. */
  { readonly kind: "wait"; readonly forMs: number } | { readonly kind: "keep" } | { readonly kind: "discard" };

/** A recording whose process died: kept when it would have been a message, otherwise removed. */
export function recover(
  recording: { readonly beganAtMs: number; readonly recordedMs: number },
  nowMs: number,
): Recovery {
  const ageMs = nowMs - recording.beganAtMs;
  if (ageMs < RECORDING_AGE_MS) return { kind: "wait", forMs: RECORDING_AGE_MS - Math.max(0, ageMs) };
  return { kind: isMessage(recording.recordedMs, "hang-up") ? "keep" : "discard" };
}
