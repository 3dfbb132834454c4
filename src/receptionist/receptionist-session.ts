import type { Audio, MediaEndpoint } from "../media/media-port.ts";
import type { Logger } from "../observability/logging.ts";
import type { Clock } from "../runtime/clock.ts";
import type { Overflow } from "../routing/tables.ts";
import { noInputSecondsOf, type ReceptionistRecord } from "../settings/kinds/receptionist.ts";
import type { Snapshot } from "../settings/snapshot.ts";
import { PromptPlayer } from "../voicemail/prompt-player.ts";
import { sayDigits } from "../voicemail/say-number.ts";
import type { ReceptionistGreetings } from "./greetings.ts";
import { openMenu, stepMenu, type MenuInput, type LeaveReason, type MenuStep, type Utterance } from "./menu.ts";
import { menuRulesOf, spokenGreeting } from "./menu-rules.ts";
import type { PromptName } from "../vocabulary/prompt.ts";

/** What a receptionist's session needs from the system. */
export interface ReceptionistParts {
  readonly snapshot: Snapshot;
  readonly greetings: Pick<ReceptionistGreetings, "pathOf">;
  /** Aborted when the caller hangs up, or the system must end the call. */
  readonly stop: AbortSignal;
  readonly clock: Clock;
  readonly log: Logger;
}

/** The destination that the caller chose or is sent to; null: none, the call ends. */
export interface MenuChoice {
  readonly to: Overflow;
  readonly because: LeaveReason;
}

/** After a long greeting a caller still has this time to press a key. */
const SHORTEST_WAIT_MS = 2_000;
/** Longest time of one caller in one menu. */
const LONGEST_VISIT_MS = 600_000;

/** A caller who can press nothing: how long they have been asked, until they press a key. */
class SilentCaller {
  readonly #clock: Clock;
  readonly #untilMs: number;
  #askedAtMs: number;
  #hasPressed = false;

  constructor(noInputMs: number, clock: Clock) {
    this.#clock = clock;
    this.#askedAtMs = clock.nowMs();
    this.#untilMs = this.#askedAtMs + noInputMs;
  }

  isAsked(): void {
    this.#askedAtMs = this.#clock.nowMs();
  }

  hasPressed(): void {
    this.#hasPressed = true;
  }

  /** The wait after a question, where it would end too late. */
  shorten(waitMs: number): number {
    if (this.#hasPressed) return waitMs;
    return Math.min(waitMs, Math.max(SHORTEST_WAIT_MS, this.#untilMs - this.#clock.nowMs()));
  }

  /** There is no time to ask once more, as long as it took this time. */
  isTimeUp(): boolean {
    const nowMs = this.#clock.nowMs();
    return !this.#hasPressed && nowMs + (nowMs - this.#askedAtMs) > this.#untilMs;
  }
}

/** One caller at one virtual receptionist (auto attendant): plays and collects what the menu decides. */
export class ReceptionistSession implements Disposable {
  readonly #record: ReceptionistRecord;
  readonly #parts: ReceptionistParts;
  readonly #player: PromptPlayer;

  constructor(endpoint: MediaEndpoint, record: ReceptionistRecord, parts: ReceptionistParts) {
    this.#record = record;
    this.#parts = parts;
    this.#player = new PromptPlayer(endpoint, parts);
  }

  /**
   * Greets and asks until the menu ends. Undefined: the caller has hung up.
   *
   * @param back  why the caller came back from a destination, if so
   */
  async askForChoice(back: "busy" | "no-answer" | undefined): Promise<MenuChoice | undefined> {
    const { snapshot, clock } = this.#parts;
    const rules = menuRulesOf(this.#record, snapshot);
    const untilMs = clock.nowMs() + LONGEST_VISIT_MS;
    const silence = new SilentCaller(noInputSecondsOf(this.#record) * 1_000, clock);
    let next: MenuStep = openMenu(rules, back);
    while (next.kind === "listen") {
      if (clock.nowMs() > untilMs) return { to: rules.onNoInput, because: "no-input" };
      const { menu, say, waitMs } = next;
      silence.isAsked();
      await this.#say(say);
      const key = await this.#player.nextDigit(silence.shorten(waitMs));
      if (this.#player.isOver()) return undefined;
      if (key !== undefined) silence.hasPressed();
      const input: MenuInput =
        key === undefined ? { kind: "silence", isTimeUp: silence.isTimeUp() } : { kind: "key", key };
      next = stepMenu(menu, input, rules);
    }
    return { to: next.to, because: next.because };
  }

  async playClosedGreeting(): Promise<void> {
    const { tenantId, id } = this.#record;
    const path = await this.#parts.greetings.pathOf(tenantId, id, "closed");
    const heard = path === undefined ? "missing" : await this.#player.play({ kind: "file", path });
    if (heard === "missing") await this.playPrompt("receptionist-closed");
  }

  async playPrompt(name: PromptName): Promise<void> {
    await this.#player.play(this.#prompt(name));
  }

  /** Plays until the end or the first DTMF digit. */
  async #say(pieces: readonly Utterance[]): Promise<void> {
    for (const piece of pieces) {
      for (const audio of await this.#audioOf(piece)) {
        const heard = await this.#player.play(audio);
        if (heard === "key" || heard === "over") return;
      }
    }
  }

  async #audioOf(piece: Utterance): Promise<readonly Audio[]> {
    const { language, tenantId, id } = this.#record;
    switch (piece.kind) {
      case "prompt":
        return [this.#prompt(piece.name)];
      case "digits":
        return sayDigits(piece.text, language);
      case "greeting": {
        const { snapshot, greetings } = this.#parts;
        const path = await greetings.pathOf(tenantId, id, "open");
        if (path !== undefined) return [{ kind: "file", path }];
        const spoken = await Promise.all(spokenGreeting(this.#record, snapshot).map((each) => this.#audioOf(each)));
        return spoken.flat();
      }
    }
  }

  #prompt(name: PromptName): Audio {
    return { kind: "prompt", language: this.#record.language, name };
  }

  [Symbol.dispose](): void {
    this.#player[Symbol.dispose]();
  }
}
