import { AudioMissing } from "../../media/errors.ts";
import type { Audio, MediaEndpoint, PlayOutcome } from "../../media/media-port.ts";
import type { Logger } from "../../observability/logging.ts";
import { serveFromMedia } from "../caller/serve-from-media.ts";
import type { AnsweredCallee } from "../leg/answered-callee.ts";
import type { ConfirmResult } from "./fork-state.ts";
import type { Leg } from "../leg/leg.ts";
import type { LegParts } from "../leg/leg-parts.ts";
import type { LegResponse } from "../leg/leg-request.ts";
import { MEDIA_LOST } from "../leg/reasons.ts";

/** The first words would be clipped before the callee's media is up. */
const FIRST_WORDS_AFTER_MS = 300;
/** How long each question waits for a key once it is spoken. */
const KEY_WITHIN_MS = 5_000;
const MOST_QUESTIONS = 3;
const ANY_DIGIT = "0123456789*#ABCD";
/** What a digit means; any other is no answer. */
const RESULTS: Readonly<Record<string, ConfirmResult>> = { 1: "accept", 2: "refuse", 3: "voicemail" };
/** A callee who has accepted is at the telephone: a re-INVITE that isn't answered by then won't be. */
const ACCEPT_WITHIN_MS = 4_000;

/** What a callee hears who has picked up a forwarded call. */
export interface ConfirmPrompts {
  /** "Call for 1001 from …: press 1 to accept, 2 to refuse, 3 for voicemail." */
  readonly prompt: readonly Audio[];
  /** "This call has already been taken." */
  readonly taken: readonly Audio[];
}

/** A callee who has won the call. */
export type Winner =
  /** Has answered, and waits to be connected. */
  | { readonly kind: "direct"; readonly callee: AnsweredCallee }
  /** Has pressed 1, and is to be brought from the prompt to the caller. */
  | { readonly kind: "accepted"; readonly confirmation: AnswerConfirmation };

/** How a callee can be connected with the caller. */
export type ConnectableCallee =
  | { readonly kind: "direct"; readonly callee: AnsweredCallee }
  /** The callee's telephone keeps to the media server: the caller must come there. */
  | { readonly kind: "through-media"; readonly leg: Leg; readonly endpoint: MediaEndpoint };

export interface ConfirmParts extends LegParts {
  readonly log: Logger;
}

/**
 * Answer confirmation ("press 1 to accept", by DTMF): a callee who has picked up hears, from the media server, who calls.
 * The caller knows nothing of it: only a 1 makes an answer of it, so that a mobile's own mailbox can't swallow the call. One
 * that isn't accepted is hung up by `dismiss`.
 */
export class AnswerConfirmation {
  readonly #leg: Leg;
  readonly #endpoint: MediaEndpoint;
  readonly #prompts: ConfirmPrompts;
  readonly #parts: ConfirmParts;
  readonly #stop = new AbortController();
  readonly #pause = new AbortController();
  #asked: Promise<void> = Promise.resolve();
  #isDismissed = false;

  /** Takes over leg and endpoint, which are connected. */
  constructor(
    { leg, endpoint }: { readonly leg: Leg; readonly endpoint: MediaEndpoint },
    prompts: ConfirmPrompts,
    parts: ConfirmParts,
  ) {
    this.#leg = leg;
    this.#endpoint = endpoint;
    this.#prompts = prompts;
    this.#parts = parts;
    leg.receive((request) => void serveFromMedia(request, endpoint, leg));
    void Promise.race([leg.ended, endpoint.ended]).then(() => {
      if (endpoint.lost) leg.farewell = MEDIA_LOST;
      this.#stop.abort();
    });
  }

  /** Asks, up to three times, and tells the result, also when the callee was dismissed meanwhile ("gone"). */
  ask(tell: (result: ConfirmResult) => void): void {
    this.#asked = this.#result()
      .catch((failure: unknown): ConfirmResult => {
        this.#parts.log.error({ event: "confirm.failed", err: failure }, "callee could not be asked");
        return "gone";
      })
      .then((result) => {
        if (result === "gone" && !this.#isDismissed) void this.#release(undefined);
        tell(result);
      });
  }

  /** The time is up: what is being said may be said to its end. */
  lastWords(): void {
    this.#pause.abort();
  }

  /** Hangs up; `taken`: once the callee has heard that the call was taken by another. */
  async dismiss(reason: string | undefined, taken: boolean): Promise<void> {
    this.#isDismissed = true;
    this.#stop.abort();
    await this.#asked;
    if (taken && !this.#leg.over) {
      const ended = new AbortController();
      void Promise.race([this.#leg.ended, this.#endpoint.ended]).then(() => ended.abort());
      await this.#endpoint.play(this.#prompts.taken, { signal: ended.signal }).catch(() => undefined);
    }
    await this.#release(reason);
  }

  async #release(reason: string | undefined): Promise<void> {
    await Promise.all([this.#leg.hangUp(reason), this.#endpoint[Symbol.asyncDispose]()]);
  }

  /**
   * The callee has accepted and gets the caller's media in place of the prompt (3PCC, RFC 3725 §4.1); a telephone that
   * refuses that stays where it is (RFC 3261 §14.1). Undefined: the callee hung up meanwhile; then nothing of it is left.
   */
  async accept(offer: string | undefined): Promise<ConnectableCallee | undefined> {
    await this.#asked;
    const response = await this.#inTime(this.#leg.request("INVITE", offer ?? "", SDP));
    if (response !== undefined && response.status < 300 && response.body !== "") {
      this.#leg.receive(undefined);
      void this.#endpoint[Symbol.asyncDispose]();
      return { kind: "direct", callee: this.#answered(response) };
    }
    this.#parts.log.warn(
      { event: "confirm.not-joined", status: response?.status },
      "callee accepted but can't be joined",
    );
    if (response !== undefined && response.status >= 300 && !this.#leg.over)
      return { kind: "through-media", leg: this.#leg, endpoint: this.#endpoint };
    await this.dismiss(undefined, false);
    return undefined;
  }

  /** The callee has accepted and keeps to the media server: the caller, a browser, must come there. */
  async stay(): Promise<ConnectableCallee | undefined> {
    await this.#asked;
    if (!this.#leg.over) return { kind: "through-media", leg: this.#leg, endpoint: this.#endpoint };
    await this.dismiss(undefined, false);
    return undefined;
  }

  /** @param response  the callee's answer, or its offer when the caller made none */
  #answered({ body, acknowledge }: LegResponse): AnsweredCallee {
    return {
      sdp: body,
      connect: (answer) => {
        acknowledge?.(answer ?? body);
        return Promise.resolve(this.#leg);
      },
      refuse: (reason) => {
        acknowledge?.(body); // any answer will do for a call that ends here
        return this.#leg.hangUp(reason);
      },
    };
  }

  async #result(): Promise<ConfirmResult> {
    const { prompt } = this.#prompts;
    const lead: Audio = { kind: "silence", forMs: FIRST_WORDS_AFTER_MS };
    for (let question = 0; question < MOST_QUESTIONS; question++) {
      const said = await this.#hear(question === 0 ? [lead, ...prompt] : prompt, this.#stop.signal);
      if (said !== undefined) return said;
      const until = AbortSignal.any([this.#stop.signal, this.#pause.signal]);
      const waited = await this.#hear([{ kind: "silence", forMs: KEY_WITHIN_MS }], until);
      if (waited !== undefined) return waited === "gone" && !this.#stop.signal.aborted ? "nothing" : waited;
    }
    return "nothing";
  }

  /** What was pressed (DTMF) meanwhile; undefined: nothing. */
  async #hear(audio: readonly Audio[], signal: AbortSignal): Promise<ConfirmResult | undefined> {
    const outcome = await this.#play(audio, signal);
    switch (outcome.kind) {
      case "key":
        return RESULTS[outcome.key] ?? "nothing";
      case "played":
        return undefined;
      case "stopped":
      case "gone":
        return "gone";
    }
  }

  /** A prompt that is missing is logged and left out: the callee can still press a key. */
  async #play(audio: readonly Audio[], signal: AbortSignal): Promise<PlayOutcome> {
    let outcome: PlayOutcome = { kind: "played" };
    for (const piece of audio) {
      try {
        outcome = await this.#endpoint.play([piece], { keys: ANY_DIGIT, signal });
      } catch (failure) {
        if (!(failure instanceof AudioMissing)) throw failure;
        this.#parts.log.error({ event: "prompt.missing", path: failure.path }, "prompt missing");
      }
      if (outcome.kind !== "played") break;
    }
    return outcome;
  }

  #inTime(response: Promise<LegResponse>): Promise<LegResponse | undefined> {
    return new Promise((resolve) => {
      const alarm = this.#parts.clock.arm(ACCEPT_WITHIN_MS, () => resolve(undefined));
      void response.then((value) => {
        alarm.disarm();
        resolve(value);
      });
    });
  }
}

const SDP = { "Content-Type": "application/sdp" };
