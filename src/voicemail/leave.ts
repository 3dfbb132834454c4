import type { CallParty } from "../events/event.ts";
import { AudioMissing } from "../media/errors.ts";
import type { Audio, MediaEndpoint, PlayOutcome } from "../media/media-port.ts";
import type { Logger } from "../observability/logging.ts";
import type { Greeting } from "../routing/plan.ts";
import { defined } from "../runtime/defined.ts";
import type { MailboxId, TenantId } from "../vocabulary/identifiers.ts";
import type { Language } from "../vocabulary/language.ts";
import { RecordingsUnwritable } from "./errors.ts";
import { MOST_MESSAGE_SECONDS, SILENCE_ENDS_SECONDS, type RecordingEnd } from "./mailbox.ts";
import type { MailboxStore, Recording } from "./mailboxes.ts";
import type { StoredMessage } from "./message.ts";
import type { PromptName } from "../vocabulary/prompt.ts";

/** The caller of a call that was not answered: connected to the media server, about to hear the greeting. */
export interface VoicemailCaller {
  readonly tenant: TenantId;
  readonly mailbox: MailboxId;
  readonly greeting: Greeting;
  readonly language: Language;
  /** Number or extension; "" when withheld. */
  readonly from: string;
  readonly fromName?: string;
  readonly caller: CallParty;
  readonly call: string;
}

export type LeaveOutcome =
  | { readonly kind: "left"; readonly message: StoredMessage }
  /** The caller hung up before the tone, or said nothing. */
  | { readonly kind: "nothing-said" }
  | { readonly kind: "mailbox-full" }
  /** The recording can't be written. */
  | { readonly kind: "unwritable" };

/** What a message is left with. */
export interface LeaveParts {
  readonly mailboxes: MailboxStore;
  /** Aborted when the caller hangs up or the system must end the call: what was said until then is kept. */
  readonly stop: AbortSignal;
  /** Silence is no message: a company's setting. */
  readonly discardSilence: boolean;
  readonly log: Logger;
}

/** The key that skips the greeting, and ends the message. */
const END_KEY = "#";
const TONE: Audio = { kind: "tone", hertz: 1_000, forMs: 300 };

/**
 * Greeting → tone → the message, until "#", silence, three minutes or the hang-up. When this resolves the message is on
 * the disk; the caller may be released.
 */
export async function leaveMessage(
  endpoint: MediaEndpoint,
  caller: VoicemailCaller,
  parts: LeaveParts,
): Promise<LeaveOutcome> {
  const { mailboxes, stop, log } = parts;
  // Only the greeting can be skipped: the key that ended a message must not silence what follows it.
  const say = (names: readonly PromptName[], keys = ""): Promise<PlayOutcome> =>
    speak(endpoint, { names, language: caller.language }, { keys, signal: stop }, log);

  if (!(await mailboxes.hasRoom(caller.mailbox))) {
    await mailboxes.notifyFull(caller.tenant, caller.mailbox);
    await say(["mailbox-full", "goodbye"]);
    return { kind: "mailbox-full" };
  }
  const greeted = await greet(endpoint, caller, parts);
  if (greeted.kind === "stopped" || greeted.kind === "gone") return { kind: "nothing-said" };

  let recording: Recording;
  let message: StoredMessage | undefined;
  try {
    recording = await mailboxes.begin(noteOf(caller));
    message = await record(endpoint, recording, parts);
  } catch (failure) {
    if (!(failure instanceof RecordingsUnwritable)) throw failure;
    log.error({ event: "voicemail.unwritable", err: failure }, "message can't be recorded");
    await say(["not-available", "goodbye"]);
    return { kind: "unwritable" };
  }
  if (message === undefined) return { kind: "nothing-said" };
  await say(["message-saved", "goodbye"]);
  return { kind: "left", message };
}

/** The owner's own greeting says all there is to say; where there is none, or it can't be played, the standard one. */
async function greet(
  endpoint: MediaEndpoint,
  { tenant, mailbox, greeting, language }: VoicemailCaller,
  { mailboxes, stop, log }: LeaveParts,
): Promise<PlayOutcome> {
  const until = { keys: END_KEY, signal: stop };
  const path = await mailboxes.greetings.pathOf(tenant, mailbox);
  if (path !== undefined) {
    try {
      return await endpoint.play([{ kind: "file", path }], until);
    } catch (failure) {
      if (!(failure instanceof AudioMissing)) throw failure;
      log.error({ event: "greeting.missing" }, "greeting can't be played");
    }
  }
  const standard = greeting === "busy" ? "greeting-busy" : "greeting-unavailable";
  return speak(endpoint, { names: [standard, "leave-message"], language }, until, log);
}

async function record(
  endpoint: MediaEndpoint,
  recording: Recording,
  { stop, discardSilence }: LeaveParts,
): Promise<StoredMessage | undefined> {
  let end: RecordingEnd = "hang-up";
  try {
    await endpoint.play([TONE], { signal: stop });
    const outcome = await endpoint.record(
      recording.path,
      { maxSeconds: MOST_MESSAGE_SECONDS, silenceSeconds: SILENCE_ENDS_SECONDS, keys: END_KEY },
      stop,
    );
    if (outcome === "key" || outcome === "limit") end = outcome;
  } catch (failure) {
    // The media server fell silent: what it wrote until then is the caller's message all the same.
    const message = await recording.finish("hang-up", discardSilence);
    if (message === undefined) throw failure;
    return message;
  }
  return recording.finish(end, discardSilence);
}

/** A prompt that is missing is logged and left out: it must not cost the caller the message. */
async function speak(
  endpoint: MediaEndpoint,
  { names, language }: { readonly names: readonly PromptName[]; readonly language: Language },
  until: { readonly keys: string; readonly signal: AbortSignal },
  log: Logger,
): Promise<PlayOutcome> {
  let outcome: PlayOutcome = { kind: "played" };
  for (const name of names) {
    try {
      outcome = await endpoint.play([{ kind: "prompt", language, name }], until);
    } catch (failure) {
      if (!(failure instanceof AudioMissing)) throw failure;
      log.error({ event: "prompt.missing", prompt: name, language }, "prompt missing");
    }
    if (outcome.kind !== "played") return outcome;
  }
  return outcome;
}

function noteOf({
  mailbox,
  tenant,
  from,
  fromName,
  caller,
  call,
}: VoicemailCaller): Parameters<MailboxStore["begin"]>[0] {
  return { tenant, user: mailbox, from, ...defined({ fromName }), caller, call };
}
