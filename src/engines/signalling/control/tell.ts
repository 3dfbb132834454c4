import type { SipMessage } from "../../../sip/message/message.ts";
import type { Arrival, Hop } from "../../sip/transport/hop.ts";
import type { AppClient } from "./client.ts";
import type { Leg, Outgoing, Pending } from "../leg/leg.ts";
import type { Parts } from "../parts.ts";
import * as replies from "./replies.ts";
import { printMessage } from "../../../sip/message/print.ts";

/** How a message came, in the words of the control protocol. */
export const travelIn = ({ bytes, protocol, source, atMs }: Arrival): replies.Travel => ({
  bytes,
  protocol,
  address: source.address,
  port: source.port,
  atMs,
});

/** An application is told of a new request, and gets to answer it. */
export function tellNewRequest({ client, id, transaction }: Pending): void {
  const { arrival, request } = transaction;
  client.send(replies.newRequest(travelIn(arrival), id, arrival.local), printMessage(request));
}

/** A request within a dialog, an ACK, a CANCEL. */
export function tellWithin(
  client: AppClient,
  message: SipMessage,
  arrival: Arrival,
  id: string,
  dialogId: string,
): void {
  client.send(replies.message(travelIn(arrival), id, dialogId), printMessage(message));
}

/** A response to a request of the application. */
export function tellResponse(parts: Parts, outgoing: Outgoing, response: SipMessage, travel: replies.Travel): void {
  const line = replies.message(travel, outgoing.id, outgoing.dialogId);
  const bytes = printMessage(response);
  later(parts, outgoing, () => outgoing.client.send(line, bytes));
}

/**
 * Applications listen to a request's responses only once they have read the reply that it was sent. Reply and response
 * in one read would be too early for some, so a quick response waits a moment, and those behind it in turn.
 */
const HEAD_START_MS = 1;

function later(parts: Parts, { repliedAtMs, held }: Outgoing, tell: () => void): void {
  const waitMs = repliedAtMs + HEAD_START_MS - parts.clock.nowMs();
  if (waitMs <= 0 && held.length === 0) {
    tell();
    return;
  }
  held.push(tell);
  if (held.length > 1) return;
  parts.clock.arm(waitMs, () => {
    for (const held1 of held.splice(0)) held1();
  });
}

/** The engine itself has sent a request in the dialog: a BYE that nobody asked for. */
export function tellUnsolicited(parts: Parts, leg: Leg, sent: SipMessage, hop: Hop): void {
  const bytes = printMessage(sent);
  leg.client.send(replies.unsolicited(travelOut(parts, hop, bytes.length), leg.id), bytes);
}

/** The reply to a request of the application: what was sent, and the name that its responses will have. */
export function tellSent(
  parts: Parts,
  client: AppClient,
  commandId: string,
  sent: { readonly request: SipMessage; readonly hop: Hop },
  transactionId: string,
): void {
  const bytes = printMessage(sent.request);
  client.send(replies.requestSent(commandId, travelOut(parts, sent.hop, bytes.length), transactionId), bytes);
}

/** How a message of ours went: over UDP the original names our own address, over a stream its far end. */
function travelOut(parts: Parts, hop: Hop, bytes: number): replies.Travel {
  const { address, port } = hop.protocol === "udp" ? ourAddress(parts, hop) : hop;
  return { bytes, protocol: hop.protocol, address, port, atMs: parts.clock.nowMs() };
}

function ourAddress(parts: Parts, hop: Hop): { address: string; port: number } {
  const { host, port } = parts.agent.advertised(hop);
  return { address: host, port };
}
