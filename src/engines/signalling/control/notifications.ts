import type { SipMessage } from "../../../sip/message/message.ts";
import { printMessage } from "../../../sip/message/print.ts";
import type { ServerTransaction } from "../../sip/agent/agent.ts";
import type { Arrival } from "../../sip/transport/hop.ts";
import type { ControlClient } from "./control-client.ts";
import * as firstLines from "./first-lines.ts";
import { detailsOfArrival } from "./transport-details.ts";

/** The names that a message has on the control connection. */
export interface MessageNames {
  readonly transactionId: string;
  /** Empty where no dialog is named. */
  readonly dialogId: string;
}

/** An application is told of a new request, and gets to answer it. */
export function notifyNewRequest(client: ControlClient, transactionId: string, transaction: ServerTransaction): void {
  const { arrival, request } = transaction;
  const firstLine = firstLines.newRequest(detailsOfArrival(arrival), transactionId, arrival.local);
  if (request.method === "REGISTER") client.sendUnhurried(firstLine, printMessage(request));
  else client.send(firstLine, printMessage(request));
}

/** An application is told of a request within a dialog, an ACK, a CANCEL. */
export function notifyMessage(
  client: ControlClient,
  message: SipMessage,
  arrival: Arrival,
  { transactionId, dialogId }: MessageNames,
): void {
  client.send(firstLines.message(detailsOfArrival(arrival), transactionId, dialogId), printMessage(message));
}
