import { isBrowserOffer } from "../../sdp/browser-offer.ts";
import type { Audio, MediaEndpoint } from "../../media/media-port.ts";
import type { AnsweredCallerParts, CallerAtMedia, CallerSide, FailedTransfer } from "./caller-side.ts";
import { AnswerFailed, CallerGone } from "../errors.ts";
import type { Shown } from "../leg/connected-identity.ts";
import type { Leg } from "../leg/leg.ts";
import type { LegResponse } from "../leg/leg-request.ts";
import { CALLER_GAVE_UP, MEDIA_LOST, MEDIA_TIMEOUT, statusReason } from "../leg/reasons.ts";
import { isGone } from "../leg/status.ts";
import type { ReferSubscription } from "../leg/refer-subscription.ts";
import { isHeldThere, sending } from "../../sdp/direction.ts";
import { mediaOfferTo } from "./media-offer-to.ts";
import { serveFromMedia } from "./serve-from-media.ts";
import { OneShotSource, type OneShot } from "../../runtime/one-shot.ts";

/** A 200 without an answer is a refusal too (RFC 3261 §21.4.26). */
const NOT_ACCEPTABLE = 488;
/** A caller who can't be put through has this long to hear it. */
const SORRY_WITHIN_MS = 10_000;

/**
 * A caller whom the system has answered already and who waits to be put through. What a plan's steps do with an unanswered
 * INVITE they do with this: ringing is a tone that the media server plays, an answer is a re-INVITE (3PCC, RFC 3725 §4.1),
 * a refusal is a sentence and a BYE.
 */
export class AnsweredCaller implements CallerSide {
  readonly isAnswered = true;
  shows: Shown | undefined;
  readonly cancelled: OneShot<Error>;
  readonly #gone = new OneShotSource<Error>();
  readonly #leg: Leg;
  readonly #parts: AnsweredCallerParts;
  #endpoint: MediaEndpoint | undefined;
  #offer: string | undefined;
  #reason = CALLER_GAVE_UP;
  #alertedAtMs: number | undefined;
  /** What the caller hears meanwhile. */
  #playing: { readonly stop: AbortController; readonly stopped: Promise<unknown> } | undefined;
  #stage: "waiting" | "answered" | "over" = "waiting";
  #released: Promise<void> = Promise.resolve();
  /** The transferor's, until the transfer has succeeded or is taken back. */
  #subscription: ReferSubscription | undefined;
  #refusedWith: number | undefined;
  /** The caller is being brought to the media server, to hear that it rings. */
  #moving: Promise<unknown> | undefined;

  /**
   * Takes over leg and endpoint. Without an endpoint the caller hears nothing of ours until one is needed.
   *
   * @param subscription  the transferor's: what fails is told to the transferor, not to the caller; owned from now on
   */
  constructor(
    leg: Leg,
    endpoint: MediaEndpoint | undefined,
    parts: AnsweredCallerParts,
    subscription?: ReferSubscription,
  ) {
    this.#subscription = subscription;
    this.#leg = leg;
    this.#endpoint = endpoint;
    this.#parts = parts;
    this.cancelled = this.#gone;
    if (endpoint !== undefined) this.#serve(endpoint);
    void leg.ended.then((end) => {
      if (end.by === "peer" && end.reason !== undefined) this.#reason = end.reason;
      if (this.#stage === "waiting") void this.#release();
      if (this.#stage === "over" && end.by === "us") return; // we have given the caller up, not the caller us
      this.#gone.happen(new CallerGone());
    });
  }

  get isBrowser(): boolean {
    return isBrowserOffer(this.offer);
  }

  /** The same for all callees, also when the caller moves meanwhile: the winner is told that. */
  get offer(): string {
    return (this.#offer ??= sending(this.#leg.remoteSdp));
  }

  get mediaOffer(): string {
    return this.#leg.fromPeer(this.offer);
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
    this.#subscription?.ringing();
    if (this.#playing !== undefined || this.#moving !== undefined) return;
    if (this.#endpoint === undefined) this.#moving = this.#bringToRinging();
    else this.#play(this.#endpoint, this.#parts.ringback);
  }

  get isTransferred(): boolean {
    return this.#subscription !== undefined;
  }

  takeBack(): FailedTransfer | undefined {
    const [subscription, status] = [this.#subscription, this.#refusedWith];
    if (subscription === undefined || status === undefined || this.#stage !== "waiting") return undefined;
    this.#subscription = undefined;
    this.#alertedAtMs = undefined;
    return { subscription, status };
  }

  reject(status: number): void {
    if (this.#stage !== "waiting") return;
    this.#refusedWith ??= status;
    if (this.#subscription !== undefined) return; // the transferor may have the caller back
    this.#stage = "over";
    this.#released = this.#sayGoodbye(this.#refusedWith);
  }

  async answer(sdp: string): Promise<Leg> {
    if (this.#stage !== "waiting") throw new CallerGone();
    this.#stage = "answered";
    await this.#silence();
    const response = await this.#reinvite(sdp);
    if (response.status >= 300 || response.body === "") throw await this.#refused(response.status);
    this.#leg.receive(undefined);
    void this.#endpoint?.[Symbol.asyncDispose]();
    this.#arrived();
    return this.#leg;
  }

  async connectMedia(unwanted: AbortSignal, _parts: AnsweredCallerParts, near?: string): Promise<CallerAtMedia> {
    if (this.#stage !== "waiting") throw new CallerGone();
    await this.#silence();
    if (this.#endpoint === undefined || near !== undefined) await this.#moveTo(unwanted, near);
    else if (isHeldThere(this.#leg.remoteSdp)) await this.#renew(this.#endpoint);
    const endpoint = this.#endpoint;
    if (endpoint === undefined) throw new CallerGone();
    this.#stage = "answered";
    this.#leg.show(this.shows ?? this.#leg.shown);
    void this.#leg.tellShown();
    this.#arrived();
    return callerAtMedia(this.#leg, endpoint, this.#parts);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#stage === "waiting") {
      this.#stage = "over";
      this.#released = this.#release();
    }
    await this.#released;
  }

  #arrived(): void {
    void this.#subscription?.succeeded();
    this.#subscription = undefined;
  }

  /** A caller who has talked until now hears that it rings; without a media server they hear nothing. */
  async #bringToRinging(): Promise<void> {
    try {
      const endpoint = await this.#parts.media.open(undefined, this.#gone.signal);
      const response = await this.#leg.reinvite(await this.#offerOf(endpoint));
      if (response.status >= 300 || response.body === "") {
        await endpoint[Symbol.asyncDispose]();
        return;
      }
      await endpoint.acceptAnswer(this.#leg.fromPeer(response.body));
      this.#endpoint = endpoint;
      this.#serve(endpoint);
      if (this.#stage === "waiting") this.#play(endpoint, this.#parts.ringback);
    } catch (failure) {
      this.#parts.log.warn({ event: "ringback.silent", err: failure }, "caller hears no ringing");
    }
  }

  /** The media server makes an offer, the caller answers it. */
  async #moveTo(unwanted: AbortSignal, near: string | undefined): Promise<void> {
    const endpoint = await this.#parts.media.open(undefined, unwanted, near);
    const response = await this.#reinvite(await this.#offerOf(endpoint));
    if (response.status >= 300 || response.body === "") {
      void endpoint[Symbol.asyncDispose]();
      throw await this.#refused(response.status);
    }
    await endpoint.acceptAnswer(this.#leg.fromPeer(response.body));
    void this.#endpoint?.[Symbol.asyncDispose]();
    this.#endpoint = endpoint;
    this.#serve(endpoint);
  }

  /** An encrypted call isn't brought to a media server that can't encrypt: its audio would go out in the clear. */
  async #offerOf(endpoint: MediaEndpoint): Promise<string> {
    try {
      return mediaOfferTo(this.#leg, endpoint);
    } catch (failure) {
      await endpoint[Symbol.asyncDispose]();
      throw failure;
    }
  }

  /** A caller who has heard music on hold until now is to be heard too. */
  async #renew(endpoint: MediaEndpoint): Promise<void> {
    const response = await this.#leg.reinvite(sending(endpoint.localSdp));
    if (response.status < 300 && response.body !== "") await endpoint.acceptAnswer(this.#leg.fromPeer(response.body));
  }

  /** The telephone is told of another peer and its media; one that refuses goes on showing the one before. */
  async #reinvite(sdp: string): Promise<LegResponse> {
    const before = this.#leg.shown;
    this.#leg.show(this.shows ?? before);
    const response = await this.#leg.reinvite(sdp);
    if (response.status >= 300) this.#leg.show(before, true);
    return response;
  }

  /**
   * The caller's telephone would not take other media: its session is what it was (RFC 3261 §14.1), and the caller waits on,
   * for the step that sends them elsewhere or back. A caller who hung up rather, or whose telephone is gone, is lost.
   */
  async #refused(status: number): Promise<CallerGone | AnswerFailed> {
    if (!this.#leg.over && !isGone(status)) {
      this.#stage = "waiting";
      this.#refusedWith ??= status < 300 ? NOT_ACCEPTABLE : status;
      return new AnswerFailed({ cause: status });
    }
    const why = this.#leg.over ? new CallerGone() : new AnswerFailed({ cause: status });
    this.#stage = "over";
    await this.#release();
    return why;
  }

  #serve(endpoint: MediaEndpoint): void {
    this.#leg.receive((request) => void serveFromMedia(request, endpoint, this.#leg));
    void endpoint.ended.then(() => {
      if (this.#endpoint === endpoint && this.#stage === "waiting") this.#leftAlone();
    });
  }

  /** The media server is gone. The caller is not, and may still be answered; meanwhile another server may play the tone. */
  #leftAlone(): void {
    this.#endpoint = undefined;
    this.#leg.receive((request) => request.answer(500));
    if (this.#playing === undefined) return;
    this.#playing = undefined;
    this.#moving = this.#bringToRinging();
  }

  #play(endpoint: MediaEndpoint, audio: Audio): void {
    const stop = new AbortController();
    const stopped = endpoint.playForever(audio, stop.signal).catch((failure: unknown) => {
      this.#parts.log.warn({ event: "ringback.silent", err: failure }, "caller hears no ringing");
    });
    this.#playing = { stop, stopped };
  }

  async #silence(): Promise<void> {
    await this.#moving;
    this.#moving = undefined;
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
    await Promise.all([
      this.#leg.hangUp(reason),
      this.#endpoint?.[Symbol.asyncDispose](),
      this.#subscription?.[Symbol.asyncDispose](),
    ]);
  }
}

/** Leg and endpoint belong to the receiver of this. The caller's requests go to the media server from now on. */
export function callerAtMedia(leg: Leg, endpoint: MediaEndpoint, parts: AnsweredCallerParts): CallerAtMedia {
  const gone = new AbortController();
  let released: CallerSide | undefined;
  void Promise.race([leg.ended, endpoint.ended]).then(() => {
    if (endpoint.silenced) leg.farewell = MEDIA_TIMEOUT;
    else if (endpoint.lost && released === undefined) leg.farewell = MEDIA_LOST;
    gone.abort();
  });
  leg.receive((request) => void serveFromMedia(request, endpoint, leg));
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
