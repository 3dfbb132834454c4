import { headerValue, headerValues } from "../../../sip/message/headers.ts";
import type { Header, SipRequest } from "../../../sip/message/message.ts";
import { printMessage } from "../../../sip/message/print.ts";
import { parseSessionExpires } from "../../../sip/scalars.ts";
import { hopBack } from "../../sip/dialog/nat.ts";
import { answerSession, type SessionAnswer } from "../../sip/dialog/session-timer.ts";
import type { SignallingConfig } from "../config.ts";
import type { SipCommand } from "../control/commands.ts";
import type { ControlClient } from "../control/control-client.ts";
import * as firstLines from "../control/first-lines.ts";
import type { SentNotices } from "../control/sent-notices.ts";
import type { Dialogs } from "../dialogs/dialogs.ts";
import type { Leg } from "../dialogs/leg.ts";
import type { PendingRequest } from "../dialogs/pending-request.ts";
import type { PendingRequests } from "../dialogs/pending-requests.ts";
import type { AdvertisedAddresses } from "../message/advertised-addresses.ts";
import type { ApplicationResponse } from "../message/application-message.ts";
import {
  buildResponse,
  chosenTag,
  contactUri,
  contentTypeOf,
  headerOf,
  withAdvertisedAddress,
  type AdvertisedAddress,
} from "../message/message-builder.ts";
import { respondByEngine } from "../message/plain-response.ts";
import type { ResponseEffects } from "./response-effects.ts";

export interface ResponderServices {
  readonly config: SignallingConfig;
  readonly addresses: AdvertisedAddresses;
  readonly dialogs: Dialogs;
  readonly pending: PendingRequests;
  readonly notices: SentNotices;
  readonly effects: ResponseEffects;
}

const GONE = { status: 481, reason: "Call/Transaction Does Not Exist" };
const OUT_OF_ORDER = { status: 500, reason: "Server Internal Error" };
const UNKNOWN = "Response not sent due to unknown transaction";

/** Sends applications' responses to requests from the network (RFC 3261 §8.2.6), with what the engine knows better filled in. */
export class Responder {
  readonly #services: ResponderServices;

  constructor(services: ResponderServices) {
    this.#services = services;
  }

  /** An application answers a request from the network. */
  respond(client: ControlClient, command: SipCommand, wanted: ApplicationResponse): void {
    const { dialogs, notices } = this.#services;
    const pending = this.#requestAnsweredBy(client, command, wanted);
    if (pending !== undefined && this.#isTooLateToBelieve(pending, wanted)) {
      client.send(firstLines.notOk(command.id, UNKNOWN));
      return;
    }
    const problem = pending === undefined ? UNKNOWN : this.#problemWith(pending, wanted);
    const bytes = pending === undefined || problem !== undefined ? undefined : this.#send(pending, wanted);
    if (pending === undefined || bytes === undefined) {
      client.send(firstLines.notOk(command.id, problem ?? UNKNOWN));
      return;
    }
    const isNamed = pending.leg === undefined || dialogs.get(pending.dialogId) !== undefined;
    const names = { transactionId: pending.id, dialogId: isNamed ? pending.dialogId : "" };
    const sent = { bytes, arrival: pending.transaction.arrival, isAwaited: isAwaited(pending, wanted) };
    notices.responseSent(client, command.id, sent, names);
  }

  /**
   * A 2xx to a request in a dialog that came from elsewhere: the application has seen its sender's password, or trusts its
   * address, so the dialog's peer is there from now on. Any other answer leaves the dialog as it was.
   */
  #isTooLateToBelieve(pending: PendingRequest, { status }: ApplicationResponse): boolean {
    const { claimed, leg, transaction, localTag } = pending;
    if (claimed === undefined || leg !== undefined || status < 200 || status > 299) return false;
    if (pending.believe(claimed)) return false;
    pending.settle();
    respondByEngine(transaction, claimed.over ? GONE : OUT_OF_ORDER, localTag);
    return true;
  }

  /** An UPDATE before the INVITE's answer shares the INVITE's name, and is told from it by its CSeq. */
  #requestAnsweredBy(
    client: ControlClient,
    { transactionId }: SipCommand,
    { headers }: ApplicationResponse,
  ): PendingRequest | undefined {
    const pending = this.#services.pending.get(transactionId);
    if (pending?.client !== client) return undefined;
    const isUpdates = pending.method === "INVITE" && headerOf(headers, "CSeq")?.endsWith(" UPDATE") === true;
    return isUpdates ? pending.update : pending;
  }

  /** What the application is told instead of having its response sent. */
  #problemWith(pending: PendingRequest, wanted: ApplicationResponse): string | undefined {
    const { dialogs } = this.#services;
    const { transaction, dialogId, id } = pending;
    if (isReliable(transaction.request, wanted) && !supports100rel(transaction.request))
      return "Remote endpoint does not support 100rel";
    if (!makesDialog(pending, wanted)) return undefined;

    const twin = dialogs.get(dialogId);
    if (twin === undefined && dialogs.isFull) {
      pending.withdraw("no-room");
      return "too many dialogs";
    }
    if (twin === undefined || twin.transactionId === id) return undefined;
    // The same call came by two ways, and the other one was answered (RFC 3261 §8.2.2.2).
    pending.settle();
    respondByEngine(transaction, { status: 480, reason: "Temporarily Unavailable" }, pending.localTag);
    return "dialog already exists, rejecting this request";
  }

  /** @returns the response as it was sent; undefined when it was too late */
  #send(pending: PendingRequest, wanted: ApplicationResponse): Uint8Array | undefined {
    const { transaction, leg } = pending;
    const { request, arrival } = transaction;
    pending.answer(chosenTag(wanted));

    const address = this.#services.addresses.towards(hopBack(arrival));
    const reliable = isReliable(request, wanted) ? pending.beReliable() : undefined;
    const rseq = reliable?.nextRSeq();
    const session = this.#sessionAnswer(pending, wanted);
    const contact = ourContact(wanted, leg, address);
    const makesLeg = makesDialog(pending, wanted);
    const response = buildResponse(wanted, request, {
      toTag: pending.localTag,
      address,
      contact: makesLeg || refreshesTarget(leg, request, wanted) ? contact : undefined,
      extra: extraHeaders(rseq, session.header),
    });
    const bytes = printMessage(response);
    if (!transaction.respond(response, bytes)) return undefined;

    if (rseq !== undefined) reliable?.sent(rseq, () => transaction.respond(response, bytes));
    const sdp = contentTypeOf(wanted) === "application/sdp" ? wanted.body : undefined;
    this.#services.effects.follow(pending, { response, makesLeg, contact, sdp, session: session.timer });
    return bytes;
  }

  /** What a 2xx to INVITE or UPDATE says about session timers (RFC 4028 §9). */
  #sessionAnswer({ leg, method, transaction }: PendingRequest, wanted: ApplicationResponse): SessionAnswer {
    const isAsked = method === "INVITE" || method === "UPDATE";
    if (!isAsked || wanted.status < 200 || wanted.status > 299) return { header: undefined, timer: undefined };
    const own = parseSessionExpires(headerOf(wanted.headers, "Session-Expires") ?? "");
    const offered = parseSessionExpires(headerValue(transaction.request, "session-expires") ?? "");
    // A refresh that leaves open who is next: the side that it was before.
    const before = leg?.session.refresherOfTheirRequest;
    return answerSession(own, offered, before ?? this.#services.config.defaultRefresher);
  }
}

/** A provisional response that is to be acknowledged by PRACK (RFC 3262 §3). */
const isReliable = (request: SipRequest, { status, headers }: ApplicationResponse): boolean =>
  request.method === "INVITE" &&
  status > 100 &&
  status < 200 &&
  headerValues({ headers }, "require").some((tag) => tag.toLowerCase() === "100rel");

const supports100rel = (request: SipRequest): boolean =>
  [...headerValues(request, "supported"), ...headerValues(request, "require")].some(
    (tag) => tag.toLowerCase() === "100rel",
  );

/** Applications go on with a call or subscription when they know that they have answered it; nothing follows from other responses. */
const isAwaited = ({ method, transaction }: PendingRequest, wanted: ApplicationResponse): boolean =>
  method === "SUBSCRIBE" || (method === "INVITE" && (wanted.status >= 200 || isReliable(transaction.request, wanted)));

/** Only an INVITE or SUBSCRIBE outside of dialogs can make one (RFC 3261 §12.1, RFC 6665 §4.4.1). */
function makesDialog({ leg, method, transaction }: PendingRequest, wanted: ApplicationResponse): boolean {
  if (leg !== undefined || (method !== "INVITE" && method !== "SUBSCRIBE")) return false;
  return (wanted.status >= 200 && wanted.status < 300) || isReliable(transaction.request, wanted);
}

/** RFC 3261 §12.2.2: within a dialog the responses to these say where we are. */
const refreshesTarget = (leg: Leg | undefined, { method }: SipRequest, { status }: ApplicationResponse): boolean =>
  leg !== undefined &&
  status > 100 &&
  (method === "INVITE" || method === "SUBSCRIBE" || (method === "UPDATE" && status < 300));

function ourContact(wanted: ApplicationResponse, leg: Leg | undefined, address: AdvertisedAddress): string {
  const own = headerOf(wanted.headers, "Contact");
  if (own === undefined) return leg?.contact ?? `<${contactUri(address)}>`;
  return withAdvertisedAddress({ name: "Contact", value: own }, address).value;
}

function extraHeaders(rseq: number | undefined, sessionExpires: string | undefined): readonly Header[] {
  const headers: Header[] = [];
  if (rseq !== undefined) headers.push({ name: "RSeq", value: `${rseq}` });
  if (sessionExpires !== undefined) headers.push({ name: "Session-Expires", value: sessionExpires });
  return headers;
}
