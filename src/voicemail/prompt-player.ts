import { AudioMissing } from "../media/errors.ts";
import type { Audio, MediaEndpoint } from "../media/media-port.ts";
import type { Logger } from "../observability/logging.ts";
import type { Clock } from "../runtime/clock.ts";

/** Digits that were pressed ahead; more is a child playing. */
const MOST_DIGITS = 32;

export type PlayResult = "played" | "key" | "missing" | "over";

/**
 * Plays prompts of an IVR to a caller who may press a key at any time (DTMF): no digit is lost, and each ends what is
 * being played.
 */
export class PromptPlayer implements Disposable {
  readonly #endpoint: MediaEndpoint;
  readonly #stop: AbortSignal;
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #digits: string[] = [];
  readonly #listening: Disposable;
  #onDigit: (() => void) | undefined;

  constructor(endpoint: MediaEndpoint, parts: { stop: AbortSignal; clock: Clock; log: Logger }) {
    this.#endpoint = endpoint;
    this.#stop = parts.stop;
    this.#clock = parts.clock;
    this.#log = parts.log;
    this.#listening = endpoint.onDtmf((digit) => {
      if (this.#digits.length < MOST_DIGITS) this.#digits.push(digit);
      this.#onDigit?.();
    });
  }

  isOver(): boolean {
    return this.#stop.aborted;
  }

  /** Plays one piece of audio, until it ends or a digit is pressed. */
  async play(audio: Audio): Promise<PlayResult> {
    if (this.#stop.aborted) return "over";
    if (this.#digits.length > 0) return "key";
    const pressed = new AbortController();
    this.#onDigit = () => pressed.abort();
    try {
      const { kind } = await this.#endpoint.play([audio], { signal: AbortSignal.any([this.#stop, pressed.signal]) });
      if (this.isOver() || kind === "gone") return "over";
      return pressed.signal.aborted ? "key" : "played";
    } catch (failure) {
      if (!(failure instanceof AudioMissing)) throw failure;
      this.#log.error({ event: "prompt.missing", audio }, "sound missing");
      return "missing";
    } finally {
      this.#onDigit = undefined;
    }
  }

  /** The next digit; undefined when none comes in time, or the call is over. The caller hears nothing meanwhile. */
  async nextDigit(withinMs: number): Promise<string | undefined> {
    if (this.#digits.length === 0 && !this.#stop.aborted) {
      const done = new AbortController();
      const pressed = new Promise<void>((resolve) => {
        this.#onDigit = resolve;
      });
      const enough = this.#clock.sleep(withinMs, AbortSignal.any([done.signal, this.#stop])).catch(() => undefined);
      await Promise.race([pressed, enough]);
      this.#onDigit = undefined;
      done.abort(new Error("waited"));
    }
    return this.#stop.aborted ? undefined : this.#digits.shift();
  }

  /** The digits that were pressed until now aren't meant for what follows. */
  discardDigits(): void {
    this.#digits.length = 0;
  }

  [Symbol.dispose](): void {
    this.#listening[Symbol.dispose]();
  }
}
