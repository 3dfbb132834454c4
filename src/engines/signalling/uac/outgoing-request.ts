import type { Alarm, Clock } from "../../../runtime/clock.ts";
import { headerValue } from "../../../sip/message/headers.ts";
import type { Header, SipRequest, SipResponse } from "../../../sip/message/message.ts";
import { printMessage } from "../../../sip/message/print.ts";
import { reasonsIn } from "../../../sip/reason.ts";
import { parseRSeq } from "../../../sip/scalars.ts";
import type { ClientFailure, ClientTransaction, ClientUser } from "../../sip/agent/agent.ts";
import { tagIn } from "../../sip/dialog/reading.ts";
import type { Arrival } from "../../sip/transport/hop.ts";
import type { ControlClient } from "../control/control-client.ts";
import * as firstLines from "../control/first-lines.ts";
import { detailsOfArrival, detailsWithoutPeer, type TransportDetails } from "../control/transport-details.ts";
import type { Leg } from "../dialogs/leg.ts";
import { APPLICATION_LOST } from "../message/plain-response.ts";
import { responseForFailure } from "../message/substitutes.ts";

/**
 * What becomes of dialogs when a response comes. Without an arrival it was made up.
 * @returns whether the application is to see it
 */
export type OnAnswer = (outgoing: OutgoingRequest, response: SipResponse, arrival: Arrival | undefined) => boolean;

export interface NewOutgoingRequest {
  readonly client: ControlClient;
  /** Empty where no dialog is made. */
  readonly dialogId: string;
  readonly leg: Leg | undefined;
  /** Puts it into a transaction. */
  send(user: ClientUser): ClientTransaction;
  /** Another way to try when this one can't be gone; undefined when there is none. */
  sendElsewhere?(user: ClientUser): ClientTransaction | undefined;
  readonly onAnswer: OnAnswer;
}

export interface OutgoingRequestServices {
  readonly clock: Clock;
  /** Timer C (RFC 3261 §16.6 step 11). */
  readonly timerCMs: number;
  /** It has its final response: its name means nothing any more. */
  onFinal(outgoing: OutgoingRequest): void;
}

/**
 * Applications listen to a request's responses only once they have read the reply that it was sent. Reply and response
 * in one read would be too early for some, so a quick response waits a moment, and those behind it in turn.
 */
const HEAD_START_MS = 1;
/** Callees of one INVITE behind proxies that fork, whose early dialogs are known. */
const MOST_EARLY_TAGS = 16;

/** A response that waits for that moment. */
interface HeldResponse {
  readonly firstLine: string;
  readonly bytes: Uint8Array;
}

/** A request of an application that is on its way: one transaction, its responses, its end. */
export class OutgoingRequest implements ClientUser {
  readonly id: string;
  readonly client: ControlClient;
  readonly dialogId: string;
  readonly leg: Leg | undefined;
  readonly #made: NewOutgoingRequest;
  readonly #services: OutgoingRequestServices;
  readonly #repliedAtMs: number;
  readonly #held: HeldResponse[] = [];
  /** Replaced when the next address of the same name is tried. */
  #transaction: ClientTransaction;
  #cancelled = false;
  #cancelledBecause: string | undefined;
  #abandoned = false;
  /** The callees that it rings at. */
  readonly #earlyTags = new Set<string>();
  /** Rings when a phone rings for too long. */
  #deadline: Alarm | undefined;
  /** The last reliable provisional response, to tell repetitions (RFC 3262 §4). */
  #lastReliable: { readonly tag: string; readonly rseq: number } | undefined;

  constructor(id: string, made: NewOutgoingRequest, services: OutgoingRequestServices) {
    this.id = id;
    this.client = made.client;
    this.dialogId = made.dialogId;
    this.leg = made.leg;
    this.#made = made;
    this.#services = services;
    this.#repliedAtMs = services.clock.nowMs();
    this.#transaction = made.send(this);
  }

  get transaction(): ClientTransaction {
    return this.#transaction;
  }

  get isInvite(): boolean {
    return this.#transaction.request.method === "INVITE";
  }

  /** The application, or the engine for it, has sent CANCEL. */
  get cancelled(): boolean {
    return this.#cancelled;
  }

  /** The text of the CANCEL's Reason (RFC 3326): a phone that answered all the same is told the same. */
  get cancelledBecause(): string | undefined {
    return this.#cancelledBecause;
  }

  /** The application that sent it has gone: its answer is dealt with by the engine. */
  get abandoned(): boolean {
    return this.#abandoned;
  }

  /** Whether a callee with this tag has sent a provisional response: that makes an early dialog (RFC 3261 §12.1). */
  hasRung(tag: string): boolean {
    return this.#earlyTags.has(tag);
  }

  /** The application is gone: an INVITE is taken back. */
  abandon(): void {
    this.#abandoned = true;
    if (this.isInvite) this.cancel([APPLICATION_LOST]);
  }

  /**
   * Takes an INVITE back (RFC 3261 §9.1).
   * @returns the CANCEL as it is or will be sent; undefined when it is too late
   */
  cancel(headers: readonly Header[]): SipRequest | undefined {
    const sent = this.#transaction.cancel(headers);
    if (sent === undefined) return undefined;
    this.#cancelled = true;
    this.#cancelledBecause = reasonText(headers);
    this.#deadline?.disarm();
    return sent;
  }

  onResponse(response: SipResponse, arrival: Arrival): void {
    if (response.status === 100) return;
    if (response.status >= 200) this.#end();
    else if (this.#isRepetition(response)) return;
    else if (this.isInvite) this.#rings(response);
    const isTold = this.#made.onAnswer(this, response, arrival);
    if (isTold && !this.#abandoned) this.#notify(response, detailsOfArrival(arrival));
  }

  onFailure(failure: ClientFailure): void {
    const retry = failure === "transport" && !this.#cancelled;
    const elsewhere = retry ? this.#made.sendElsewhere?.(this) : undefined;
    if (elsewhere !== undefined) {
      this.#transaction = elsewhere;
      return;
    }
    this.#end();
    const { request, hop } = this.#transaction;
    const response = responseForFailure(request, failure);
    const isTold = this.#made.onAnswer(this, response, undefined);
    const details = detailsWithoutPeer(hop.protocol, this.#services.clock.nowMs());
    if (isTold && !this.#abandoned) this.#notify(response, details);
  }

  #end(): void {
    this.#deadline?.disarm();
    this.#services.onFinal(this);
  }

  /** RFC 3262 §4: a reliable provisional response is repeated until its PRACK arrives. */
  #isRepetition(response: SipResponse): boolean {
    const rseq = parseRSeq(headerValue(response, "rseq") ?? "");
    if (rseq === undefined) return false;
    const tag = tagIn(response, "to") ?? "";
    const seen = this.#lastReliable;
    if (seen?.tag === tag && rseq <= seen.rseq) return true;
    this.#lastReliable = { tag, rseq };
    return false;
  }

  #rings(response: SipResponse): void {
    const tag = tagIn(response, "to");
    if (tag !== undefined && this.#earlyTags.size < MOST_EARLY_TAGS) this.#earlyTags.add(tag);
    this.#awaitFinal();
  }

  /** Timer C: a phone that rings for ever is cancelled. */
  #awaitFinal(): void {
    if (this.#cancelled) return;
    this.#deadline?.disarm();
    this.#deadline = this.#services.clock.arm(this.#services.timerCMs, () => this.cancel([]));
  }

  #notify(response: SipResponse, details: TransportDetails): void {
    const firstLine = firstLines.message(details, this.id, this.dialogId);
    const bytes = printMessage(response);
    const waitMs = this.#repliedAtMs + HEAD_START_MS - this.#services.clock.nowMs();
    if (waitMs <= 0 && this.#held.length === 0) {
      this.client.send(firstLine, bytes);
      return;
    }
    if (this.#held.push({ firstLine, bytes }) > 1) return;
    this.#services.clock.arm(waitMs, () => {
      for (const held of this.#held.splice(0)) this.client.send(held.firstLine, held.bytes);
    });
  }
}

/** The text of a CANCEL's Reason (RFC 3326 §2); one that would have to be escaped to be passed on is left out. */
function reasonText(headers: readonly Header[]): string | undefined {
  const [reason] = reasonsIn(headerValue({ headers }, "reason"));
  const text = reason?.text;
  return text !== undefined && /^[^"\\]{1,100}$/.test(text) ? text : undefined;
}
