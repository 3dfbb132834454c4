import type { AppRequest } from "../control/app-message.ts";
import type { AppClient } from "../control/client.ts";
import type { SipCommand } from "../control/commands.ts";
import * as replies from "../control/replies.ts";
import { tellSent } from "../control/tell.ts";
import { fillCancel } from "../message/filling.ts";
import { newId } from "../message/ids.ts";
import type { Parts } from "../parts.ts";
import { cancel } from "./dispatching.ts";

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
