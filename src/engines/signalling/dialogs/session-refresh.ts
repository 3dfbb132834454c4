import type { Alarm, Clock } from "../../../runtime/clock.ts";
import type { Header, SipResponse } from "../../../sip/message/message.ts";
import { headerValue } from "../../../sip/message/headers.ts";
import { parseSessionExpires } from "../../../sip/scalars.ts";
import type { ClientFailure, ClientUser } from "../../sip/agent/agent.ts";
import { sequenceOf } from "../../sip/dialog/reading.ts";
import {
  MIN_SESSION_SECONDS,
  printSessionExpires,
  sessionAnswered,
  sessionDue,
  type SessionTimer,
} from "../../sip/dialog/session-timer.ts";

/** Both sides refreshed at once, or another INVITE is under way: tried again after this (RFC 3261 §14.1: 2.1 to 4 s). */
const GLARE_MS = 2_100;
const GLARE_SPREAD_MS = 1_900;

/** What a session's refresh needs of the leg whose session it is. */
export interface RefreshedLeg {
  readonly over: boolean;
  /** An INVITE in the dialog is unanswered, ours or theirs. */
  readonly isNegotiating: boolean;
  readonly contact: string;
  readonly localSdp: Uint8Array | undefined;
  /** Sends an INVITE in the dialog; `user` hears its responses. @returns whether there is a way to the peer */
  reinvite(headers: readonly Header[], body: Uint8Array | undefined, user: ClientUser): Promise<boolean>;
  /** Our INVITE in the dialog has its final response. */
  endInvite(): void;
  acknowledgeInBackground(inviteSequence: number): void;
  hangUpInBackground(because: string): void;
  inBackground(work: Promise<unknown>): void;
}

const EXPIRED = "Session timer expired";

/** The session timer of one dialog (RFC 4028): refreshes the session with a re-INVITE, or ends a call that is not refreshed. */
export class SessionRefresh implements Disposable, ClientUser {
  readonly #leg: RefreshedLeg;
  readonly #clock: Clock;
  /** 0 to 1: spreads refreshes. */
  readonly #random: () => number;
  #timer: SessionTimer | undefined;
  #alarm: Alarm | undefined;

  constructor(leg: RefreshedLeg, clock: Clock, random: () => number) {
    this.#leg = leg;
    this.#clock = clock;
    this.#random = random;
  }

  /** Who refreshes, seen from a request of theirs; undefined while no timer runs. */
  get refresherOfTheirRequest(): "uac" | "uas" | undefined {
    return this.#timer && (this.#timer.refresher === "we" ? "uas" : "uac");
  }

  /** Runs the agreed timer from now on; without one, no timer runs any more. */
  start(timer: SessionTimer | undefined): void {
    this[Symbol.dispose]();
    if (timer === undefined) return;
    const { what, afterMs } = sessionDue(timer, this.#random());
    this.#timer = timer;
    this.#alarm = this.#clock.arm(afterMs, () => this.#act(what));
  }

  /** The session was refreshed in some way that says nothing about the timer: it starts anew as it was. */
  restart(): void {
    this.start(this.#timer);
  }

  /** What the peer answered to a refresh of the application's: the timer that was agreed, or the one before. */
  agree(response: SipResponse): void {
    this.start(sessionAnswered(sessionExpiresOf(response)) ?? this.#timer);
  }

  /** A response to the engine's own refresh. */
  onResponse(response: SipResponse): void {
    const { status } = response;
    if (status < 200) return;
    this.#leg.endInvite();
    const { over } = this.#leg;
    if (status < 300) this.#leg.acknowledgeInBackground(sequenceOf(response) ?? 0);
    if (over) return;
    if (status < 300) this.agree(response);
    else if (status === 491) this.#retryLater();
    else this.#leg.hangUpInBackground(EXPIRED);
  }

  onFailure(_failure: ClientFailure): void {
    this.#leg.endInvite();
    this.#leg.hangUpInBackground(EXPIRED);
  }

  [Symbol.dispose](): void {
    this.#alarm?.disarm();
    this.#alarm = undefined;
    this.#timer = undefined;
  }

  #act(what: "refresh" | "end"): void {
    if (what === "end") this.#leg.hangUpInBackground(EXPIRED);
    else if (this.#leg.isNegotiating) this.#retryLater();
    else this.#leg.inBackground(this.#refresh());
  }

  #retryLater(): void {
    if (this.#timer === undefined) return; // no timer was agreed on meanwhile
    const afterMs = GLARE_MS + this.#random() * GLARE_SPREAD_MS;
    this.#alarm = this.#clock.arm(afterMs, () => this.#act("refresh"));
  }

  /** A re-INVITE with the session as it is (RFC 4028 §7.4); the application doesn't see it. */
  async #refresh(): Promise<void> {
    if (this.#timer === undefined) return;
    const { contact, localSdp } = this.#leg;
    const { intervalSeconds } = this.#timer;
    const headers: Header[] = [
      { name: "Contact", value: contact },
      { name: "Session-Expires", value: printSessionExpires({ intervalSeconds, refresher: "uac" }) },
      { name: "Min-SE", value: `${MIN_SESSION_SECONDS}` },
    ];
    if (localSdp !== undefined) headers.push({ name: "Content-Type", value: "application/sdp" });
    if (!(await this.#leg.reinvite(headers, localSdp, this))) this.onFailure("unresolved");
  }
}

const sessionExpiresOf = (response: SipResponse): ReturnType<typeof parseSessionExpires> =>
  parseSessionExpires(headerValue(response, "session-expires") ?? "");
