import { isSameAddress } from "../../../runtime/address-block.ts";
import { headerValue } from "../../../sip/message/headers.ts";
import type { SipRequest } from "../../../sip/message/message.ts";
import type { ServerTransaction } from "../../sip/agent/agent.ts";
import { sequenceOf, tagIn } from "../../sip/dialog/reading.ts";
import type { Arrival } from "../../sip/transport/hop.ts";
import type { SignallingConfig } from "../config.ts";
import type { ClientRegistry } from "../control/client-registry.ts";
import { notifyMessage, notifyNewRequest } from "../control/notifications.ts";
import { dialogIdBy, type Dialogs } from "../dialogs/dialogs.ts";
import type { Leg } from "../dialogs/leg.ts";
import type { PendingRequest } from "../dialogs/pending-request.ts";
import type { PendingRequests } from "../dialogs/pending-requests.ts";
import { newId } from "../message/identifiers.ts";
import { respondByEngine, type EngineAnswer } from "../message/plain-response.ts";
import { refuseInDialog } from "./in-dialog-refusal.ts";
import { filterRequest } from "./request-filter.ts";

/** An UPDATE in an early dialog that has no leg yet: from where its INVITE came, in order, one at a time (RFC 3311 §5.2). */
function refuseEarlyUpdate(invite: PendingRequest, { request, arrival }: ServerTransaction): EngineAnswer | undefined {
  const { source } = invite.transaction.arrival;
  if (!isSameAddress(source.address, arrival.source.address)) return GONE;
  const sequence = sequenceOf(request) ?? 0;
  if (sequence <= invite.lastSequence) return SERVER_ERROR;
  invite.lastSequence = sequence;
  return invite.update === undefined ? undefined : TRY_LATER;
}

/** An INVITE of ours that rings. */
interface Ringing {
  readonly transaction: { readonly request: SipRequest; readonly hop: { readonly address: string } };
}

/**
 * An UPDATE of the callee's while our INVITE rings (RFC 3311 §5.2): one that refreshes or moves its target is taken, for what the
 * early dialog is to us; an offer can't be answered while that of the INVITE isn't, and may come again.
 */
function answerEarlyUpdate(invite: Ringing, { request, arrival }: ServerTransaction): EngineAnswer {
  const { hop, request: ours } = invite.transaction;
  if (!isSameAddress(hop.address, arrival.source.address)) return GONE;
  if (request.body.length > 0) return TRY_LATER;
  const contact = headerValue(ours, "contact");
  return { status: 200, reason: "OK", ...(contact && { headers: [{ name: "Contact", value: contact }] }) };
}

/** Requests that make dialogs: their responses name the dialog that will be. */
const DIALOG_MAKING = new Set(["INVITE", "SUBSCRIBE"]);

/** Whose 2xx from the application says that it has proved the sender: OPTIONS gets one from all, a REGISTER says nothing of a call. */
const PROVES_A_MOVE = new Set(["INVITE", "UPDATE", "BYE", "INFO", "REFER"]);

const GONE = { status: 481, reason: "Call/Transaction Does Not Exist" };
/** No application takes such requests now: it restarts, or lets its calls come to their end (RFC 3261 §20.33). */
const UNAVAILABLE = {
  status: 503,
  reason: "Service Unavailable",
  headers: [{ name: "Retry-After", value: "5" }],
};
const SERVER_ERROR = { status: 500, reason: "Server Internal Error" };
/** One UPDATE at a time (RFC 3311 §5.2). */
const TRY_LATER = { ...SERVER_ERROR, headers: [{ name: "Retry-After", value: "2" }] };

/** What comes from the network: requests outside of dialogs and within, CANCELs and ACKs (RFC 3261 §8.2, §9.2, §12.2.2). */
export class RequestReceiver {
  readonly #config: SignallingConfig;
  readonly #clients: ClientRegistry;
  readonly #pending: PendingRequests;
  readonly #dialogs: Dialogs;
  readonly #ringing: (request: SipRequest) => Ringing | undefined;

  /** @param of.ringing  the INVITE of ours in whose early dialog a request comes */
  constructor(
    config: SignallingConfig,
    of: {
      readonly clients: ClientRegistry;
      readonly pending: PendingRequests;
      readonly dialogs: Dialogs;
      readonly ringing: (request: SipRequest) => Ringing | undefined;
    },
  ) {
    this.#config = config;
    this.#clients = of.clients;
    this.#pending = of.pending;
    this.#dialogs = of.dialogs;
    this.#ringing = of.ringing;
  }

  /** A request, the first time it is seen. The agent has answered an INVITE with 100 already. */
  receive(transaction: ServerTransaction): void {
    const { request } = transaction;
    const ringing = request.method === "UPDATE" ? this.#ringing(request) : undefined;
    if (ringing !== undefined) {
      respondByEngine(transaction, answerEarlyUpdate(ringing, transaction));
      return;
    }
    const leg = this.#dialogs.ofRequest(request);
    if (leg !== undefined) {
      this.#receiveWithin(leg, transaction);
      return;
    }
    if (request.method === "UPDATE" && this.#receiveEarlyUpdate(transaction)) return;

    const answer = filterRequest(this.#config, request);
    if (answer !== undefined) {
      respondByEngine(transaction, answer);
      return;
    }
    const client = this.#pending.isFull ? undefined : this.#clients.nextFor(request.method);
    if (client === undefined) {
      respondByEngine(transaction, UNAVAILABLE);
      return;
    }
    const dialogId = DIALOG_MAKING.has(request.method) ? dialogIdBy(request) : "";
    const pending = this.#pending.open({ client, transaction, dialogId, leg: undefined });
    notifyNewRequest(client, pending.id, transaction);
  }

  /** The caller gives up (RFC 3261 §9.2). The agent has answered the CANCEL; the INVITE gets its 487 here. */
  receiveCancel(transaction: ServerTransaction, cancel: SipRequest, arrival: Arrival): void {
    const pending = this.#pending.of(transaction);
    if (pending === undefined) return; // answered already: the CANCEL has no effect
    pending.settle();
    respondByEngine(transaction, { status: 487, reason: "Request Terminated" }, pending.localTag);
    pending.endEarlyDialog();
    const names = { transactionId: pending.id, dialogId: pending.toldDialogId };
    notifyMessage(pending.client, cancel, arrival, names);
  }

  /** The ACK to a 2xx of ours: stops its repetition, and the application sees it, with its body. */
  receiveAck(ack: SipRequest, arrival: Arrival): void {
    const leg = this.#dialogs.ofRequest(ack);
    if (leg === undefined) return;
    // An ACK can't be answered, so it can't be challenged; its body would be the answer to our offer.
    if (ack.body.length === 0 || leg.dialog.isFromPeer(arrival)) this.#passAck(leg, ack, arrival);
    else if (leg.dialog.isNamed)
      leg.inBackground(
        leg.dialog.isFromNamedPeer(arrival).then((isPeer) => isPeer && this.#passAck(leg, ack, arrival)),
      );
  }

  #passAck(leg: Leg, ack: SipRequest, arrival: Arrival): void {
    const transactionId = leg.receiveAck(ack) ? leg.transactionId : newId();
    notifyMessage(leg.client, ack, arrival, { transactionId, dialogId: leg.id });
  }

  /** Only from where the peer is: an eavesdropper who knows the dialog's tags must not end its call, or count its CSeq up. */
  #receiveWithin(leg: Leg, transaction: ServerTransaction): void {
    const { dialog } = leg;
    const { arrival } = transaction;
    if (dialog.isFromPeer(arrival)) this.#admit(leg, transaction);
    else if (!dialog.isNamed) this.#askWhetherMoved(leg, transaction);
    else
      leg.inBackground(
        dialog
          .isFromNamedPeer(arrival)
          .then((isPeer) => (isPeer ? this.#admit(leg, transaction) : this.#askWhetherMoved(leg, transaction))),
      );
  }

  /**
   * A phone may have moved to another network in the call: its application sees the request as one outside of dialogs, may
   * challenge it, and has it counted as the peer's by a 2xx. Any other method gets 481 from here: its 2xx proves nothing.
   */
  #askWhetherMoved(leg: Leg, transaction: ServerTransaction): void {
    const { client } = leg;
    const { method } = transaction.request;
    const mayAsk = !leg.over && !client.closed && !this.#pending.isFull && PROVES_A_MOVE.has(method);
    if (!mayAsk || !this.#clients.takes(client, method)) {
      respondByEngine(transaction, GONE);
      return;
    }
    const pending = this.#pending.open({ client, transaction, dialogId: "", leg: undefined, claimed: leg });
    notifyNewRequest(client, pending.id, transaction);
  }

  #admit(leg: Leg, transaction: ServerTransaction): void {
    const { request, arrival } = transaction;
    const refusal = refuseInDialog(leg, request);
    if (refusal !== undefined) {
      respondByEngine(transaction, refusal);
      if (request.method === "BYE" && leg.client.closed) leg.end();
      return;
    }
    if (!leg.dialog.receive(request, arrival)) {
      respondByEngine(transaction, SERVER_ERROR);
      return;
    }
    if (request.method === "UPDATE" && this.#receiveEarlyUpdate(transaction)) return;
    if (request.method === "BYE") leg.end();
    const pending = this.#pending.open({ client: leg.client, transaction, dialogId: leg.id, leg });
    notifyMessage(leg.client, request, arrival, { transactionId: pending.id, dialogId: leg.id });
  }

  /**
   * An UPDATE while the INVITE that it belongs to is unanswered (RFC 3311 §5.2). It shares the INVITE's name.
   * @returns false when there is no such INVITE
   */
  #receiveEarlyUpdate(transaction: ServerTransaction): boolean {
    const { request, arrival } = transaction;
    const invite = this.#pending.ringingFor(request);
    if (invite === undefined || tagIn(request, "to") !== invite.localTag) return false;
    const refusal = refuseEarlyUpdate(invite, transaction);
    if (refusal !== undefined) {
      respondByEngine(transaction, refusal);
      return true;
    }
    const { client, id, dialogId } = this.#pending.openUpdate(invite, transaction);
    notifyMessage(client, request, arrival, { transactionId: id, dialogId });
    return true;
  }
}
