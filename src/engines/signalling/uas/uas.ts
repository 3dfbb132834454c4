import type { ServerTransaction } from "../../sip/agent/agent.ts";
import { receiveEarlyUpdate } from "./early-update.ts";
import { receiveWithinLeg } from "./in-dialog.ts";
import { dialogIdBy, legOf } from "../leg/legs.ts";
import { LIMITS, type Parts } from "../parts.ts";
import { remember } from "../leg/pending.ts";
import { respondPlainly } from "../message/responding.ts";
import { screen } from "./screening.ts";
import { tellNewRequest } from "../control/tell.ts";

/** Requests that make dialogs: their responses name the dialog that will be. */
const DIALOG_MAKING = new Set(["INVITE", "SUBSCRIBE"]);

/** A request from the network, the first time it is seen. The agent has answered an INVITE with 100 already. */
export function receiveRequest(parts: Parts, transaction: ServerTransaction): void {
  const { request } = transaction;
  const leg = legOf(parts, request);
  if (leg !== undefined) {
    receiveWithinLeg(parts, leg, transaction);
    return;
  }
  if (request.method === "UPDATE" && receiveEarlyUpdate(parts, transaction)) return;

  const screened = screen(parts.config, request);
  if (screened !== undefined) {
    respondPlainly(transaction, screened.status, screened.reason);
    return;
  }
  const client = parts.pending.size < LIMITS.pending ? parts.routes.next(request.method) : undefined;
  if (client === undefined) {
    respondPlainly(transaction, 503, "Service Unavailable");
    return;
  }
  const dialogId = DIALOG_MAKING.has(request.method) ? dialogIdBy(request) : "";
  const pending = remember(parts, { client, transaction, dialogId, leg: undefined });
  parts.pending.set(pending.id, pending);
  if (request.method === "INVITE") parts.ringing.set(dialogId, pending);
  tellNewRequest(pending);
}
