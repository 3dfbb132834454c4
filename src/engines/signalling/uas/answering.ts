import { hopBack } from "../../sip/dialog/nat.ts";
import { answerSession, type SessionAnswer } from "../../sip/dialog/session-timer.ts";
import { parseSessionExpires } from "../../../sip/scalars.ts";
import type { Header, SipRequest, SipResponse } from "../../../sip/message/message.ts";
import type { AppResponse } from "../control/app-message.ts";
import type { AppClient } from "../control/client.ts";
import type { SipCommand } from "../control/commands.ts";
import { answered } from "./answered.ts";
import { addressed, chosenTag, contentTypeOf, fillResponse, ourUri, written } from "../message/filling.ts";
import type { Leg, Pending } from "../leg/leg.ts";
import { LIMITS, type Parts } from "../parts.ts";
import { settle, withdraw } from "../leg/pending.ts";
import { placeTowards } from "../message/place.ts";
import { reliabilityOf } from "./reliability.ts";
import * as replies from "../control/replies.ts";
import { respondPlainly } from "../message/responding.ts";
import { travelIn } from "../control/tell.ts";
import { headerValue, headerValues } from "../../../sip/message/headers.ts";
import { printMessage } from "../../../sip/message/print.ts";

const UNKNOWN = "Response not sent due to unknown transaction";

/** An application answers a request from the network. */
export function answer(parts: Parts, client: AppClient, command: SipCommand, app: AppResponse): void {
  const pending = awaited(parts, client, command, app);
  const problem = pending === undefined ? UNKNOWN : problemWith(parts, pending, app);
  const response = pending === undefined || problem !== undefined ? undefined : respond(parts, pending, app);
  if (pending === undefined || response === undefined) {
    client.send(replies.notOk(command.id, problem ?? UNKNOWN));
    return;
  }
  const bytes = printMessage(response);
  const named = pending.leg === undefined || parts.legs.has(pending.dialogId) ? pending.dialogId : "";
  const travel = { ...travelIn(pending.transaction.arrival), bytes: bytes.length, atMs: parts.clock.nowMs() };
  client.send(replies.responseSent(command.id, travel, pending.id, named), bytes);
}

/** The request that is answered; an UPDATE before the INVITE's answer shares its name, and is told by its CSeq. */
function awaited(parts: Parts, client: AppClient, command: SipCommand, app: AppResponse): Pending | undefined {
  const pending = parts.pending.get(command.transactionId);
  if (pending?.client !== client) return undefined;
  const isUpdates = /\bUPDATE$/.test(written(app.headers, "CSeq") ?? "");
  return isUpdates && pending.update !== undefined ? pending.update : pending;
}

/** A provisional response that is to be acknowledged by PRACK (RFC 3262 §3). */
const isReliable = (request: SipRequest, app: AppResponse): boolean =>
  request.method === "INVITE" &&
  app.status > 100 &&
  app.status < 200 &&
  app.headers.some(({ name, value }) => name === "Require" && /\b100rel\b/i.test(value));

/** Whether it makes a dialog, which only an INVITE or SUBSCRIBE outside of dialogs can (RFC 3261 §12.1, RFC 6665 §4.4.1). */
function makesLeg({ leg, transaction: { request } }: Pending, app: AppResponse): boolean {
  if (leg !== undefined || (request.method !== "INVITE" && request.method !== "SUBSCRIBE")) return false;
  return (app.status >= 200 && app.status < 300) || isReliable(request, app);
}

/** What the application is told instead of having its response sent. */
function problemWith(parts: Parts, pending: Pending, app: AppResponse): string | undefined {
  const { transaction, dialogId, id } = pending;
  if (isReliable(transaction.request, app) && !supports100rel(transaction.request))
    return "Remote endpoint does not support 100rel";
  if (!makesLeg(pending, app)) return undefined;

  const twin = parts.legs.get(dialogId);
  if (twin === undefined && parts.legs.size >= LIMITS.legs) {
    withdraw(parts, pending, "client-gone");
    return "too many dialogs";
  }
  if (twin === undefined || twin.transactionId === id) return undefined;
  // The same call came by two ways, and the other one was answered (RFC 3261 §8.2.2.2).
  settle(parts, pending);
  respondPlainly(transaction, 480, "Temporarily Unavailable", { toTag: pending.localTag });
  return "dialog already exists, rejecting this request";
}

const supports100rel = (request: SipRequest): boolean =>
  [...headerValues(request, "supported"), ...headerValues(request, "require")].some(
    (tag) => tag.toLowerCase() === "100rel",
  );

/** Sends it, with what the engine knows better filled in. @returns what was sent; undefined when it was too late */
function respond(parts: Parts, pending: Pending, app: AppResponse): SipResponse | undefined {
  const { transaction, leg } = pending;
  const { request, arrival } = transaction;
  if (!pending.answered) pending.localTag = chosenTag(app) ?? pending.localTag;
  pending.answered = true;

  const place = placeTowards(parts, hopBack(arrival));
  const reliable = isReliable(request, app) ? reliabilityOf(parts, pending) : undefined;
  const rseq = reliable?.nextRSeq();
  const session = sessionOf(parts, pending, app);
  const own = written(app.headers, "Contact");
  const contact =
    own === undefined
      ? (leg?.contact ?? `<${ourUri(place)}>`)
      : addressed({ name: "Contact", value: own }, place).value;
  const makes = makesLeg(pending, app);
  const response = fillResponse(app, request, {
    toTag: pending.localTag,
    place,
    contact: makes || isRefreshing(leg, request, app) ? contact : undefined,
    extra: [...header("RSeq", rseq), ...header("Session-Expires", session.header)],
  });
  if (!transaction.respond(response)) return undefined;

  if (reliable !== undefined && rseq !== undefined) reliable.sent(rseq, () => transaction.respond(response));
  const sdp = contentTypeOf(app) === "application/sdp" ? app.body : undefined;
  answered(parts, pending, { response, makesLeg: makes, contact, sdp, session: session.timer });
  return response;
}

/** RFC 3261 §12.2.2: within a dialog the responses to these say where we are. */
const isRefreshing = (leg: Leg | undefined, { method }: SipRequest, { status }: AppResponse): boolean =>
  leg !== undefined &&
  status > 100 &&
  (method === "INVITE" || method === "SUBSCRIBE" || (method === "UPDATE" && status < 300));

/** What a 2xx to INVITE or UPDATE says about session timers (RFC 4028 §9). */
function sessionOf({ config }: Parts, { leg, transaction: { request } }: Pending, app: AppResponse): SessionAnswer {
  const isAsked = request.method === "INVITE" || request.method === "UPDATE";
  if (!isAsked || app.status < 200 || app.status > 299) return { header: undefined, timer: undefined };
  const own = parseSessionExpires(written(app.headers, "Session-Expires") ?? "");
  const offered = parseSessionExpires(headerValue(request, "session-expires") ?? "");
  // A refresh that leaves open who is next: whoever it was before, seen from the request's two ends.
  const before = leg?.session && (leg.session.timer.refresher === "we" ? "uas" : "uac");
  return answerSession(own, offered, before ?? config.defaultRefresher);
}

const header = (name: string, value: string | number | undefined): Header[] =>
  value === undefined ? [] : [{ name, value: `${value}` }];
