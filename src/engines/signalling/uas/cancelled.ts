import type { ServerTransaction } from "../../sip/agent/agent.ts";
import type { SipRequest } from "../../../sip/message/message.ts";
import type { Arrival } from "../../sip/transport/hop.ts";
import { tellWithin } from "../control/tell.ts";
import type { Pending } from "../leg/leg.ts";
import { dialogIdBy } from "../leg/legs.ts";
import { endEarlyLeg, settle } from "../leg/pending.ts";
import { respondPlainly } from "../message/responding.ts";
import type { Parts } from "../parts.ts";

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
