import type { Audio, MediaEndpoint } from "../media/media-port.ts";
import type { AnsweredCallerParts, CallerAtMedia, CallerSide } from "./caller-side.ts";
import { AnswerFailed, CallerGone } from "./errors.ts";
import type { Leg } from "./leg.ts";
import { CALLER_GAVE_UP, statusReason } from "./reasons.ts";
import { sending } from "./sdp-direction.ts";
import { serveFromMedia } from "./serve-from-media.ts";

const SDP = { "Content-Type": "application/sdp" };
/** Who can't be put through has this long to hear it. */
const SORRY_WITHIN_MS = 10_000;

/**
 * Somebody whom the house has answered already and who waits to be put through. What a plan's steps do with an unanswered
 * INVITE they do with this: ringing is a tone that the media server plays, an answer is a re-INVITE (3PCC, RFC 3725 §4.1),
 * a refusal is a sentence and a BYE.
 */
export class AnsweredCaller implements CallerSide, AsyncDisposable {
  readonly cancelled: AbortSignal;
  readonly #gone = new AbortController();
  readonly #leg: Leg;
  readonly #parts: AnsweredCallerParts;
  #endpoint: MediaEndpoint | undefined;
  #reason = CALLER_GAVE_UP;
  #alertedAtMs: number | undefined;
  /** What the caller hears meanwhile. */
  #playing: { readonly stop: AbortController; readonly stopped: Promise<unknown> } | undefined;
  #stage: "waiting" | "answered" | "over" = "waiting";
  #released: Promise<void> = Promise.resolve();

  /** Takes over leg and endpoint. Without an endpoint the caller hears nothing of ours until one is needed. */
  constructor(leg: Leg, endpoint: MediaEndpoint | undefined, parts: AnsweredCallerParts) {
    this.#leg = leg;
    this.#endpoint = endpoint;
    this.#parts = parts;
    this.cancelled = this.#gone.signal;
    if (endpoint !== undefined) this.#serve(endpoint);
    void leg.ended.then((end) => {
      if (end.by === "peer" && end.reason !== undefined) this.#reason = end.reason;
      if (this.#stage === "waiting") void this.#release();
      this.#gone.abort(new CallerGone());
    });
  }

  get offer(): string {
    return sending(this.#leg.remoteSdp);
  }

  get cancelReason(): string {
    return this.#reason;
  }

  get alertedAtMs(): number | undefined {
    return this.#alertedAtMs;
  }

  /** A ringing tone, whatever the callee sends: its early media has no way here (RFC 3261 §13.3.1.1 is past). */
  progress(): void {
    if (this.#stage !== "waiting") return;
    this.#alertedAtMs ??= this.#parts.clock.nowMs();
    if (this.#playing === undefined && this.#endpoint !== undefined) this.#play(this.#endpoint, this.#parts.ringback);
  }

  reject(status: number): void {
    if (this.#stage !== "waiting") return;
    this.#stage = "over";
    this.#released = this.#sayGoodbye(status);
  }

  async answer(sdp: string): Promise<Leg> {
    if (this.#stage !== "waiting") throw new CallerGone();
    this.#stage = "answered";
    await this.#silence();
    const response = await this.#leg.request("INVITE", sdp, SDP);
    if (response.status >= 300 || response.body === "") {
      this.#stage = "over";
      await this.#release();
      throw this.#leg.over ? new CallerGone() : new AnswerFailed({ cause: response.status });
    }
    this.#leg.receive(undefined);
    void this.#endpoint?.[Symbol.asyncDispose]();
    return this.#leg;
  }

  async atMedia(unwanted: AbortSignal, _parts: AnsweredCallerParts, near?: string): Promise<CallerAtMedia> {
    if (this.#stage !== "waiting") throw new CallerGone();
    await this.#silence();
    if (this.#endpoint === undefined || near !== undefined) await this.#moveTo(unwanted, near);
    const endpoint = this.#endpoint;
    if (endpoint === undefined) throw new CallerGone();
    this.#stage = "answered";
    return callerAtMedia(this.#leg, endpoint, this.#parts);
  }

  /** Hangs up whoever still waits. Resolves when they have heard why. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#stage === "waiting") {
      this.#stage = "over";
      this.#released = this.#release();
    }
    await this.#released;
  }

  /** The media server makes an offer, the caller answers it. */
  async #moveTo(unwanted: AbortSignal, near: string | undefined): Promise<void> {
    const endpoint = await this.#parts.media.open(undefined, unwanted, near);
    const response = await this.#leg.request("INVITE", endpoint.localSdp, SDP);
    if (response.status >= 300 || response.body === "") {
      this.#stage = "over";
      await Promise.all([endpoint[Symbol.asyncDispose](), this.#release()]);
      throw this.#leg.over ? new CallerGone() : new AnswerFailed({ cause: response.status });
    }
    await endpoint.acceptAnswer(response.body);
    void this.#endpoint?.[Symbol.asyncDispose]();
    this.#endpoint = endpoint;
    this.#serve(endpoint);
  }

  #serve(endpoint: MediaEndpoint): void {
    this.#leg.receive((request) => void serveFromMedia(request, endpoint, this.#leg));
    void endpoint.ended.then(() => {
      if (this.#endpoint === endpoint && this.#stage === "waiting") void this.#leg.hangUp();
    });
  }

  #play(endpoint: MediaEndpoint, audio: Audio): void {
    const stop = new AbortController();
    const stopped = endpoint.playForever(audio, stop.signal).catch((failure: unknown) => {
      this.#parts.log.warn({ event: "ringback.silent", err: failure }, "caller hears no ringing");
    });
    this.#playing = { stop, stopped };
  }

  async #silence(): Promise<void> {
    const playing = this.#playing;
    this.#playing = undefined;
    playing?.stop.abort();
    await playing?.stopped;
  }

  async #sayGoodbye(status: number): Promise<void> {
    await this.#silence();
    if (this.#endpoint !== undefined && !this.#leg.over) {
      const enough = new AbortController();
      const alarm = this.#parts.clock.arm(SORRY_WITHIN_MS, () => enough.abort());
      const signal = AbortSignal.any([enough.signal, this.#gone.signal]);
      await this.#endpoint.play([this.#parts.sorry], { signal }).catch(() => undefined);
      alarm.disarm();
    }
    await this.#release(statusReason(status));
  }

  async #release(reason?: string): Promise<void> {
    await this.#silence();
    await Promise.all([this.#leg.hangUp(reason), this.#endpoint?.[Symbol.asyncDispose]()]);
  }
}

/** Leg and endpoint belong to whoever gets this. The caller's requests go to the media server from now on. */
export function callerAtMedia(leg: Leg, endpoint: MediaEndpoint, parts: AnsweredCallerParts): CallerAtMedia {
  const gone = new AbortController();
  void Promise.race([leg.ended, endpoint.ended]).then(() => gone.abort());
  leg.receive((request) => void serveFromMedia(request, endpoint, leg));
  let released: CallerSide | undefined;
  return {
    leg,
    endpoint,
    gone: gone.signal,
    release: () => (released ??= new AnsweredCaller(leg, endpoint, parts)),
    [Symbol.asyncDispose]: async () => {
      if (released !== undefined) return;
      leg.receive(undefined);
      await Promise.all([leg.hangUp(), endpoint[Symbol.asyncDispose]()]);
    },
  };
}
