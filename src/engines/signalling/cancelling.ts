import type { ServerTransaction } from "../sip/agent/agent.ts";
import type { SipRequest } from "../sip/message/message.ts";
import type { Arrival } from "../sip/transport/hop.ts";
import type { AppRequest } from "./app-message.ts";
import type { AppClient } from "./client.ts";
import type { SipCommand } from "./commands.ts";
import { cancel } from "./dispatching.ts";
import { fillCancel } from "./filling.ts";
import { newId } from "./ids.ts";
import type { Pending } from "./leg.ts";
import { dialogIdBy } from "./legs.ts";
import type { Parts } from "./parts.ts";
import { endEarlyLeg, settle } from "./pending.ts";
import * as replies from "./replies.ts";
import { respondPlainly } from "./responding.ts";
import { tellSent, tellWithin } from "./tell.ts";

/** An application takes its INVITE back. The 200 to the CANCEL is nobody's business; the INVITE's own answer will be told. */
export function sendCancel(parts: Parts, client: AppClient, command: SipCommand, app: AppRequest): void {
  const outgoing = parts.outgoing.get(command.transactionId);
  const isTheirs = outgoing?.client === client && outgoing.transaction.request.method === "INVITE";
  const sent = isTheirs ? cancel(parts, outgoing, fillCancel(app)) : undefined;
  if (outgoing === undefined || sent === undefined) {
    client.send(replies.notOk(command.id, `unable to cancel unknown transaction id: ${command.transactionId}`));
    return;
  }
  tellSent(parts, client, command.id, { request: sent, hop: outgoing.transaction.hop }, newId());
}

/** The caller gives up (RFC 3261 §9.2). The agent has answered the CANCEL; the INVITE gets its 487 here. */
export function receiveCancel(
  parts: Parts,
  transaction: ServerTransaction,
  cancelRequest: SipRequest,
  arrival: Arrival,
): void {
  const pending = pendingOf(parts, transaction);
  if (pending === undefined) return; // answered already: the CANCEL has no effect
  settle(parts, pending);
  respondPlainly(transaction, 487, "Request Terminated", { toTag: pending.localTag });
  endEarlyLeg(parts, pending);
  tellWithin(pending.client, cancelRequest, arrival, pending.id, pending.answered ? pending.dialogId : "");
}

/** A ringing call is found by its dialog's name; a re-INVITE, or one of two that came by different ways, by looking. */
function pendingOf(parts: Parts, { id, request }: ServerTransaction): Pending | undefined {
  const ringing = parts.ringing.get(dialogIdBy(request));
  if (ringing?.transaction.id === id) return ringing;
  for (const pending of parts.pending.values()) if (pending.transaction.id === id) return pending;
  return undefined;
}
