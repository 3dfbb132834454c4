import type { InDialogRequest } from "../../sip/dialog/dialog.ts";
import type { SipResponse } from "../../../sip/message/message.ts";
import type { Leg } from "./leg.ts";
import type { Parts } from "../parts.ts";
import { sendAckWithin, type SentAck } from "./within.ts";
import { sequenceOf } from "../../sip/dialog/reading.ts";

/** INVITEs of one dialog whose ACKs are remembered; older ones can't be repeated any more. */
const MAX_REMEMBERED = 8;

/** Our INVITE was answered 2xx: an ACK is due, and until it is there repetitions of the 2xx are swallowed. */
export function oweAck(leg: Leg, inviteSequence: number): void {
  for (const [oldest, { forget }] of leg.acknowledgements) {
    if (leg.acknowledgements.size < MAX_REMEMBERED) break;
    forget?.disarm();
    leg.acknowledgements.delete(oldest);
  }
  leg.acknowledgements.set(inviteSequence, { ack: undefined, forget: undefined });
}

/** The INVITE that the application's ACK is for: the last one that has none; or the last one, ACKed again. */
export function owedSequence(leg: Leg): number | undefined {
  const sequences = [...leg.acknowledgements];
  const owed = sequences.findLast(([, { ack }]) => ack === undefined) ?? sequences.at(-1);
  return owed?.[0];
}

/** Sends the ACK, and keeps it for repetitions of the 2xx (RFC 3261 §13.2.2.4). */
export async function acknowledge(
  parts: Parts,
  leg: Leg,
  inviteSequence: number,
  wanted: Omit<InDialogRequest, "method">,
): Promise<SentAck | undefined> {
  const sent = await sendAckWithin(parts, leg, inviteSequence, wanted);
  if (sent === undefined || parts.legs.get(leg.id) !== leg) return sent;
  leg.acknowledgements.get(inviteSequence)?.forget?.disarm();
  leg.acknowledgements.set(inviteSequence, {
    ack: sent,
    forget: parts.clock.arm(parts.waits.ackReplayMs, () => leg.acknowledgements.delete(inviteSequence)),
  });
  return sent;
}

/** A repeated 2xx: the same ACK once more, if there is one. */
export function acknowledgeAgain(parts: Parts, leg: Leg, response: SipResponse): void {
  const { ack } = leg.acknowledgements.get(sequenceOf(response) ?? -1) ?? {};
  if (ack !== undefined) parts.agent.transmit(ack.bare, ack.hop);
}
