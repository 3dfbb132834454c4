import type { MediaEndpoint } from "../media/media-port.ts";
import type { Listen } from "../routing/plan.ts";
import { MOST_EXTENSION_DIGITS, MOST_PIN_DIGITS, collectDigits } from "./collect-digits.ts";
import { MailboxSession } from "./mailbox-session.ts";
import { PromptPlayer } from "./prompt-player.ts";
import { MailboxesAway } from "./errors.ts";
import type { Listener, ListenOutcome } from "./listener.ts";
import { mailboxesOf, ownerOf, type MailboxOwner } from "./owner.ts";

/** Wrong PINs that end the call. */
const MOST_WRONG = 3;

/** Opens the mailboxes that this listener may hear, then runs their menu until the listener ends it. */
export async function listenToMailbox(endpoint: MediaEndpoint, listener: Listener): Promise<ListenOutcome> {
  using player = new PromptPlayer(endpoint, listener);
  try {
    const boxes = await openMailboxesFor(player, listener);
    return "kind" in boxes ? boxes : await runSessions(endpoint, player, listener, boxes);
  } catch (failure) {
    if (!(failure instanceof MailboxesAway)) throw failure;
    listener.log.error({ event: "listen.away", err: failure }, "mailbox can't be read");
    await player.play({ kind: "prompt", language: listener.language, name: "not-available" });
    return { kind: "mailboxes-away" };
  }
}

/** One mailbox after the other, as the listener goes through them. */
async function runSessions(
  endpoint: MediaEndpoint,
  player: PromptPlayer,
  listener: Listener,
  boxes: readonly MailboxOwner[],
): Promise<ListenOutcome> {
  for (let at = 0; ; at = (at + 1) % boxes.length) {
    const owner = boxes[at];
    if (owner === undefined) return { kind: "no-mailbox" };
    const others = [...boxes.slice(at + 1), ...boxes.slice(0, at)];
    const end = await new MailboxSession({ endpoint, player, listener, owner, others }).run();
    if (end.kind !== "next-mailbox") return end;
  }
}

/** At one's own phone one's own and the shared ones; elsewhere the one whose PIN was given. */
async function openMailboxesFor(
  player: PromptPlayer,
  listener: Listener,
): Promise<readonly MailboxOwner[] | ListenOutcome> {
  const { box, snapshot } = listener;
  if (box.kind === "own") return mailboxesOf(box.mailbox, snapshot).flatMap((id) => ownerOf(id, snapshot) ?? []);
  const owner = await ownerByPin(player, listener, box);
  return owner === undefined ? { kind: "wrong-pin" } : [owner];
}

async function ownerByPin(
  player: PromptPlayer,
  { tenant, source, mailboxes, snapshot, language, log }: Listener,
  box: Extract<Listen["box"], { kind: "any" }>,
): Promise<MailboxOwner | undefined> {
  for (let wrong = 0; wrong < MOST_WRONG && !player.isOver(); wrong++) {
    const extension = box.extension ?? (await collectDigits(player, language, "enter-mailbox", MOST_EXTENSION_DIGITS));
    const pin = await collectDigits(player, language, "enter-pin", MOST_PIN_DIGITS);
    if (player.isOver()) break;
    const owner = await mailboxes.pins.open({ tenant, extension, pin, source }, snapshot);
    if (owner !== undefined) return owner;
    log.warn({ event: "listen.wrong-pin", wrong: wrong + 1 }, "mailbox not opened");
    await player.play({ kind: "prompt", language, name: "wrong-pin" });
  }
  await player.play({ kind: "prompt", language, name: "goodbye" });
  return undefined;
}
