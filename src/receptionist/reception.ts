import type { Audio, MediaEndpoint } from "../media/media-port.ts";
import type { Logger } from "../observability/logging.ts";
import type { Clock } from "../runtime/clock.ts";
import type { Overflow } from "../routing/tables.ts";
import type { ReceptionistRecord } from "../settings/schemas/receptionist.ts";
import type { Snapshot } from "../settings/snapshot.ts";
import { Ear } from "../voicemail/ear.ts";
import { spokenDigits } from "../voicemail/spoken.ts";
import type { ReceptionGreetings } from "./greetings.ts";
import { openMenu, stepMenu, type Input, type Left, type Next, type Piece } from "./menu.ts";
import { rulesOf, spokenGreeting } from "./rules.ts";

/** What a receptionist needs of the house. */
export interface ReceptionParts {
  readonly snapshot: Snapshot;
  readonly greetings: Pick<ReceptionGreetings, "pathOf">;
  /** Aborted when the caller hangs up, or the system must end the call. */
  readonly stop: AbortSignal;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Where the caller wants to go, or is sent; null: nowhere. */
export interface Visit {
  readonly to: Overflow;
  readonly because: Left;
}

/** Who presses keys for longer than this wants nothing of us. */
const LONGEST_VISIT_MS = 600_000;

/** One caller at one receptionist: carries out what the menu decides. */
export class Reception implements Disposable {
  readonly #record: ReceptionistRecord;
  readonly #parts: ReceptionParts;
  readonly #ear: Ear;

  constructor(endpoint: MediaEndpoint, record: ReceptionistRecord, parts: ReceptionParts) {
    this.#record = record;
    this.#parts = parts;
    this.#ear = new Ear(endpoint, parts);
  }

  /**
   * Greets and asks until the caller has chosen, or can't be helped. Undefined: the caller is gone.
   *
   * @param back  why the caller is here again, if so
   */
  async asks(back: "busy" | "no-answer" | undefined): Promise<Visit | undefined> {
    const { snapshot, clock } = this.#parts;
    const rules = rulesOf(this.#record, snapshot);
    const untilMs = clock.nowMs() + LONGEST_VISIT_MS;
    let next: Next = openMenu(rules, back);
    while (next.kind === "listen") {
      if (clock.nowMs() > untilMs) return { to: rules.onNoInput, because: "no-input" };
      const { menu, say, waitMs } = next;
      await this.#say(say);
      const key = await this.#ear.key(waitMs);
      if (this.#ear.isOver()) return undefined;
      const input: Input = key === undefined ? { kind: "silence" } : { kind: "key", key };
      next = stepMenu(menu, input, rules);
    }
    return { to: next.to, because: next.because };
  }

  async saysClosed(): Promise<void> {
    const { tenantId, id } = this.#record;
    const path = await this.#parts.greetings.pathOf(tenantId, id, "closed");
    const heard = path === undefined ? "missing" : await this.#ear.hears({ kind: "file", path });
    if (heard === "missing") await this.says("receptionist-closed");
  }

  async says(name: string): Promise<void> {
    await this.#ear.hears(this.#prompt(name));
  }

  /** Any key ends it. */
  async #say(pieces: readonly Piece[]): Promise<void> {
    for (const piece of pieces) {
      for (const audio of await this.#audioOf(piece)) {
        const heard = await this.#ear.hears(audio);
        if (heard === "key" || heard === "over") return;
      }
    }
  }

  async #audioOf(piece: Piece): Promise<readonly Audio[]> {
    const { language, tenantId, id } = this.#record;
    switch (piece.kind) {
      case "prompt":
        return [this.#prompt(piece.name)];
      case "digits":
        return spokenDigits(piece.text, language);
      case "greeting": {
        const { snapshot, greetings } = this.#parts;
        const path = await greetings.pathOf(tenantId, id, "open");
        if (path !== undefined) return [{ kind: "file", path }];
        const spoken = await Promise.all(spokenGreeting(this.#record, snapshot).map((each) => this.#audioOf(each)));
        return spoken.flat();
      }
    }
  }

  #prompt(name: string): Audio {
    return { kind: "prompt", language: this.#record.language, name };
  }

  [Symbol.dispose](): void {
    this.#ear[Symbol.dispose]();
  }
}
