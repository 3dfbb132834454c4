import { AudioMissing } from "../media/errors.ts";
import type { Audio, MediaEndpoint } from "../media/media-port.ts";
import type { Logger } from "../observability/logging.ts";
import type { Clock } from "../runtime/clock.ts";

/** Keys that were pressed ahead; more is a child playing. */
const MOST_KEYS = 32;

export type PlayResult = "played" | "key" | "missing" | "over";

/** Speaks to somebody at a telephone who may press a key at any time: no key is lost, and each ends what is being said. */
export class PromptPlayer implements Disposable {
  readonly #endpoint: MediaEndpoint;
  readonly #stop: AbortSignal;
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #keys: string[] = [];
  readonly #listening: Disposable;
  #onKey: (() => void) | undefined;

  constructor(endpoint: MediaEndpoint, parts: { stop: AbortSignal; clock: Clock; log: Logger }) {
    this.#endpoint = endpoint;
    this.#stop = parts.stop;
    this.#clock = parts.clock;
    this.#log = parts.log;
    this.#listening = endpoint.onDtmf((key) => {
      if (this.#keys.length < MOST_KEYS) this.#keys.push(key);
      this.#onKey?.();
    });
  }

  isOver(): boolean {
    return this.#stop.aborted;
  }

  /** One piece of sound, until it ends or a key is pressed. */
  async play(audio: Audio): Promise<PlayResult> {
    if (this.#stop.aborted) return "over";
    if (this.#keys.length > 0) return "key";
    const pressed = new AbortController();
    this.#onKey = () => pressed.abort();
    try {
      const { kind } = await this.#endpoint.play([audio], { signal: AbortSignal.any([this.#stop, pressed.signal]) });
      if (this.isOver() || kind === "gone") return "over";
      return pressed.signal.aborted ? "key" : "played";
    } catch (failure) {
      if (!(failure instanceof AudioMissing)) throw failure;
      this.#log.error({ event: "prompt.missing", audio }, "sound missing");
      return "missing";
    } finally {
      this.#onKey = undefined;
    }
  }

  /** The next key; undefined when none comes in time, or the call is over. The caller hears nothing meanwhile. */
  async nextDigit(withinMs: number): Promise<string | undefined> {
    if (this.#keys.length === 0 && !this.#stop.aborted) {
      const done = new AbortController();
      const pressed = new Promise<void>((resolve) => {
        this.#onKey = resolve;
      });
      const enough = this.#clock.sleep(withinMs, AbortSignal.any([done.signal, this.#stop])).catch(() => undefined);
      await Promise.race([pressed, enough]);
      this.#onKey = undefined;
      done.abort(new Error("waited"));
    }
    return this.#stop.aborted ? undefined : this.#keys.shift();
  }

  /** What was pressed until now isn't meant for what follows. */
  discardDigits(): void {
    this.#keys.length = 0;
  }

  [Symbol.dispose](): void {
    this.#listening[Symbol.dispose]();
  }
}
