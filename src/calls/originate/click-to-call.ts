import type { Clock } from "../../runtime/clock.ts";
import type { CallerAtMedia, CallerSide } from "../caller/caller-side.ts";
import { CallerGone } from "../errors.ts";
import type { Leg } from "../leg/leg.ts";
import { CALLER_GAVE_UP } from "../leg/reasons.ts";
import { NEVER } from "../../runtime/one-shot.ts";

/**
 * Click-to-call: what a user's own phones see as their caller while they ring for a call that the API asked for. There is no
 * person behind it who could hear, give up or be answered.
 */
export class ClickToCallOrigin implements CallerSide {
  readonly isAnswered = false;
  readonly isTransferred = false;
  readonly isBrowser = false;
  shows: undefined;
  readonly cancelled = NEVER;
  readonly cancelReason = CALLER_GAVE_UP;
  readonly #clock: Clock;
  #offer: string | undefined;
  #alertedAtMs: number | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get offer(): string | undefined {
    return this.#offer;
  }

  get mediaOffer(): string | undefined {
    return this.#offer;
  }

  get alertedAtMs(): number | undefined {
    return this.#alertedAtMs;
  }

  /** The media server's session, which the phones are offered. */
  offers(sdp: string): void {
    this.#offer = sdp;
  }

  progress(): void {
    this.#alertedAtMs ??= this.#clock.nowMs();
  }

  reject(): void {
    // no phone to tell: the call's record says it
  }

  takeBack(): undefined {
    return undefined;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return Promise.resolve();
  }

  answer(): Promise<Leg> {
    return Promise.reject(new CallerGone());
  }

  connectMedia(): Promise<CallerAtMedia> {
    return Promise.reject(new CallerGone());
  }
}
