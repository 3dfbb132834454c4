import type { MediaEndpoint } from "../media/media-port.ts";
import { parseExtension } from "../vocabulary/extension.ts";
import type { MessageId } from "../vocabulary/identifiers.ts";
import { DIGIT_WITHIN_MS, MOST_EXTENSION_DIGITS, collectDigits } from "./collect-digits.ts";
import type { PromptPlayer } from "./prompt-player.ts";
import { MailboxFull, RecordingsUnwritable } from "./errors.ts";
import type { Listener } from "./listener.ts";
import { LEAST_MESSAGE_MS } from "./mailbox.ts";
import type { ForwardOutcome } from "./menu.ts";
import { ownerByExtension, type MailboxOwner } from "./owner.ts";
import { recordedMs } from "./recording.ts";

/** An introduction is short; a long one is a call. */
const MOST_INTRODUCTION_SECONDS = 60;
const INTRODUCTION_SILENCE_SECONDS = 5;
const TONE = { kind: "tone", hertz: 1_000, forMs: 300 } as const;

export interface ForwardingListener {
  readonly endpoint: MediaEndpoint;
  readonly player: PromptPlayer;
  readonly listener: Listener;
  /** The owner of the message. */
  readonly owner: MailboxOwner;
}

/** The listener names a colleague, and may record an introduction before the message. */
export async function forwardByPhone(id: MessageId, at: ForwardingListener): Promise<ForwardOutcome> {
  const { player, listener, owner } = at;
  const { language } = owner;
  const digits = await collectDigits(player, language, "enter-colleague", MOST_EXTENSION_DIGITS);
  if (digits === "" || digits.startsWith("*")) return "given-up";
  const extension = parseExtension(digits);
  const colleague = extension && ownerByExtension(listener.tenant, extension, listener.snapshot);
  if (colleague === undefined || colleague.id === owner.id) return "nobody";

  await player.play({ kind: "prompt", language, name: "forward-choice" });
  const choice = await player.nextDigit(DIGIT_WITHIN_MS);
  if (player.isOver() || (choice !== "1" && choice !== "#")) return "given-up";
  try {
    await using introduction = await listener.mailboxes.temporaryRecording(owner.tenantId, owner.id);
    const isSpoken = choice === "1" && (await introduce(introduction.path, at));
    if (player.isOver()) return "given-up";
    const by = senderOf(at);
    const copy = await listener.mailboxes.forward(id, colleague.id, by, isSpoken ? introduction.path : undefined);
    return copy === undefined ? "failed" : "forwarded";
  } catch (failure) {
    if (failure instanceof MailboxFull) return "full";
    if (!(failure instanceof RecordingsUnwritable)) throw failure;
    listener.log.error({ event: "forward.unwritable", err: failure }, "message can't be forwarded");
    return "failed";
  }
}

/** The extension of the phone's user, or else of the mailbox. */
function senderOf({ listener, owner }: ForwardingListener): string {
  const { box, snapshot } = listener;
  return (box.kind === "own" ? snapshot.user(box.mailbox)?.extension : undefined) ?? owner.extension;
}

/** False: nothing was said. */
async function introduce(path: string, { endpoint, player, listener, owner }: ForwardingListener): Promise<boolean> {
  await player.play({ kind: "prompt", language: owner.language, name: "record-introduction" });
  player.discardDigits();
  await player.play(TONE);
  const limits = { maxSeconds: MOST_INTRODUCTION_SECONDS, silenceSeconds: INTRODUCTION_SILENCE_SECONDS, keys: "#" };
  await endpoint.record(path, limits, listener.stop);
  player.discardDigits(); // the one that ended it
  return (await recordedMs(path)) >= LEAST_MESSAGE_MS;
}
