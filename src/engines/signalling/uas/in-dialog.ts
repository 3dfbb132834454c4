import type { ServerTransaction } from "../../sip/agent/agent.ts";
import { parseRAck } from "../../../sip/rack.ts";
import { hopBack } from "../../sip/dialog/nat.ts";
import { receiveWithin } from "../../sip/dialog/requests.ts";
import { MIN_SESSION_SECONDS } from "../../sip/dialog/session-timer.ts";
import { parseSessionExpires } from "../../../sip/scalars.ts";
import type { Header, SipRequest } from "../../../sip/message/message.ts";
import type { Arrival } from "../../sip/transport/hop.ts";
import { receiveEarlyUpdate } from "./early-update.ts";
import { newId } from "../message/ids.ts";
import type { Leg } from "../leg/leg.ts";
import { legOf } from "../leg/legs.ts";
import { LIMITS, type Parts } from "../parts.ts";
import { endLeg, remember } from "../leg/pending.ts";
import { respondPlainly } from "../message/responding.ts";
import { tellWithin } from "../control/tell.ts";
import { headerValue } from "../../../sip/message/headers.ts";
import { sequenceOf } from "../../sip/dialog/reading.ts";

interface Refusal {
  readonly status: number;
  readonly reason: string;
  readonly extra?: readonly Header[];
}

const GONE: Refusal = { status: 481, reason: "Call/Transaction Does Not Exist" };
const RETRY_SOON: readonly Header[] = [{ name: "Retry-After", value: "2" }];

/** A request of theirs within a dialog. */
export function receiveWithinLeg(parts: Parts, leg: Leg, transaction: ServerTransaction): void {
  const { request, arrival } = transaction;
  const refusal = refuse(leg, request);
  if (refusal !== undefined) {
    respondPlainly(transaction, refusal.status, refusal.reason, { extra: refusal.extra ?? [] });
    if (request.method === "BYE" && refusal === GONE) endLeg(parts, leg);
    return;
  }
  const received = receiveWithin(leg.dialog, request);
  if (received.kind === "out-of-order") {
    respondPlainly(transaction, 500, "Server Internal Error");
    return;
  }
  leg.dialog = received.dialog;
  leg.back = hopBack(arrival);
  // They may have come back on a new connection, or from a new port of their NAT.
  if (arrival.flow !== undefined || leg.pinned !== undefined) leg.pinned = leg.back;
  if (request.method === "UPDATE" && receiveEarlyUpdate(parts, transaction)) return;
  if (request.method === "BYE") endLeg(parts, leg);

  const waitMs = request.method === "BYE" ? parts.waits.byeMs : parts.waits.unansweredMs;
  const pending = remember(parts, { client: leg.client, transaction, dialogId: leg.id, leg }, { waitMs });
  parts.pending.set(pending.id, pending);
  tellWithin(leg.client, request, arrival, pending.id, leg.id);
}

/** What the engine answers by itself; undefined: it goes to the application. */
function refuse(leg: Leg, request: SipRequest): Refusal | undefined {
  if (leg.client.closed) return GONE;
  if (leg.pending.size >= LIMITS.pendingInDialog) return { status: 503, reason: "Service Unavailable" };
  switch (request.method) {
    case "INVITE":
      // RFC 3261 §14.2: ours is under way: both step back; theirs is: one after the other.
      if (leg.inviting) return { status: 491, reason: "Request Pending" };
      if (hasInvitePending(leg)) return { status: 500, reason: "Server Internal Error", extra: RETRY_SOON };
      return tooShort(request);
    case "UPDATE":
      return tooShort(request);
    case "PRACK": {
      const rack = parseRAck(headerValue(request, "rack") ?? "");
      return rack.ok && leg.reliable?.acknowledge(rack.value) === true ? undefined : GONE_TRANSACTION;
    }
    default:
      return undefined;
  }
}

/** RFC 3262 §3: a PRACK that acknowledges nothing; the dialog goes on. */
const GONE_TRANSACTION: Refusal = { ...GONE };

const hasInvitePending = (leg: Leg): boolean =>
  [...leg.pending].some(({ transaction }) => transaction.request.method === "INVITE");

/** RFC 4028 §9: an interval below the minimum isn't accepted. */
function tooShort(request: SipRequest): Refusal | undefined {
  const wanted = parseSessionExpires(headerValue(request, "session-expires") ?? "");
  if (wanted === undefined || wanted.intervalSeconds >= MIN_SESSION_SECONDS) return undefined;
  const minimum = { name: "Min-SE", value: `${MIN_SESSION_SECONDS}` };
  return { status: 422, reason: "Session Interval Too Small", extra: [minimum] };
}

/** The ACK to a 2xx of ours: stops its repetition, and the application sees it, with its body. */
export function receiveAck(parts: Parts, ack: SipRequest, arrival: Arrival): void {
  const leg = legOf(parts, ack);
  if (leg === undefined) return;
  const sequence = sequenceOf(ack) ?? -1;
  leg.acceptances.get(sequence)?.acknowledged();
  leg.acceptances.delete(sequence);
  const id = leg.firstAckSeen || leg.role === "uac" ? newId() : leg.transactionId;
  leg.firstAckSeen = true;
  tellWithin(leg.client, ack, arrival, id, leg.id);
}
