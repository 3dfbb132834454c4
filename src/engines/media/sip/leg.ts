import { randomBytes } from "node:crypto";
import type { Clock } from "../../../runtime/clock.ts";
import type { ServerTransaction, SipAgent } from "../../sip/agent/agent.ts";
import { awaitAck } from "../../sip/dialog/acceptance.ts";
import type { Acceptance } from "../../sip/dialog/acceptance.ts";
import type { Dialog } from "../../sip/dialog/dialog.ts";
import { dialogOfUas } from "../../sip/dialog/establish.ts";
import { hopBack } from "../../sip/dialog/nat.ts";
import { receiveWithin, requestWithin } from "../../sip/dialog/requests.ts";
import { cseqOf } from "../../../sip/cseq.ts";
import { headerValue } from "../../../sip/message/headers.ts";
import { responseTo } from "../../../sip/message/make.ts";
import type { Header, SipRequest, SipResponse } from "../../../sip/message/message.ts";
import type { Hop } from "../../sip/transport/hop.ts";
import type { MediaLogger } from "../logger.ts";
import { causeOfReason, NORMAL_CLEARING, reasonOf, RECOVERY_ON_TIMER_EXPIRE } from "../channel/cause.ts";
import type { Cause } from "../channel/cause.ts";
import { parseInfoDtmf } from "./info-dtmf.ts";
import { ALLOW, SERVER_NAME } from "./responses.ts";

/** What a leg asks of the call that owns it. */
export interface MediaLegUser {
  /** A body of the peer's with an offer in it, or none: what to answer; undefined: 488. */
  onOffer(sdp: string | undefined): Promise<string | undefined>;
  /** The answer to an offer of ours came with an ACK. False: it cannot be used. */
  onAnswer(sdp: string | undefined): boolean;
  /** The first ACK: the call is up. */
  onConfirmed(): void;
  onDtmf(digit: string, durationMs: number): void;
  /** The peer has hung up, or does not answer any more. */
  onOver(cause: Cause): void;
}

export interface MediaLegParts {
  readonly agent: SipAgent;
  readonly clock: Clock;
  readonly logger: MediaLogger;
  readonly user: MediaLegUser;
  /** The dialog is gone; requests in it get 481 from now on. */
  onGone(): void;
}

/** A tag with 64 random bits; RFC 3261 §19.3 asks for 32. */
export function newTag(): string {
  return randomBytes(8).toString("hex");
}

/** Our side of the SIP dialog of one call: answered by us, ended by either. */
export class MediaLeg {
  readonly #parts: MediaLegParts;
  readonly #hop: Hop;
  readonly localTag = newTag();
  #dialog: Dialog | undefined;
  #acceptance: Acceptance | undefined;
  /** CSeq number of the INVITE whose ACK is awaited. */
  #awaited: number | undefined;
  /** The 2xx that waits for its ACK held an offer of ours. */
  #offered = false;
  #confirmed = false;
  #negotiating = false;
  #farewell: Cause | undefined;
  #over = false;

  /** No request of this dialog is expected any more. */
  get over(): boolean {
    return this.#over;
  }

  constructor(parts: MediaLegParts, hop: Hop) {
    this.#parts = parts;
    this.#hop = hop;
  }

  /** Accepts the INVITE. False: it can make no dialog, and has been refused. */
  accept(transaction: ServerTransaction, sdp: string, offered: boolean): boolean {
    const response = this.#ok(transaction.request, sdp);
    const dialog = dialogOfUas(transaction.request, response);
    if (!dialog.ok) {
      transaction.respond(responseTo(transaction.request, 400, dialog.problem, { toTag: this.localTag }));
      return false;
    }
    this.#dialog = dialog.value;
    this.#send2xx(transaction, response, offered);
    return true;
  }

  onAck(ack: SipRequest): void {
    const sequence = cseqOf(ack);
    if (!sequence.ok || sequence.value.sequence !== this.#awaited) return;
    this.#awaited = undefined;
    this.#acceptance?.acknowledged();
    const usable = !this.#offered || this.#parts.user.onAnswer(textOf(ack));
    const first = !this.#confirmed;
    this.#confirmed = true;
    if (this.#farewell !== undefined) this.#sendBye(this.#farewell);
    else if (!usable) this.#parts.user.onOver(NORMAL_CLEARING);
    else if (first) this.#parts.user.onConfirmed();
  }

  onRequest(transaction: ServerTransaction): void {
    const { request } = transaction;
    if (this.#dialog === undefined) return this.#respond(transaction, 481);
    const received = receiveWithin(this.#dialog, request);
    if (received.kind === "out-of-order") return this.#respond(transaction, 500);
    this.#dialog = received.dialog;

    switch (request.method) {
      case "BYE":
        this.#respond(transaction, 200);
        return this.#end(causeOfReason(headerValue(request, "reason")) ?? NORMAL_CLEARING);
      case "INVITE":
      case "UPDATE":
        void this.#renegotiate(transaction).catch((failure: unknown) => {
          this.#parts.logger.error({ event: "offer.failed", failure }, "offer could not be answered");
          this.#respond(transaction, 500);
        });
        return;
      case "INFO": {
        const digit = parseInfoDtmf(headerValue(request, "content-type") ?? "", textOf(request) ?? "");
        if (digit !== undefined) this.#parts.user.onDtmf(digit.digit, digit.durationMs);
        return this.#respond(transaction, 200);
      }
      case "OPTIONS":
        return this.#respond(transaction, 200);
      default:
        return this.#respond(transaction, 405, [{ name: "Allow", value: ALLOW }]);
    }
  }

  /** Hangs up; before the ACK to our 2xx no BYE may be sent (RFC 3261 §15), so it follows the ACK. */
  bye(cause: Cause): void {
    if (this.#over || this.#farewell !== undefined) return;
    this.#farewell = cause;
    if (this.#awaited === undefined) this.#sendBye(cause);
  }

  /** Forgets the dialog without a word. */
  abandon(): void {
    this.#over = true;
    this.#acceptance?.[Symbol.dispose]();
    this.#parts.onGone();
  }

  /** RFC 3261 §14.2: one negotiation at a time; a second one is told to come again. */
  async #renegotiate(transaction: ServerTransaction): Promise<void> {
    const { request } = transaction;
    const sdp = textOf(request);
    if (request.method === "UPDATE" && sdp === undefined) return this.#respond(transaction, 200);
    const offerOpen = this.#awaited !== undefined && this.#offered;
    if (this.#negotiating || offerOpen) return this.#respond(transaction, 500, [{ name: "Retry-After", value: "1" }]);
    // who sends another INVITE has had our 2xx (RFC 3261 §14.1): its ACK got lost
    if (request.method === "INVITE") this.#acceptance?.acknowledged();

    this.#negotiating = true;
    try {
      const answer = await this.#parts.user.onOffer(sdp);
      if (transaction.finalStatus !== undefined) return;
      if (this.#over) return this.#respond(transaction, 481);
      if (answer === undefined) return this.#respond(transaction, 488);
      const response = this.#ok(request, answer);
      if (request.method === "UPDATE") transaction.respond(response);
      else this.#send2xx(transaction, response, sdp === undefined);
    } finally {
      this.#negotiating = false;
    }
  }

  #send2xx(transaction: ServerTransaction, response: SipResponse, offered: boolean): void {
    const sequence = cseqOf(transaction.request);
    this.#awaited = sequence.ok ? sequence.value.sequence : undefined;
    this.#offered = offered;
    transaction.respond(response);
    this.#acceptance = awaitAck({
      clock: this.#parts.clock,
      reliable: transaction.arrival.protocol !== "udp",
      repeat: () => void this.#parts.agent.transmit(response, hopBack(transaction.arrival)),
      onUnacknowledged: () => {
        this.#awaited = undefined;
        if (this.#farewell !== undefined) this.#sendBye(this.#farewell);
        else this.#parts.user.onOver(RECOVERY_ON_TIMER_EXPIRE);
      },
    });
  }

  #ok(request: SipRequest, sdp: string): SipResponse {
    const { host, port } = this.#parts.agent.advertised(this.#hop);
    const contact = host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
    const body = Buffer.from(sdp);
    const headers: Header[] = [
      { name: "Contact", value: `<sip:drachtio@${contact};transport=${this.#hop.protocol}>` },
      { name: "User-Agent", value: SERVER_NAME },
      { name: "Allow", value: ALLOW },
      { name: "Content-Type", value: "application/sdp" },
      { name: "Content-Disposition", value: "session" },
    ];
    return responseTo(request, 200, undefined, { toTag: this.localTag, headers, body, recordRoute: true });
  }

  #respond(transaction: ServerTransaction, status: number, more: readonly Header[] = []): void {
    const headers = [{ name: "User-Agent", value: SERVER_NAME }, ...more];
    transaction.respond(responseTo(transaction.request, status, undefined, { toTag: this.localTag, headers }));
  }

  #sendBye(cause: Cause): void {
    if (this.#over || this.#dialog === undefined) return;
    this.#over = true;
    const headers = [
      { name: "User-Agent", value: SERVER_NAME },
      { name: "Reason", value: reasonOf(cause) },
    ];
    const { request, nextHopUri } = requestWithin(this.#dialog, { method: "BYE", headers });
    this.#hopTo(nextHopUri)
      .then((hop) =>
        this.#parts.agent.request(request, hop, { onResponse: () => undefined, onFailure: () => undefined }),
      )
      .catch((failure: unknown) => this.#parts.logger.warn({ event: "bye.failed", failure }, "BYE could not be sent"));
    this.#parts.onGone();
  }

  /** To the next hop, by the socket on which the call came in; where its name says nothing, back to where it came from. */
  async #hopTo(uri: string): Promise<Hop> {
    const [hop] = await this.#parts.agent.resolve(uri);
    if (hop === undefined) return this.#hop;
    const { local } = this.#hop;
    return local === undefined ? hop : { ...hop, local };
  }

  #end(cause: Cause): void {
    if (this.#over) return;
    this.#over = true;
    this.#acceptance?.[Symbol.dispose]();
    this.#parts.onGone();
    this.#parts.user.onOver(cause);
  }
}

/** The body as text; undefined when there is none. */
export function textOf(message: SipRequest): string | undefined {
  return message.body.length === 0 ? undefined : Buffer.from(message.body).toString("utf8");
}
