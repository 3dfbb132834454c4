import { isWebSocket } from "../../registrar/binding.ts";
import { callerAtMedia } from "./answered-caller.ts";
import type { AnsweredCallerParts, CallerAtMedia, CallerSide } from "./caller-side.ts";
import { dialogKey, dialogOfUas, theirInvite, type NotedDialog } from "../../dialog-journal/journalled-dialog.ts";
import { AnswerFailed, CallerGone } from "../errors.ts";
import { connectedIdentityHeaders, type Shown } from "../leg/connected-identity.ts";
import { CALL_METHODS, SUPPORTED_EXTENSIONS } from "../../sip/capabilities.ts";
import { firstAck } from "../leg/first-ack.ts";
import { Leg } from "../leg/leg.ts";
import { legParts, type LegParts } from "../leg/leg-parts.ts";
import { ourContact } from "../leg/our-contact.ts";
import { CALLER_GAVE_UP, readReason, statusReason } from "../leg/reasons.ts";
import { agreeWith, timerInResponse, type TimerPolicy } from "../leg/session-timer.ts";
import { MediaPath, whereaboutsOf } from "../leg/media-path.ts";
import { withoutAuthorNote } from "../../sdp/author-note.ts";
import { withSignallingSource } from "../../sdp/signalling-source.ts";
import type { Headers, SrfRequest, SrfResponse } from "../../srf/srf.ts";
import { arrivalTransport } from "../../sip/arrival-transport.ts";
import { sdpIn } from "../../sip/session-body.ts";
import { isSameMedia } from "../../sdp/direction.ts";
import type { TrunkAccount } from "../../trunks/trunk-accounts.ts";
import { Provisionals } from "./provisionals.ts";
import { MediaRefused } from "../../media/errors.ts";
import { withinOrElse } from "../../runtime/deadline.ts";
import { OneShotSource, type OneShot } from "../../runtime/one-shot.ts";

/** The engine replies to a response at once; one that doesn't within this time is gone. */
const SEND_WITHIN_MS = 5_000;

/** The first words wait for the caller's ACK, but not for ever: it may be lost. */
const ACK_WITHIN_MS = 1_000;

const NOT_ACCEPTABLE = 488;

/** How far an unanswered call has come. */
type Stage =
  | { readonly name: "trying" }
  | { readonly name: "answering" }
  | { readonly name: "answered" }
  | { readonly name: "rejected"; readonly status: number }
  | { readonly name: "cancelled"; readonly reason: string };

/**
 * An incoming INVITE (the B2BUA is its user agent server), until its final response. Made first of all when an INVITE comes in:
 * a CANCEL may be 1 ms behind it, and srf tells it only to those who listen already.
 */
export class IncomingCall implements CallerSide {
  readonly isAnswered = false;
  readonly isTransferred = false;
  shows: Shown | undefined;
  readonly req: SrfRequest;
  /** How its media goes. */
  readonly path: MediaPath;
  /** What session timer the caller's company wants, once it is known. */
  timerPolicy: TimerPolicy | undefined;
  /** Of the trunk that brings the call, once it is known: the provider may challenge what we send in its dialog. */
  account: TrunkAccount | undefined;
  /** Our id of the call, once it is one. */
  #call: string | undefined;
  /** Aborted when the caller cancels, or the engine is gone, before the call is answered. */
  readonly cancelled: OneShot<Error>;
  readonly #res: SrfResponse;
  readonly #parts: LegParts;
  readonly #cancel = new OneShotSource<Error>();
  readonly #provisionals: Provisionals;
  #stage: Stage = { name: "trying" };
  #alertedAtMs: number | undefined;

  constructor(req: SrfRequest, res: SrfResponse, parts: LegParts) {
    this.req = req;
    this.#res = res;
    this.#parts = parts;
    this.cancelled = this.#cancel;
    this.path = new MediaPath(parts, {}, whereaboutsOf(req, parts));
    this.#provisionals = new Provisionals(req, res, this.offer);
    req.on("cancel", (cancel) => this.#giveUp(readReason(cancel) ?? CALLER_GAVE_UP));
    req.on("update", answerEarlyUpdate);
    parts.engineLost.listen(this.#lost);
    if (parts.engineLost.happened) this.#lost();
  }

  /** It is a call from now on: whatever becomes of us, the caller is told its end. */
  admitted(call: string): void {
    this.#call = call;
    if (this.#stage.name === "trying") this.#note(theirInvite(this.req));
  }

  /** The caller's SDP; undefined when it leaves the offer to the callee (RFC 3264 §4). */
  get offer(): string | undefined {
    const offer = sdpIn(this.req);
    return offer === "" ? undefined : this.path.fromTelephone(offer);
  }

  get isBrowser(): boolean {
    return isWebSocket(arrivalTransport(this.req));
  }

  get mediaOffer(): string | undefined {
    const offer = sdpIn(this.req);
    return offer === "" ? undefined : withSignallingSource(offer, this.req.source_address);
  }

  /** Why the caller gave up, for those who were called. */
  get cancelReason(): string {
    return this.#stage.name === "cancelled" ? this.#stage.reason : CALLER_GAVE_UP;
  }

  /** When the caller first heard ringing; one clock for the whole plan. */
  get alertedAtMs(): number | undefined {
    return this.#alertedAtMs;
  }

  /** The final status that we sent, if we refused the call. */
  get rejectedWith(): number | undefined {
    return this.#stage.name === "rejected" ? this.#stage.status : undefined;
  }

  /** 180 or 183, perhaps with the SDP that the caller may listen to. Nothing happens once the call is answered or gone. */
  progress(status: 180 | 183, sdp = ""): void {
    if (this.#stage.name !== "trying") return;
    this.#alertedAtMs ??= this.#parts.clock.nowMs();
    this.#provisionals.send(status, withoutAuthorNote(sdp));
  }

  /** The final refusal. Nothing happens once the call is answered or gone. */
  reject(status: number, headers: Headers = {}): void {
    if (this.#stage.name !== "trying") return;
    this.#close({ name: "rejected", status });
    this.#res.send(status, { headers }, () => undefined);
  }

  takeBack(): undefined {
    return undefined;
  }

  /** An attended transfer has taken the call over: what rings for it stops. False: it was answered, or is over, already. */
  giveUp(reason: string): boolean {
    if (this.#stage.name !== "trying") return false;
    this.#giveUp(reason);
    this.#res.send(487, {}, () => undefined);
    return true;
  }

  /** Sends the 200. Rejects with CallerGone, or AnswerFailed; then there is no dialog. */
  answer(sdp: string): Promise<Leg> {
    if (this.#stage.name !== "trying") return Promise.reject(new CallerGone());
    this.#stage = { name: "answering" };
    const { acknowledged } = this.#provisionals;
    if (sdpIn(this.req) === "") return this.#sendOffer(sdp);
    const answer = withoutAuthorNote(sdp);
    return acknowledged === undefined ? this.#sendAnswer(answer) : acknowledged.then(() => this.#sendAnswer(answer));
  }

  /** The caller has left the offer to us: its answer comes in the ACK. */
  async #sendOffer(sdp: string): Promise<Leg> {
    const made = this.path.offerInAnswer(sdp, undefined);
    const offer = made instanceof Promise ? await made : made;
    if (offer !== undefined) return await this.#sendAnswer(offer.sdp);
    if (!this.cancelled.happened) this.#stage = { name: "trying" };
    throw new AnswerFailed({ cause: NOT_ACCEPTABLE });
  }

  /** A caller who was answered for certain before has that SDP again, and gets the right one by a re-INVITE. */
  #sendAnswer(sdp: string): Promise<Leg> {
    if (this.cancelled.happened) return Promise.reject(new CallerGone());
    const given = this.#provisionals.answer;
    this.#provisionals.end();
    const timer = this.timerPolicy === undefined ? undefined : agreeWith(this.req, this.timerPolicy);
    return new Promise((resolve, reject) => {
      const failed = (cause: unknown): void => {
        alarm.disarm();
        if (this.#stage.name === "answering") this.#close({ name: "rejected", status: 500 });
        reject(this.cancelled.happened ? new CallerGone({ cause }) : new AnswerFailed({ cause }));
      };
      const alarm = this.#parts.clock.arm(SEND_WITHIN_MS, () => failed("no reply from the engine"));
      this.cancelled.listen(() => failed("cancelled"));
      const shown = this.shows === undefined ? {} : connectedIdentityHeaders(this.shows, "response");
      const headers = { ...shown, ...timerInResponse(timer), Allow: CALL_METHODS, Supported: SUPPORTED_EXTENSIONS };
      const options = { localSdp: given ?? sdp, headers: { ...headers, "Content-Type": "application/sdp" } };
      try {
        this.#parts.srf.createUAS(this.req, this.#res, options, (failure, dialog) => {
          if (dialog === undefined) {
            failed(failure);
            return;
          }
          alarm.disarm();
          this.#note(dialogOfUas(this.req, dialog.sip.localTag));
          const leg = new Leg(
            dialog,
            this.req.get("Allow"),
            legParts(this.#parts, { account: this.account, path: this.path }),
            timer,
          );
          leg.show(this.shows, true);
          if (this.#stage.name === "answering") this.#close({ name: "answered" });
          else void leg.hangUp(); // it came too late: the step that asked for it has given up
          if (given !== undefined && !isSameMedia(given, sdp)) void leg.acknowledged.then(() => leg.reinvite(sdp));
          resolve(leg);
        });
      } catch (failure) {
        failed(failure);
      }
    });
  }

  async connectMedia(unwanted: AbortSignal, parts: AnsweredCallerParts, near?: string): Promise<CallerAtMedia> {
    const { offer, mediaOffer } = this;
    const endpoint = await parts.media.open(mediaOffer, AbortSignal.any([unwanted, this.cancelled.signal]), near);
    let leg: Leg | undefined;
    try {
      leg = await this.answer(endpoint.localSdp);
      const caller = callerAtMedia(leg, endpoint, parts);
      if (offer !== undefined) {
        await withinOrElse(firstAck(leg), { withinMs: ACK_WITHIN_MS, clock: parts.clock }, () => "");
        return caller;
      }
      const answer = await firstAck(leg);
      if (answer === "") throw new CallerGone(); // hung up, or an ACK without the answer that RFC 3261 §13.2.1 asks for
      await endpoint.acceptAnswer(leg.fromPeer(answer));
      return caller;
    } catch (failure) {
      void leg?.hangUp(failure instanceof MediaRefused ? statusReason(failure.status) : undefined);
      await endpoint[Symbol.asyncDispose]();
      throw failure;
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return Promise.resolve(); // what answers or rejects the INVITE sends its final response
  }

  readonly #lost = (): void => {
    this.#parts.journal?.lose(this.#journalKey);
    this.#giveUp(CALLER_GAVE_UP);
  };

  get #journalKey(): string {
    return dialogKey("uas", this.req.get("Call-ID") ?? "");
  }

  #note(dialog: NotedDialog): void {
    this.#parts.journal?.note(this.#journalKey, dialog && { ...dialog, call: this.#call });
  }

  #giveUp(reason: string): void {
    if (this.#stage.name !== "trying" && this.#stage.name !== "answering") return;
    this.#close({ name: "cancelled", reason });
    this.#cancel.happen(new CallerGone());
  }

  #close(stage: Stage): void {
    this.#stage = stage;
    this.#provisionals.end();
    if (stage.name !== "answered") this.#parts.journal?.forget(this.#journalKey);
    this.#parts.engineLost.ignore(this.#lost);
  }
}

/**
 * An UPDATE of a caller who isn't answered (RFC 3311 §5.2): one that refreshes is taken; an offer can't be answered while that
 * of the INVITE isn't, and may come again soon.
 */
function answerEarlyUpdate(update: SrfRequest, res: SrfResponse): void {
  if (sdpIn(update) !== "") res.send(500, { headers: { "Retry-After": "2" } });
  else res.send(200, { headers: { Contact: ourContact(update) } });
}
