import type { SipResponse } from "../../../sip/message/message.ts";
import { dialogOfUas } from "../../sip/dialog/establish.ts";
import { hopBack, pinOfUas, type NatSettings } from "../../sip/dialog/nat.ts";
import type { SessionTimer } from "../../sip/dialog/session-timer.ts";
import type { Dialogs } from "../dialogs/dialogs.ts";
import type { Leg } from "../dialogs/leg.ts";
import type { PendingRequest } from "../dialogs/pending-request.ts";
import { isTerminating } from "../dialogs/subscription-state.ts";
import type { Guard } from "../guard/guard.ts";
import type { NatKeepAlive } from "../flows/nat-keep-alive.ts";
import type { RegisteredFlows } from "../flows/registered-flows.ts";

/** A response to a request of theirs, as it was sent. */
export interface SentResponse {
  readonly response: SipResponse;
  readonly makesLeg: boolean;
  /** Our Contact from now on, if it makes a dialog. */
  readonly contact: string;
  readonly sdp: Uint8Array | undefined;
  readonly session: SessionTimer | undefined;
}

export interface ResponseEffectsParts {
  readonly dialogs: Dialogs;
  readonly flows: RegisteredFlows;
  readonly natKeepAlive: NatKeepAlive;
  readonly nat: NatSettings;
  readonly guard: Guard | undefined;
}

/** What follows from having answered: dialogs begin and end, timers start, registered connections are remembered. */
export class ResponseEffects {
  readonly #dialogs: Dialogs;
  readonly #flows: RegisteredFlows;
  readonly #natKeepAlive: NatKeepAlive;
  readonly #nat: NatSettings;
  readonly #guard: Guard | undefined;

  constructor({ dialogs, flows, natKeepAlive, nat, guard }: ResponseEffectsParts) {
    this.#dialogs = dialogs;
    this.#flows = flows;
    this.#natKeepAlive = natKeepAlive;
    this.#nat = nat;
    this.#guard = guard;
  }

  follow(pending: PendingRequest, sent: SentResponse): void {
    const { status } = sent.response;
    const { request, arrival } = pending.transaction;
    if (pending.leg === undefined) this.#guard?.noteAnswer(request, sent.response, arrival);
    const leg = sent.makesLeg ? this.#legMadeBy(pending, sent) : (pending.leg ?? this.#dialogs.get(pending.dialogId));
    if (leg !== undefined && sent.sdp !== undefined) leg.localSdp = sent.sdp;
    if (status < 200) {
      if (status > 100) pending.awaitDecision();
      return;
    }
    pending.settle();
    if (status < 300) this.#succeed(pending, leg, sent);
    else pending.endEarlyDialog();
    if (leg?.madeBy === "SUBSCRIBE" && isTerminating(pending.transaction.request)) leg.end();
  }

  /** The dialog of our 2xx or reliable 1xx; the 2xx confirms the one that a 1xx made. */
  #legMadeBy(pending: PendingRequest, { response, contact }: SentResponse): Leg | undefined {
    const { transaction, client, id, dialogId, reliable } = pending;
    const { request, arrival } = transaction;
    const early = response.status < 200;
    const known = this.#dialogs.get(dialogId);
    if (known !== undefined) {
      known.confirmAsUas(early, contact);
      return known;
    }
    const dialog = dialogOfUas(request, response);
    if (!dialog.ok) return undefined; // an INVITE without Contact: it is answered, but nothing can be sent to it
    const leg = this.#dialogs.create({
      id: dialogId,
      client,
      role: "uas",
      madeBy: request.method === "SUBSCRIBE" ? "SUBSCRIBE" : "INVITE",
      transactionId: id,
      dialog: dialog.value,
      early,
      pinned: pinOfUas(request, arrival, this.#nat),
      back: hopBack(arrival),
      contact,
    });
    leg.reliable = reliable;
    this.#dialogs.add(leg);
    return leg;
  }

  #succeed(
    { id, transaction, method }: PendingRequest,
    leg: Leg | undefined,
    { response, session }: SentResponse,
  ): void {
    const { request, arrival } = transaction;
    switch (method) {
      case "REGISTER":
        this.#flows.rememberAccepted(id, request, response, arrival);
        this.#natKeepAlive.noteAccepted(request, response, arrival);
        this.#dialogs.phoneReturned(request, arrival, (flow) => this.#flows.usernamesOn(flow));
        return;
      case "SUBSCRIBE":
        if (leg?.madeBy === "SUBSCRIBE") leg.awaitExpiry(request, response);
        return;
      case "INVITE":
        if (leg === undefined) return;
        leg.reliable?.answered();
        leg.awaitAck(transaction, response);
        leg.session.start(session);
        return;
      case "UPDATE":
        if (session === undefined) leg?.session.restart();
        else leg?.session.start(session);
        return;
      default:
        return;
    }
  }
}
