import type { PlayOutcome } from "../../src/media/media-port.ts";
import type { CallRace } from "./call-races.ts";
import { sdpOf } from "./raced-dialog.ts";

/** One end at the media server: a telephone that is asked hears its prompt there, and may press a key at any moment. */
export class RacedEndpoint {
  readonly localSdp: string;
  readonly id: string;
  readonly ended: Promise<void>;
  isOpen = true;
  /** A callee who listens has pressed 1. */
  accepted = false;
  readonly #race: CallRace;
  readonly #onBridge: () => void;
  readonly #keyAtMs: number;
  readonly #key: string;
  #end: () => void = () => undefined;

  constructor(race: CallRace, id: string, onBridge: () => void) {
    this.#race = race;
    this.id = id;
    this.localSdp = sdpOf(id);
    this.#onBridge = onBridge;
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
    this.#keyAtMs = race.clock.nowMs() + race.below(25_000);
    this.#key = ["1", "1", "1", "2", "3", "9"][race.below(6)] ?? "1";
    // A media server that dies, now and then.
    if (race.chance(0.02)) race.later(race.below(20_000), () => this.#close());
  }

  async acceptAnswer(): Promise<void> {
    await this.#race.clock.sleep(this.#race.delay());
  }

  async play(
    audio: readonly { readonly forMs?: number }[],
    { keys = "", signal }: { readonly keys?: string; readonly signal: AbortSignal },
  ): Promise<PlayOutcome> {
    for (const { forMs = 1_000 } of audio) {
      const { clock } = this.#race;
      const untilKeyMs = this.#keyAtMs - clock.nowMs();
      const pressed = keys !== "" && untilKeyMs >= 0 && untilKeyMs < forMs;
      const stopped = await this.#wait(pressed ? untilKeyMs : forMs, signal);
      if (stopped !== undefined) return { kind: stopped };
      if (pressed && this.#key === "1") this.accepted = true;
      if (pressed) return { kind: "key", key: this.#key };
    }
    return { kind: "played" };
  }

  async #wait(forMs: number, signal: AbortSignal): Promise<"stopped" | "gone" | undefined> {
    const slept = new AbortController();
    const stop = AbortSignal.any([signal, slept.signal]);
    try {
      await Promise.race([this.#race.clock.sleep(forMs, stop), this.ended]);
    } catch {
      return "stopped";
    } finally {
      slept.abort();
    }
    return this.isOpen ? undefined : "gone";
  }

  bridge(): Promise<void> {
    this.#onBridge();
    return Promise.resolve();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#close();
    await this.ended;
  }

  #close(): void {
    this.isOpen = false;
    this.#end();
  }
}
