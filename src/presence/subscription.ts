import type { Alarm, Clock } from "../runtime/clock.ts";
import type { DeviceId } from "../vocabulary/identifiers.ts";
import { printEvent, printSubscriptionState, type SubscriptionState } from "../sip/event.ts";
import type { SrfDialog } from "../srf/srf.ts";
import { parseRetryAfter } from "../sip/scalars.ts";
import { afterFailure, MOST_FAILURES } from "./notify-failure.ts";
import type { Package } from "./subscribe.ts";

/** The resource that a phone watches (RFC 6665). */
export interface Watched {
  /** Names the resource; a change of it goes to all subscriptions with this key. */
  readonly key: string;
  /** Its present state, as text; the same text is not sent twice. Rejects while the state is unknown. */
  state(): Promise<string>;
  /** The body of the next NOTIFY; called once for each, in order. Absent: the text itself. */
  readonly print?: (state: string) => string;
}

export interface SubscriptionParts {
  readonly dialog: SrfDialog;
  readonly device: DeviceId;
  readonly package: Package;
  readonly watched: Watched;
  readonly eventId: string | undefined;
  readonly clock: Clock;
  /** Called once, when the subscription has ended and sends nothing more. */
  readonly over: (subscription: Subscription) => void;
}

/** Why a subscription ends, in the words of RFC 6665 §4.1.3. */
export type EndReason = "timeout" | "deactivated" | "noresource";

/** A state that is unknown now is asked for again after this long. */
const LOOK_AGAIN_AFTER_MS = 2_000;

/** One subscription of a phone. Sends one NOTIFY at a time, each with the newest state. */
export class Subscription {
  readonly device: DeviceId;
  readonly event: string;
  readonly key: string;
  readonly id: string;
  readonly #parts: SubscriptionParts;
  #expiresAtMs = 0;
  #expiry: Alarm | undefined;
  #again: Alarm | undefined;
  #isSending = false;
  /** The state has changed since it was last read. */
  #isStale = false;
  /** NOTIFYs that failed in a row; until `#again` rings the phone is left alone. */
  #failures = 0;
  #isWaiting = false;
  /** The next NOTIFY goes out even if the phone knows what it says. */
  #mustTell = false;
  #told: string | undefined;
  #isOver = false;

  constructor(parts: SubscriptionParts) {
    this.#parts = parts;
    this.device = parts.device;
    this.event = parts.package.event;
    this.key = parts.watched.key;
    this.id = parts.dialog.id;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** Starts or refreshes the subscription; the phone is told the state at once (RFC 6665 §4.2.1.2). */
  renew(seconds: number): void {
    this.#expiry?.disarm();
    this.#expiresAtMs = this.#parts.clock.nowMs() + seconds * 1_000;
    this.#expiry = this.#parts.clock.arm(seconds * 1_000, () => void this.end("timeout"));
    this.#tellAgain();
  }

  changed(): void {
    if (this.#isOver) return;
    this.#isStale = true;
    if (!this.#isSending && !this.#isWaiting) void this.#sendAll();
  }

  /** The phone is told whatever it was told before. */
  #tellAgain(): void {
    this.#again?.disarm();
    this.#isWaiting = false;
    this.#mustTell = true;
    this.changed();
  }

  /** Sends the last NOTIFY: the state, and `terminated`. */
  async end(reason: EndReason): Promise<void> {
    if (this.#isOver) return;
    this.#close();
    const state = await this.#parts.watched.state().catch(() => "");
    await this.#notify({ state: "terminated", expiresSeconds: undefined, reason }, state);
  }

  /** The dialog is gone: ends without a NOTIFY. */
  drop(): void {
    if (!this.#isOver) this.#close();
  }

  #close(): void {
    this.#isOver = true;
    this.#expiry?.disarm();
    this.#again?.disarm();
    this.#parts.over(this);
  }

  async #sendAll(): Promise<void> {
    this.#isSending = true;
    while (this.#isStale && !this.#isOver && !this.#isWaiting) {
      this.#isStale = false;
      let state: string;
      try {
        state = await this.#parts.watched.state();
      } catch {
        this.#again?.disarm();
        this.#again = this.#parts.clock.arm(LOOK_AGAIN_AFTER_MS, () => this.changed());
        break;
      }
      if ((state === this.#told && !this.#mustTell) || this.#isEnded()) continue;
      this.#mustTell = false;
      const leftSeconds = Math.max(1, Math.ceil((this.#expiresAtMs - this.#parts.clock.nowMs()) / 1_000));
      const answer = await this.#notify({ state: "active", expiresSeconds: leftSeconds, reason: undefined }, state);
      if (answer !== undefined && answer.status < 300) {
        this.#failures = 0;
        this.#told = state;
      } else if (!this.#isEnded()) {
        this.#failed(answer);
      }
    }
    this.#isSending = false;
  }

  /**
   * A refresh that has come meanwhile is newer than the refusal, or the silence: the next NOTIFY follows at once, and tells
   * whether the phone has a subscription.
   */
  #failed(answer: NotifyAnswer | undefined): void {
    this.#failures += 1;
    const next = afterFailure(answer?.status, answer?.retryAfterSeconds, this.#failures);
    if (this.#mustTell && this.#failures < MOST_FAILURES) return;
    if (next.kind === "end") {
      this.drop();
      return;
    }
    this.#isWaiting = true;
    this.#again?.disarm();
    this.#again = this.#parts.clock.arm(next.afterMs, () => this.#tellAgain());
  }

  /** A function, because the subscription may have ended during any await. */
  #isEnded(): boolean {
    return this.#isOver;
  }

  /** @returns undefined: it could not be sent */
  #notify(subscriptionState: SubscriptionState, state: string): Promise<NotifyAnswer | undefined> {
    const { dialog, eventId, watched, package: offered } = this.#parts;
    const body = state === "" ? "" : (watched.print?.(state) ?? state);
    const headers = {
      Event: printEvent({ package: offered.event, id: eventId }),
      "Subscription-State": printSubscriptionState(subscriptionState),
      ...(body === "" ? {} : { "Content-Type": offered.contentType }),
    };
    return new Promise((resolve) => {
      try {
        dialog.request({ method: "NOTIFY", headers, body }, (failure, response) => {
          if (failure != null || response === undefined) resolve(undefined);
          else if (response.status >= 200)
            resolve({ status: response.status, retryAfterSeconds: parseRetryAfter(response.get("Retry-After") ?? "") });
        });
      } catch {
        resolve(undefined); // srf throws without a connection to the engine
      }
    });
  }
}

interface NotifyAnswer {
  readonly status: number;
  readonly retryAfterSeconds: number | undefined;
}
