import type { Audio, MediaEndpoint } from "../media/media-port.ts";
import type { UserId } from "../vocabulary/identifiers.ts";
import type { Language } from "../vocabulary/language.ts";
import { DIGIT_WITHIN_MS, MOST_PIN_DIGITS, collectDigits } from "./collect-digits.ts";
import type { PromptPlayer } from "./prompt-player.ts";
import { RecordingsUnwritable } from "./errors.ts";
import { forwardByPhone } from "./forward-by-phone.ts";
import { MOST_GREETING_SECONDS } from "./greetings.ts";
import type { Listener, ListenOutcome } from "./listener.ts";
import { hasRoom } from "./mailbox.ts";
import { leaveMenu, openMenu, step, type Effect, type Input, type Menu, type MenuRoom, type Next } from "./menu.ts";
import type { PinOutcome, Piece } from "./menu.ts";
import type { MailboxOwner } from "./owner.ts";
import { sayDigits, sayNumber, sayTime } from "./say-number.ts";
import type { PromptName } from "../vocabulary/prompt.ts";

const TONE: Audio = { kind: "tone", hertz: 1_000, forMs: 300 };
const GREETING_SILENCE_SECONDS = 5;

type End = ListenOutcome | { readonly kind: "next-mailbox" };

export interface MailboxSessionOptions {
  readonly endpoint: MediaEndpoint;
  readonly player: PromptPlayer;
  readonly listener: Listener;
  readonly owner: MailboxOwner;
  /** The other mailboxes of the listener, in their order. */
  readonly others: readonly MailboxOwner[];
}

/** One listener in one mailbox: carries out what the menu decides. */
export class MailboxSession {
  readonly #endpoint: MediaEndpoint;
  readonly #player: PromptPlayer;
  readonly #listener: Listener;
  readonly #owner: MailboxOwner;
  readonly #others: readonly MailboxOwner[];
  readonly #language: Language;
  #menu: Menu;

  constructor({ endpoint, player, listener, owner, others }: MailboxSessionOptions) {
    this.#endpoint = endpoint;
    this.#player = player;
    this.#listener = listener;
    this.#owner = owner;
    this.#others = others;
    this.#language = owner.language;
    [this.#menu] = openMenu([]);
  }

  async run(): Promise<End> {
    const messages = await this.#listener.mailboxes.listMessages(this.#owner.id);
    let next: Next = openMenu(messages, await this.#room(messages.length));
    try {
      while (!this.#player.isOver()) {
        const input = await this.#carryOut(next);
        if (isEnd(input)) return input;
        next = step(this.#menu, input);
      }
      return { kind: "listened" };
    } finally {
      for (const effect of leaveMenu(this.#menu)) await this.#change(effect);
    }
  }

  async #room(messages: number): Promise<MenuRoom> {
    const { mailboxes } = this.#listener;
    const others = await Promise.all(
      this.#others.map(async ({ id, extension }) => {
        const fresh = (await mailboxes.listMessages(id)).filter(({ heard }) => !heard).length;
        return { extension, fresh };
      }),
    );
    return {
      ...(others.length === 0 ? {} : { extension: this.#owner.extension }),
      others,
      mayCallBack: this.#owner.mayCallBack,
      maySetPin: this.#ownUser() !== undefined,
      isFull: !hasRoom(messages),
    };
  }

  /** The owner of this mailbox, where the phone is the owner's too. */
  #ownUser(): UserId | undefined {
    const { box } = this.#listener;
    return box.kind === "own" && box.mailbox === this.#owner.id ? box.mailbox : undefined;
  }

  async #carryOut([menu, ...effects]: Next): Promise<Input | End> {
    this.#menu = menu;
    for (const effect of effects) {
      switch (effect.kind) {
        case "say":
          await this.#say(effect.pieces);
          break;
        case "record-greeting":
          return { kind: "recorded", ok: await this.#recordGreeting() };
        case "forward":
          return { kind: "forwarded", outcome: await this.#forward(effect.id) };
        case "set-pin":
          return { kind: "pin", outcome: await this.#setPin() };
        case "call-back":
          return effect;
        case "next-mailbox":
          return effect;
        case "hang-up":
          return { kind: "listened" };
        case "mark-heard":
        case "remove":
        case "reset-greeting":
          await this.#change(effect);
      }
    }
    const key = await this.#player.nextDigit(DIGIT_WITHIN_MS);
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
        const played = await this.#player.play(audio);
        if (played === "key" || played === "over") return;
        if (piece.kind !== "message") continue;
        if (played === "missing") await this.#player.play(this.#prompt("message-missing"));
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
        return sayNumber(piece.value, this.#language);
      case "digits":
        return sayDigits(piece.text, this.#language);
      case "time":
        return sayTime(piece.receivedAt, snapshot.tenant(tenant)?.timeZone ?? "UTC", this.#language);
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

  #forward(id: Extract<Effect, { kind: "forward" }>["id"]) {
    const listener = this.#listener;
    return forwardByPhone(id, { endpoint: this.#endpoint, player: this.#player, listener, owner: this.#owner });
  }

  /** Twice the same, as people mistype what they don't see. */
  async #setPin(): Promise<PinOutcome> {
    const user = this.#ownUser();
    if (user === undefined) return "refused";
    const pin = await collectDigits(this.#player, this.#language, "enter-new-pin", MOST_PIN_DIGITS);
    if (pin === "") return "given-up";
    const again = await collectDigits(this.#player, this.#language, "enter-new-pin-again", MOST_PIN_DIGITS);
    if (this.#player.isOver()) return "given-up";
    if (again !== pin) return "different";
    return (await this.#listener.setPin(user, pin)) ? "changed" : "refused";
  }

  async #recordGreeting(): Promise<boolean> {
    const { mailboxes, stop, log } = this.#listener;
    const { tenantId, id } = this.#owner;
    try {
      const path = await mailboxes.greetings.begin(tenantId, id);
      this.#player.discardDigits();
      await this.#player.play(TONE);
      const limits = { maxSeconds: MOST_GREETING_SECONDS, silenceSeconds: GREETING_SILENCE_SECONDS, keys: "#" };
      await this.#endpoint.record(path, limits, stop);
      this.#player.discardDigits(); // the one that ended it
      return await mailboxes.greetings.finish(tenantId, id);
    } catch (failure) {
      if (!(failure instanceof RecordingsUnwritable)) throw failure;
      log.error({ event: "greeting.unwritable", err: failure }, "greeting can't be recorded");
      return false;
    }
  }

  #prompt(name: PromptName): Audio {
    return { kind: "prompt", language: this.#language, name };
  }
}

function isEnd(input: Input | End): input is End {
  return input.kind === "listened" || input.kind === "call-back" || input.kind === "next-mailbox";
}
