import type { Header, SipRequest } from "../../../sip/message/message.ts";
import { newId, newTag } from "../message/ids.ts";
import type { Leg, Pending } from "./leg.ts";
import type { Parts } from "../parts.ts";
import { respondPlainly } from "../message/responding.ts";
import { tellWithin } from "../control/tell.ts";

interface Remembering {
  /** The name on the control connection; a new one unless given. */
  readonly id?: string;
  readonly waitMs?: number;
}

/** From now on the application owes an answer. */
export function remember(
  parts: Parts,
  of: Pick<Pending, "client" | "transaction" | "dialogId" | "leg">,
  { id = newId(), waitMs = parts.waits.unansweredMs }: Remembering = {},
): Pending {
  const pending: Pending = {
    ...of,
    id,
    localTag: newTag(),
    answered: false,
    deadline: undefined,
    reliable: undefined,
    update: undefined,
  };
  pending.deadline = parts.clock.arm(waitMs, () => withdraw(parts, pending, "timeout"));
  of.leg?.pending.add(pending);
  return pending;
}

/** The request has its final response, or will never get one from the application. */
export function settle(parts: Parts, pending: Pending): void {
  pending.deadline?.disarm();
  pending.leg?.pending.delete(pending);
  if (parts.pending.get(pending.id) === pending) parts.pending.delete(pending.id);
  if (parts.ringing.get(pending.dialogId) === pending) parts.ringing.delete(pending.dialogId);
  if (pending.update !== undefined) withdraw(parts, pending.update, "dialog-ended");
}

/** Why an application doesn't get to answer a request. */
export type Withdrawal =
  /** It took too long. */
  | "timeout"
  /** Its connection is gone. */
  | "client-gone"
  /** The dialog that the request came in has ended. */
  | "dialog-ended"
  /** Its reliable provisional response was never acknowledged (RFC 3262 §3). */
  | "no-prack";

/** The engine answers in the application's place, and tells it so if it is waiting for a call. */
export function withdraw(parts: Parts, pending: Pending, why: Withdrawal): void {
  const { transaction, client, id, dialogId } = pending;
  const { request, arrival } = transaction;
  settle(parts, pending);
  const { status, reason } = substitute(request.method, why);
  respondPlainly(transaction, status, reason, { toTag: pending.localTag });
  endEarlyLeg(parts, pending);
  if (request.method === "INVITE" && pending.leg === undefined)
    tellWithin(client, cancelInstead(request, reason), arrival, id, pending.answered ? dialogId : "");
}

/** The dialog is over: nothing is repeated, refreshed or awaited any more. */
export function endLeg(parts: Parts, leg: Leg): void {
  if (parts.legs.get(leg.id) === leg) parts.legs.delete(leg.id);
  for (const acceptance of leg.acceptances.values()) acceptance[Symbol.dispose]();
  leg.acceptances.clear();
  for (const { forget } of leg.acknowledgements.values()) forget?.disarm();
  leg.acknowledgements.clear();
  leg.session?.alarm.disarm();
  leg.session = undefined;
  leg.expiry?.disarm();
  leg.reliable?.[Symbol.dispose]();
  for (const pending of leg.pending) withdraw(parts, pending, "dialog-ended");
}

/** The INVITE was refused: the dialog that a reliable provisional response of ours made goes with it. */
export function endEarlyLeg(parts: Parts, { id, dialogId }: Pending): void {
  const leg = parts.legs.get(dialogId);
  if (leg?.early === true && leg.transactionId === id) endLeg(parts, leg);
}

function substitute(method: string, why: Withdrawal): { readonly status: number; readonly reason: string } {
  if (method === "BYE") return { status: 200, reason: "OK" }; // the dialog is over, whoever says so
  switch (why) {
    case "timeout":
      return method === "INVITE"
        ? { status: 480, reason: "Temporarily Unavailable" }
        : { status: 500, reason: "Server Internal Error" };
    case "client-gone":
      return { status: 503, reason: "Service Unavailable" };
    case "dialog-ended":
      return method === "INVITE"
        ? { status: 487, reason: "Request Terminated" }
        : { status: 481, reason: "Call/Transaction Does Not Exist" };
    case "no-prack":
      return { status: 504, reason: "Server Time-out" };
  }
}

/** Copied from an INVITE into its CANCEL (RFC 3261 §9.1). */
const CANCEL_HEADERS = new Set(["via", "v", "from", "f", "to", "t", "call-id", "i", "max-forwards"]);

/** Applications know one way to learn that a caller won't be answered: as if the caller had cancelled. */
function cancelInstead(invite: SipRequest, because: string): SipRequest {
  const headers: Header[] = [];
  for (const { name, value } of invite.headers) {
    if (CANCEL_HEADERS.has(name.toLowerCase())) headers.push({ name, value });
    if (name.toLowerCase() === "cseq") headers.push({ name, value: value.replace(/INVITE$/, "CANCEL") });
  }
  headers.push({ name: "Reason", value: `SIP;cause=500;text="${because}"` }, { name: "Content-Length", value: "0" });
  return { kind: "request", method: "CANCEL", uri: invite.uri, headers, body: new Uint8Array() };
}
