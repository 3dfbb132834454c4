import type { CallParty } from "../../events/event.ts";
import type { Clock } from "../../runtime/clock.ts";
import { settledWithin } from "../../runtime/deadline.ts";
import type { Shown } from "./connected-identity.ts";
import type { Leg } from "./leg.ts";
import type { LegRequest } from "./leg-request.ts";
import { inactiveAnswer } from "../../sdp/inactive-answer.ts";

const SIPFRAG = "message/sipfrag;version=2.0";
/** What a transferor is told by NOTIFY; other statuses by their class (RFC 3515 §2.4.5). */
const REASONS: Readonly<Record<number, string>> = {
  100: "Trying",
  180: "Ringing",
  200: "OK",
  403: "Forbidden",
  404: "Not Found",
  408: "Request Timeout",
  480: "Temporarily Unavailable",
  481: "Call/Transaction Does Not Exist",
  486: "Busy Here",
  487: "Request Terminated",
  488: "Not Acceptable Here",
  503: "Service Unavailable",
  603: "Decline",
};
/** How long the subscription lasts at most; the transfer is over by then. */
const SUBSCRIBED_SECONDS = 240;
/** A telephone that is told that its transfer succeeded hangs up by itself (RFC 5589 §6.1), or is hung up then. */
const FAREWELL_MS = 1_000;

/** The party that has asked for a transfer, and its leg. */
export interface Transferor {
  readonly leg: Leg;
  readonly party: CallParty;
  /** As others see the party. */
  readonly shown: Shown;
}

/** What came of a transfer: the transferee has arrived, or a status says why not. */
export type TransferResult =
  { readonly outcome: "completed" } | { readonly outcome: "failed"; readonly status: number };

export interface ReferSubscriptionOptions {
  readonly by: Transferor;
  /** The Event header of what the transferor is told; undefined: it isn't told. */
  readonly event: string | undefined;
  readonly clock: Clock;
  /** Hears what came of the transfer, once. */
  readonly onResult: (result: TransferResult) => void;
}

/**
 * The implicit subscription of a REFER (RFC 3515 §2.4.4): the transferor waits for what comes of the transfer. It is told by
 * NOTIFY, unless it doesn't want to be (RFC 4488) or the transfer was ordered by API; it hangs up when it likes. Owns the
 * transferor's leg.
 */
export class ReferSubscription implements AsyncDisposable {
  readonly by: Transferor;
  readonly #clock: Clock;
  readonly #event: string | undefined;
  readonly #onResult: (result: TransferResult) => void;
  #told: number | undefined;
  #isReleased = false;
  #isOver = false;

  constructor({ by, event, clock, onResult }: ReferSubscriptionOptions) {
    this.by = by;
    this.#event = event;
    this.#clock = clock;
    this.#onResult = onResult;
  }

  /** From now on the transferor talks to no one: what it asks for in the meantime is answered here. */
  wait(): void {
    this.by.leg.receive(answerMeanwhile);
  }

  trying(): void {
    void this.#notify(100);
  }

  ringing(): void {
    if (this.#told === 100) void this.#notify(180);
  }

  /** The transferee has arrived; the transferor is done. Never rejects. */
  async succeeded(): Promise<void> {
    if (this.#isReleased) return;
    this.#isReleased = true;
    this.#conclude({ outcome: "completed" });
    const farewell = Promise.all([this.#notify(200), this.by.leg.ended]);
    await settledWithin(farewell, { withinMs: FAREWELL_MS, clock: this.#clock });
    await this.by.leg.hangUp();
  }

  failed(status: number): void {
    this.#conclude({ outcome: "failed", status });
    void this.#notify(status);
  }

  /** The leg is the receiver's now. */
  release(): Transferor {
    this.#isReleased = true;
    this.by.leg.receive(undefined);
    return this.by;
  }

  /** The transferee is gone: nothing is left to wait for. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#isReleased) return;
    this.#isReleased = true;
    this.failed(487);
    await this.by.leg.hangUp();
  }

  #conclude(result: TransferResult): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#onResult(result);
  }

  async #notify(status: number): Promise<void> {
    if (this.#event === undefined || this.by.leg.over || (this.#told ?? 0) >= 200) return;
    this.#told = status;
    const state = status < 200 ? `active;expires=${SUBSCRIBED_SECONDS}` : "terminated;reason=noresource";
    await this.by.leg.request("NOTIFY", `SIP/2.0 ${status} ${reasonOf(status)}\r\n`, {
      Event: this.#event,
      "Subscription-State": state,
      "Content-Type": SIPFRAG,
    });
  }
}

function reasonOf(status: number): string {
  return REASONS[status] ?? (status < 600 ? "Failure" : "Decline");
}

/** A telephone that holds, or is to hear nothing, may say so again; all else has to wait. */
function answerMeanwhile(request: LegRequest): void {
  switch (request.method) {
    case "INVITE":
    case "UPDATE":
      if (request.body === "") request.answer(request.method === "INVITE" ? 491 : 200);
      else
        request.answer(200, {
          headers: { "Content-Type": "application/sdp" },
          body: inactiveAnswer(request.body),
        });
      return;
    case "REFER":
      request.answer(491);
      return;
    case "INFO":
      request.answer(200);
      return;
    case "MESSAGE":
      request.answer(405);
  }
}
