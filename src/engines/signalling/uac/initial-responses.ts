import { headerValue } from "../../../sip/message/headers.ts";
import type { SipResponse } from "../../../sip/message/message.ts";
import { dialogOfUac } from "../../sip/dialog/establish.ts";
import { hopBack, pinOfUac, type NatSettings } from "../../sip/dialog/nat.ts";
import { contactUriOf, sequenceOf } from "../../sip/dialog/reading.ts";
import type { Arrival } from "../../sip/transport/hop.ts";
import type { Dialogs } from "../dialogs/dialogs.ts";
import { APPLICATION_GONE, type Leg } from "../dialogs/leg.ts";
import type { DialogState } from "../dialogs/sip-dialog.ts";
import type { AdvertisedAddresses } from "../message/advertised-addresses.ts";
import { carriesSdp } from "../message/message-builder.ts";
import type { OnAnswer, OutgoingRequest } from "./outgoing-request.ts";

/** The dialogs that responses to our INVITEs and SUBSCRIBEs make, confirm and end (RFC 3261 §12.1.2, RFC 6665 §4.4.1). */
export class InitialResponses {
  readonly #dialogs: Dialogs;
  readonly #addresses: AdvertisedAddresses;
  readonly #nat: NatSettings;

  constructor(dialogs: Dialogs, addresses: AdvertisedAddresses, nat: NatSettings) {
    this.#dialogs = dialogs;
    this.#addresses = addresses;
    this.#nat = nat;
  }

  /** A response to a request outside of dialogs: it may make a dialog, or end an early one. */
  readonly receive: OnAnswer = (outgoing, response, arrival) => {
    const { request } = outgoing.transaction;
    if (arrival === undefined || response.status >= 300) {
      this.#dialogs.endEarly(outgoing.dialogId, outgoing.id);
      return true;
    }
    if (request.method === "INVITE") return this.#receiveInviteAnswer(outgoing, response, arrival);
    if (request.method === "SUBSCRIBE" && response.status >= 200)
      this.#legMadeBy(outgoing, response, arrival)?.awaitExpiry(request, response);
    return true;
  };

  #receiveInviteAnswer(outgoing: OutgoingRequest, response: SipResponse, arrival: Arrival): boolean {
    if (response.status < 200 && headerValue(response, "rseq") === undefined) return true;
    const sequence = sequenceOf(response) ?? 0;
    const known = this.#dialogs.get(outgoing.dialogId);
    if (response.status >= 200 && known !== undefined && !known.early) {
      this.#refuseFork(outgoing, response, arrival);
      return false;
    }
    const leg = this.#legMadeBy(outgoing, response, arrival);
    if (leg === undefined || response.status < 200) return true;

    leg.acknowledgements.owe(sequence, outgoing.transaction.request);
    leg.byeAfterAck = whyEndAtOnce(outgoing, response);
    leg.session.agree(response);
    if (outgoing.abandoned) {
      // The application is gone: the call is ACKed, as it must be, and ended.
      leg.acknowledgeInBackground(sequence);
      leg.hangUpInBackground(APPLICATION_GONE);
    }
    return true;
  }

  /** Another phone behind the same INVITE answered as well (RFC 3261 §13.2.2.4): one is enough. */
  #refuseFork(outgoing: OutgoingRequest, response: SipResponse, arrival: Arrival): void {
    const fork = this.#legFrom(outgoing, response, arrival);
    fork?.acknowledgeInBackground(sequenceOf(response) ?? 0);
    fork?.hangUpInBackground("Call completed elsewhere", "silently");
  }

  /** The dialog that their response makes; a 2xx confirms the one of a reliable 1xx, perhaps of another fork. */
  #legMadeBy(outgoing: OutgoingRequest, response: SipResponse, arrival: Arrival): Leg | undefined {
    const known = this.#dialogs.get(outgoing.dialogId);
    if (known === undefined) {
      const leg = this.#legFrom(outgoing, response, arrival);
      if (leg !== undefined) this.#dialogs.add(leg);
      return leg;
    }
    const state = this.#stateFrom(outgoing, response, arrival);
    if (state === undefined) return undefined;
    known.confirmAsUac(state, response.status < 200);
    return known;
  }

  #legFrom(outgoing: OutgoingRequest, response: SipResponse, arrival: Arrival): Leg | undefined {
    const { request, hop } = outgoing.transaction;
    const state = this.#stateFrom(outgoing, response, arrival);
    if (state === undefined || this.#dialogs.isFull) return undefined;
    const leg = this.#dialogs.create({
      ...state,
      id: outgoing.dialogId,
      client: outgoing.client,
      role: "uac",
      madeBy: request.method === "SUBSCRIBE" ? "SUBSCRIBE" : "INVITE",
      transactionId: outgoing.id,
      early: response.status < 200,
      contact: headerValue(request, "contact") ?? this.#addresses.contactTowards(hop),
    });
    if (carriesSdp(request)) leg.localSdp = request.body;
    return leg;
  }

  #stateFrom(outgoing: OutgoingRequest, response: SipResponse, arrival: Arrival): DialogState | undefined {
    const dialog = dialogOfUac(outgoing.transaction.request, response);
    if (!dialog.ok) return undefined;
    return { dialog: dialog.value, pinned: pinOfUac(response, arrival, this.#nat), back: hopBack(arrival) };
  }
}

/** RFC 3261 §12.1.1: a 2xx has a Contact. Of one without drachtio-srf makes no dialog, so the engine has to end the call. */
function whyEndAtOnce(outgoing: OutgoingRequest, response: SipResponse): string | undefined {
  if (outgoing.cancelled) return outgoing.cancelledBecause ?? "ACK-BYE due to cancel race condition";
  return contactUriOf(response) === undefined ? "No Contact in the answer" : undefined;
}
