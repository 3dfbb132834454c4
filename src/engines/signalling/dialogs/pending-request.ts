import type { Alarm, Clock } from "../../../runtime/clock.ts";
import type { ServerTransaction } from "../../sip/agent/agent.ts";
import { sequenceOf } from "../../sip/dialog/reading.ts";
import {
  RELIABLE_TIMES,
  reliableProvisionals,
  type ReliableProvisionals,
} from "../../sip/dialog/reliable-provisional.ts";
import type { ControlClient } from "../control/control-client.ts";
import { notifyMessage } from "../control/notifications.ts";
import type { Waits } from "../limits.ts";
import { firstRSeq, newTag } from "../message/identifiers.ts";
import { APPLICATION_LOST, respondByEngine, type EngineAnswer } from "../message/plain-response.ts";
import { cancelForWithdrawal } from "../message/substitutes.ts";
import type { Dialogs } from "./dialogs.ts";
import type { Leg, UnansweredRequest } from "./leg.ts";

/** Why an application doesn't get to answer a request. */
export type Withdrawal =
  /** It took too long. */
  | "timeout"
  /** Its connection is gone. */
  | "client-gone"
  /** More dialogs than the engine may have. */
  | "no-room"
  /** The dialog that the request came in has ended. */
  | "dialog-ended"
  /** The WebSocket that it came over has ended, and with it the way back to the caller (RFC 7118 §5). */
  | "caller-gone"
  /** Its reliable provisional response was never acknowledged (RFC 3262 §3). */
  | "no-prack";

export interface PendingRequestServices {
  readonly clock: Clock;
  readonly waits: Waits;
  readonly dialogs: Dialogs;
  onSettled(pending: PendingRequest): void;
}

export interface NewPendingRequest {
  readonly client: ControlClient;
  readonly transaction: ServerTransaction;
  /** Empty outside of dialogs; of an INVITE or SUBSCRIBE, the name of the dialog it will make. */
  readonly dialogId: string;
  /** The leg whose dialog it came in. */
  readonly leg: Leg | undefined;
  /** The leg whose dialog it names, though it comes from elsewhere than the peer is: the application says whether to believe it. */
  readonly claimed?: Leg;
}

/** A request from the network that an application has to answer. */
export class PendingRequest implements UnansweredRequest {
  /** The transaction's name on the control connection. */
  readonly id: string;
  readonly client: ControlClient;
  readonly transaction: ServerTransaction;
  readonly dialogId: string;
  readonly claimed: Leg | undefined;
  #leg: Leg | undefined;
  readonly #services: PendingRequestServices;
  #localTag = newTag();
  #answered = false;
  #reliable: ReliableProvisionals | undefined;
  /** Rings when the application takes too long. */
  #deadline: Alarm;
  /** The highest CSeq of the early dialog that it makes, as far as there is no leg to count them. */
  lastSequence: number;
  /** An UPDATE that came before the INVITE was answered; it shares the INVITE's name. */
  update: PendingRequest | undefined;

  constructor(id: string, made: NewPendingRequest, waitMs: number, services: PendingRequestServices) {
    this.id = id;
    this.client = made.client;
    this.transaction = made.transaction;
    this.dialogId = made.dialogId;
    this.#leg = made.leg;
    this.claimed = made.claimed;
    this.lastSequence = sequenceOf(made.transaction.request) ?? 0;
    this.#services = services;
    this.#deadline = services.clock.arm(waitMs, () => this.withdraw("timeout"));
    this.leg?.unanswered.add(this);
  }

  /** The leg whose dialog it is in. */
  get leg(): Leg | undefined {
    return this.#leg;
  }

  /**
   * The application accepts a request that came from elsewhere: the peer is there from now on.
   * @returns false when it is too late: the dialog is over, or has had a later request
   */
  believe(leg: Leg): boolean {
    const { request, arrival } = this.transaction;
    if (leg.over || !leg.dialog.receive(request, arrival)) return false;
    this.#leg = leg;
    if (request.method === "BYE") leg.end();
    return true;
  }

  get method(): string {
    return this.transaction.request.method;
  }

  /** Of our To, the same in all responses (RFC 3261 §8.2.6.2). */
  get localTag(): string {
    return this.#localTag;
  }

  /** The dialog's name as the application knows it: not before it has answered something. */
  get toldDialogId(): string {
    return this.#answered ? this.dialogId : "";
  }

  /** Its reliable provisional responses, if there are any. */
  get reliable(): ReliableProvisionals | undefined {
    return this.#reliable;
  }

  /** The application answers; in its first response it may choose the tag. */
  answer(chosenTag: string | undefined): void {
    if (!this.#answered) this.#localTag = chosenTag ?? this.#localTag;
    this.#answered = true;
  }

  /** The reliable provisional responses of an INVITE; a caller that never acknowledges one loses its call (RFC 3262 §3). */
  beReliable(): ReliableProvisionals {
    const { clock, waits } = this.#services;
    this.#reliable ??= reliableProvisionals({
      clock,
      times: { ...RELIABLE_TIMES, t1Ms: waits.t1Ms, giveUpAfterMs: waits.t1x64Ms },
      inviteSequence: sequenceOf(this.transaction.request) ?? 0,
      firstRSeq: firstRSeq(),
      onUnacknowledged: () => this.withdraw("no-prack"),
    });
    return this.#reliable;
  }

  /** A provisional response: a phone may ring for long, but not for ever. */
  awaitDecision(): void {
    const { clock, waits } = this.#services;
    this.#deadline.disarm();
    this.#deadline = clock.arm(waits.ringingMs, () => this.withdraw("timeout"));
  }

  /** The request has its final response, or will never get one from the application. */
  settle(): void {
    this.#deadline.disarm();
    this.leg?.unanswered.delete(this);
    this.#services.onSettled(this);
    this.update?.withdraw("dialog-ended");
  }

  /** It was refused, or taken back: an early dialog of it is over. */
  endEarlyDialog(): void {
    this.#services.dialogs.endEarly(this.dialogId, this.id);
  }

  /** The engine answers in the application's place, and tells it so if it is waiting for a call. */
  withdraw(why: Withdrawal): void {
    const { request, arrival } = this.transaction;
    const answer = answerFor(request.method, why);
    this.settle();
    respondByEngine(this.transaction, answer, this.#localTag);
    this.endEarlyDialog();
    if (request.method !== "INVITE" || this.leg !== undefined) return;
    const cancel =
      why === "caller-gone"
        ? cancelForWithdrawal(request, "Connection lost", 487)
        : cancelForWithdrawal(request, answer.reason);
    notifyMessage(this.client, cancel, arrival, {
      transactionId: this.id,
      dialogId: this.toldDialogId,
    });
  }
}

function answerFor(method: string, why: Withdrawal): EngineAnswer {
  if (method === "BYE") return { status: 200, reason: "OK" }; // the dialog is over, whichever side says so
  switch (why) {
    case "timeout":
      return method === "INVITE"
        ? { status: 480, reason: "Temporarily Unavailable" }
        : { status: 500, reason: "Server Internal Error" };
    case "no-room":
      return { status: 503, reason: "Service Unavailable" };
    case "client-gone":
      return { status: 503, reason: "Service Unavailable", headers: [APPLICATION_LOST] };
    case "caller-gone":
    case "dialog-ended":
      return method === "INVITE"
        ? { status: 487, reason: "Request Terminated" }
        : { status: 481, reason: "Call/Transaction Does Not Exist" };
    case "no-prack":
      return { status: 504, reason: "Server Time-out" };
  }
}
