import type { Alarm, Clock } from "../runtime/clock.ts";
import type { DeviceId } from "../vocabulary/identifiers.ts";
import { printEvent, printSubscriptionState, type SubscriptionState } from "../sip/event.ts";
import type { SrfDialog } from "../srf/srf.ts";
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

  /** Starts or refreshes the subscription; the phone is told the state at once (RFC 6665 §4.2.1.2). */
  renew(seconds: number): void {
    this.#expiry?.disarm();
    this.#expiresAtMs = this.#parts.clock.nowMs() + seconds * 1_000;
    this.#expiry = this.#parts.clock.arm(seconds * 1_000, () => void this.end("timeout"));
    this.#mustTell = true;
    this.changed();
  }

  changed(): void {
    if (this.#isOver) return;
    this.#isStale = true;
    if (!this.#isSending) void this.#sendAll();
  }

  /** Sends the last NOTIFY: the state, and `terminated`. */
  async end(reason: EndReason): Promise<void> {
    if (this.#isOver) return;
    this.#close();
    const state = await this.#parts.watched.state().catch(() => "");
    await this.#notify({ state: "terminated", expiresSeconds: undefined, reason }, state).catch(() => undefined);
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
    while (this.#isStale && !this.#isOver) {
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
      try {
        await this.#notify({ state: "active", expiresSeconds: leftSeconds, reason: undefined }, state);
        this.#told = state;
      } catch {
        this.drop(); // RFC 6665 §4.2.2: a phone that refuses its NOTIFY or does not answer has no subscription
      }
    }
    this.#isSending = false;
  }

  /** A function, because the subscription may have ended during any await. */
  #isEnded(): boolean {
    return this.#isOver;
  }

  #notify(subscriptionState: SubscriptionState, state: string): Promise<void> {
    const { dialog, eventId, watched, package: offered } = this.#parts;
    const body = state === "" ? "" : (watched.print?.(state) ?? state);
    const headers = {
      Event: printEvent({ package: offered.event, id: eventId }),
      "Subscription-State": printSubscriptionState(subscriptionState),
      ...(body === "" ? {} : { "Content-Type": offered.contentType }),
    };
    return new Promise((resolve, reject) => {
      dialog.request({ method: "NOTIFY", headers, body }, (failure, response) => {
        if (failure != null || response === undefined) reject(new Error("not sent", { cause: failure }));
        else if (response.status >= 300) reject(new Error(`NOTIFY refused with ${response.status}`));
        else if (response.status >= 200) resolve();
      });
    });
  }
}
