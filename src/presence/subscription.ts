import type { Alarm, Clock } from "../runtime/clock.ts";
import type { DeviceId, UserId } from "../vocabulary/identifiers.ts";
import { MESSAGE_SUMMARY, SUMMARY_CONTENT_TYPE } from "./message-summary.ts";
import type { SubscriptionDialog } from "./sip.ts";

export interface SubscriptionParts {
  readonly dialog: SubscriptionDialog;
  readonly device: DeviceId;
  readonly user: UserId;
  readonly eventId: string | undefined;
  readonly clock: Clock;
  /** The lamp as text, counted now. Rejects while that isn't possible. */
  readonly summary: () => Promise<string>;
  /** Called once: nothing more is sent. */
  readonly over: (subscription: Subscription) => void;
}

/** Why a subscription ends, in the words of RFC 6665 §4.1.3. */
export type EndReason = "timeout" | "deactivated" | "noresource";

/** A lamp that can't be counted now is counted again after this long. */
const COUNT_AGAIN_AFTER_MS = 2_000;

/** One phone that watches its mailbox. One NOTIFY at a time, each with the newest count. */
export class Subscription {
  readonly device: DeviceId;
  readonly user: UserId;
  readonly id: string;
  readonly #parts: SubscriptionParts;
  #expiresAtMs = 0;
  #expiry: Alarm | undefined;
  #again: Alarm | undefined;
  #isSending = false;
  /** The mailbox has changed since it was counted. */
  #isStale = false;
  /** The next NOTIFY goes out even if the phone knows what it says. */
  #mustTell = false;
  #told: string | undefined;
  #isOver = false;

  constructor(parts: SubscriptionParts) {
    this.#parts = parts;
    this.device = parts.device;
    this.user = parts.user;
    this.id = parts.dialog.id;
  }

  /** From now on for so long; the phone is told its state at once (RFC 6665 §4.2.1.2). */
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

  /** The last NOTIFY: the state, and that no other follows. */
  async end(reason: EndReason): Promise<void> {
    if (this.#isOver) return;
    this.#close();
    const body = await this.#parts.summary().catch(() => "");
    await this.#notify(`terminated;reason=${reason}`, body).catch(() => undefined);
  }

  /** The dialog is gone: nobody can be told. */
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
      let body: string;
      try {
        body = await this.#parts.summary();
      } catch {
        this.#again?.disarm();
        this.#again = this.#parts.clock.arm(COUNT_AGAIN_AFTER_MS, () => this.changed());
        break;
      }
      if ((body === this.#told && !this.#mustTell) || this.#isEnded()) continue;
      this.#mustTell = false;
      const leftSeconds = Math.max(1, Math.ceil((this.#expiresAtMs - this.#parts.clock.nowMs()) / 1_000));
      try {
        await this.#notify(`active;expires=${leftSeconds}`, body);
        this.#told = body;
      } catch {
        this.drop(); // RFC 6665 §4.2.2: a phone that refuses its NOTIFY, or is gone, has no subscription
      }
    }
    this.#isSending = false;
  }

  /** A function: it may have ended during any await. */
  #isEnded(): boolean {
    return this.#isOver;
  }

  #notify(state: string, body: string): Promise<void> {
    const { dialog, eventId } = this.#parts;
    const headers = {
      Event: eventId === undefined ? MESSAGE_SUMMARY : `${MESSAGE_SUMMARY};id=${eventId}`,
      "Subscription-State": state,
      ...(body === "" ? {} : { "Content-Type": SUMMARY_CONTENT_TYPE }),
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
