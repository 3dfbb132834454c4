import { ackWithin, requestWithin } from "../../sip/dialog/requests.ts";
import type { InDialogRequest } from "../../sip/dialog/dialog.ts";
import type { SipMessage, SipRequest } from "../../../sip/message/message.ts";
import type { Hop } from "../../sip/transport/hop.ts";
import type { Leg } from "./leg.ts";
import type { Parts } from "../parts.ts";

/** An ACK that was sent in a dialog, and where. */
export interface SentAck {
  /** As it stood on the wire. */
  readonly request: SipMessage;
  /** Without our Via: to be sent again. */
  readonly bare: SipRequest;
  readonly hop: Hop;
}

/** Where requests in this dialog go: back to where theirs come from behind NAT or over a stream, else by the URI. */
async function hopOf(parts: Parts, leg: Leg, nextHopUri: string): Promise<Hop | undefined> {
  if (leg.pinned?.flow !== undefined && parts.closedFlows.has(leg.pinned.flow)) leg.pinned = undefined;
  if (leg.pinned !== undefined) return leg.pinned;
  const [hop] = await parts.agent.resolve(nextHopUri);
  // The dialog stays on the address of ours that it began on.
  const { local, protocol } = leg.back;
  return hop === undefined || local === undefined || hop.protocol !== protocol ? hop : { ...hop, local };
}

/** One after the other, in the order in which they were asked for, as a name may take a while to resolve. */
function inTurn<Result>(leg: Leg, send: () => Promise<Result>): Promise<Result> {
  const sent = leg.tail.then(send);
  leg.tail = sent.then(
    () => undefined,
    () => undefined,
  );
  return sent;
}

/**
 * Builds the dialog's next request and has it sent.
 * @returns what `send` returned; undefined when there is no way to the other side
 */
export function sendWithin<Sent>(
  parts: Parts,
  leg: Leg,
  wanted: InDialogRequest,
  send: (request: SipRequest, hop: Hop) => Sent,
): Promise<Sent | undefined> {
  return inTurn(leg, async () => {
    const outgoing = requestWithin(leg.dialog, wanted);
    leg.dialog = outgoing.dialog;
    const hop = await hopOf(parts, leg, outgoing.nextHopUri);
    return hop && send(outgoing.request, hop);
  });
}

/** Sends the ACK to a 2xx. @returns undefined when there is no way to the other side */
export function sendAckWithin(
  parts: Parts,
  leg: Leg,
  inviteSequence: number,
  wanted: Omit<InDialogRequest, "method">,
): Promise<SentAck | undefined> {
  return inTurn(leg, async () => {
    const { request, nextHopUri } = ackWithin(leg.dialog, inviteSequence, wanted);
    const hop = await hopOf(parts, leg, nextHopUri);
    return hop && { request: parts.agent.transmit(request, hop), bare: request, hop };
  });
}
