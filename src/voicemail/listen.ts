import type { Audio, MediaEndpoint } from "../media/media-port.ts";
import type { Logger } from "../observability/logging.ts";
import type { Listen } from "../routing/plan.ts";
import type { Clock } from "../runtime/clock.ts";
import type { UserRecord } from "../settings/schemas/user.ts";
import type { Snapshot } from "../settings/snapshot.ts";
import type { TenantId } from "../vocabulary/identifiers.ts";
import type { Language } from "../vocabulary/language.ts";
import { Ear } from "./ear.ts";
import { MailboxesAway, RecordingsUnwritable } from "./errors.ts";
import { MOST_GREETING_SECONDS } from "./greetings.ts";
import type { MailboxStore } from "./mailboxes.ts";
import { leaveMenu, openMenu, step, type Effect, type Input, type Menu, type Next, type Piece } from "./menu.ts";
import { spokenDigits, spokenNumber, spokenTime } from "./spoken.ts";

/** Somebody at a phone of the house who wants to hear messages. */
export interface Listener {
  readonly tenant: TenantId;
  readonly language: Language;
  readonly box: Listen["box"];
  /** Which phone it is, for counting wrong PINs. */
  readonly source: string;
  readonly snapshot: Snapshot;
  readonly mailboxes: MailboxStore;
  readonly clock: Clock;
  /** Aborted when the listener hangs up, or the system must end the call. */
  readonly stop: AbortSignal;
  readonly log: Logger;
}

export type ListenOutcome = "listened" | "wrong-pin" | "no-mailbox" | "mailboxes-away";

const TONE: Audio = { kind: "tone", hertz: 1_000, forMs: 300 };
/** After the last word the listener has so long to press a key. */
const KEY_WITHIN_MS = 5_000;
/** Wrong PINs that end the call. */
const MOST_WRONG = 3;
const MOST_EXTENSION_DIGITS = 6;
const MOST_PIN_DIGITS = 10;
const GREETING_SILENCE_SECONDS = 5;

/** Who may hear what, then the menu, until the listener has enough. */
export async function listenToMailbox(endpoint: MediaEndpoint, listener: Listener): Promise<ListenOutcome> {
  using ear = new Ear(endpoint, listener);
  try {
    const owner = await ownerFor(ear, listener);
    if (typeof owner === "string") return owner;
    await new Conversation(endpoint, ear, listener, owner).run();
    return "listened";
  } catch (failure) {
    if (!(failure instanceof MailboxesAway)) throw failure;
    listener.log.error({ event: "listen.away", err: failure }, "mailbox can't be read");
    await ear.hears({ kind: "prompt", language: listener.language, name: "not-available" });
    return "mailboxes-away";
  }
}

async function ownerFor(ear: Ear, listener: Listener): Promise<UserRecord | Exclude<ListenOutcome, "listened">> {
  const { box, tenant, source, mailboxes, snapshot, language } = listener;
  if (box.kind === "own") return snapshot.user(box.mailbox) ?? "no-mailbox";
  for (let wrong = 0; wrong < MOST_WRONG && !ear.isOver(); wrong++) {
    const extension = box.extension ?? (await typed(ear, language, "enter-mailbox", MOST_EXTENSION_DIGITS));
    const pin = await typed(ear, language, "enter-pin", MOST_PIN_DIGITS);
    if (ear.isOver()) break;
    const owner = await mailboxes.pins.open({ tenant, extension, pin, source }, snapshot);
    if (owner !== undefined) return owner;
    listener.log.warn({ event: "listen.wrong-pin", wrong: wrong + 1 }, "mailbox not opened");
    await ear.hears({ kind: "prompt", language, name: "wrong-pin" });
  }
  await ear.hears({ kind: "prompt", language, name: "goodbye" });
  return "wrong-pin";
}

/** Digits until "#", the most there can be, or a pause. */
async function typed(ear: Ear, language: Language, prompt: string, most: number): Promise<string> {
  await ear.hears({ kind: "prompt", language, name: prompt });
  let digits = "";
  while (digits.length < most) {
    const key = await ear.key(KEY_WITHIN_MS);
    if (key === undefined || key === "#") break;
    digits += key;
  }
  return digits;
}

/** One listener in one mailbox: carries out what the menu decides. */
class Conversation {
  readonly #endpoint: MediaEndpoint;
  readonly #ear: Ear;
  readonly #listener: Listener;
  readonly #owner: UserRecord;
  readonly #language: Language;
  #menu: Menu;

  constructor(endpoint: MediaEndpoint, ear: Ear, listener: Listener, owner: UserRecord) {
    this.#endpoint = endpoint;
    this.#ear = ear;
    this.#listener = listener;
    this.#owner = owner;
    this.#language = owner.language;
    [this.#menu] = openMenu([]);
  }

  async run(): Promise<void> {
    let next: Next = openMenu(await this.#listener.mailboxes.listMessages(this.#owner.id));
    try {
      while (!this.#ear.isOver()) {
        const input = await this.#carryOut(next);
        if (input === undefined) return;
        next = step(this.#menu, input);
      }
    } finally {
      for (const effect of leaveMenu(this.#menu)) await this.#change(effect);
    }
  }

  /** Undefined: the conversation is over. */
  async #carryOut([menu, ...effects]: Next): Promise<Input | undefined> {
    this.#menu = menu;
    for (const effect of effects) {
      switch (effect.kind) {
        case "say":
          await this.#say(effect.pieces);
          break;
        case "record-greeting":
          return { kind: "recorded", ok: await this.#recordGreeting() };
        case "hang-up":
          return undefined;
        case "mark-heard":
        case "remove":
        case "reset-greeting":
          await this.#change(effect);
      }
    }
    const key = await this.#ear.key(KEY_WITHIN_MS);
    return key === undefined ? { kind: "silence" } : { kind: "key", key };
  }

  async #change(effect: Effect): Promise<void> {
    const { mailboxes } = this.#listener;
    if (effect.kind === "mark-heard") await mailboxes.markHeard(effect.id, true);
    if (effect.kind === "remove") await mailboxes.remove(effect.id);
    if (effect.kind === "reset-greeting") await mailboxes.greetings.remove(this.#owner.tenantId, this.#owner.id);
  }

  async #say(pieces: readonly Piece[]): Promise<void> {
    for (const piece of pieces) {
      for (const audio of await this.#audioOf(piece)) {
        const heard = await this.#ear.hears(audio);
        if (heard === "key" || heard === "over") return;
        if (piece.kind !== "message") continue;
        if (heard === "missing") await this.#ear.hears(this.#prompt("message-missing"));
        else await this.#heard(piece.id);
      }
    }
  }

  async #heard(id: Extract<Input, { kind: "heard" }>["id"]): Promise<void> {
    const [menu, ...effects] = step(this.#menu, { kind: "heard", id });
    this.#menu = menu;
    for (const effect of effects) await this.#change(effect);
  }

  async #audioOf(piece: Piece): Promise<readonly Audio[]> {
    const { mailboxes, snapshot, tenant } = this.#listener;
    switch (piece.kind) {
      case "prompt":
        return [this.#prompt(piece.name)];
      case "number":
        return spokenNumber(piece.value, this.#language);
      case "digits":
        return spokenDigits(piece.text, this.#language);
      case "time":
        return spokenTime(piece.receivedAt, snapshot.tenant(tenant)?.timeZone ?? "UTC", this.#language);
      case "message": {
        const audio = await mailboxes.audioOf(piece.id);
        return [audio === undefined ? this.#prompt("message-missing") : { kind: "file", path: audio.path }];
      }
      case "greeting": {
        const path = await mailboxes.greetings.pathOf(this.#owner.tenantId, this.#owner.id);
        return [path === undefined ? this.#prompt("greeting-unavailable") : { kind: "file", path }];
      }
    }
  }

  async #recordGreeting(): Promise<boolean> {
    const { mailboxes, stop, log } = this.#listener;
    const { tenantId, id } = this.#owner;
    try {
      const path = await mailboxes.greetings.begin(tenantId, id);
      this.#ear.forgetKeys();
      await this.#ear.hears(TONE);
      const limits = { maxSeconds: MOST_GREETING_SECONDS, silenceSeconds: GREETING_SILENCE_SECONDS, keys: "#" };
      await this.#endpoint.record(path, limits, stop);
      this.#ear.forgetKeys(); // the one that ended it
      return await mailboxes.greetings.finish(tenantId, id);
    } catch (failure) {
      if (!(failure instanceof RecordingsUnwritable)) throw failure;
      log.error({ event: "greeting.unwritable", err: failure }, "greeting can't be recorded");
      return false;
    }
  }

  #prompt(name: string): Audio {
    return { kind: "prompt", language: this.#language, name };
  }
}
