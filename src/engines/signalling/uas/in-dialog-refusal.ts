import { headerValue } from "../../../sip/message/headers.ts";
import type { SipRequest } from "../../../sip/message/message.ts";
import { parseRAck } from "../../../sip/rack.ts";
import { parseSessionExpires } from "../../../sip/scalars.ts";
import { MIN_SESSION_SECONDS } from "../../sip/dialog/session-timer.ts";
import type { Leg } from "../dialogs/leg.ts";
import { LIMITS } from "../limits.ts";
import { carriesSdp } from "../message/message-builder.ts";
import type { EngineAnswer } from "../message/plain-response.ts";

const GONE: EngineAnswer = { status: 481, reason: "Call/Transaction Does Not Exist" };
const PENDING: EngineAnswer = { status: 491, reason: "Request Pending" };
const TRY_LATER: EngineAnswer = {
  status: 500,
  reason: "Server Internal Error",
  headers: [{ name: "Retry-After", value: "2" }],
};

/** What the engine answers by itself to a request within a dialog; undefined: it goes to the application. */
export function refuseInDialog(leg: Leg, request: SipRequest): EngineAnswer | undefined {
  if (leg.client.closed) return GONE;
  if (leg.unanswered.size >= LIMITS.pendingInDialog) return { status: 503, reason: "Service Unavailable" };
  switch (request.method) {
    case "INVITE":
      // RFC 3261 §14.2: ours is under way: both step back; theirs is: one after the other.
      if (leg.isInviting || leg.isUpdating) return PENDING;
      if (leg.hasUnanswered("INVITE") || leg.hasUnanswered("UPDATE")) return TRY_LATER;
      return refuseInterval(request);
    case "UPDATE":
      // RFC 3311 §5.2: the same for offers; and a second UPDATE waits for the answer to the first, whatever they carry.
      if (leg.hasUnanswered("UPDATE")) return TRY_LATER;
      if (carriesSdp(request) && (leg.isInviting || leg.isUpdating)) return PENDING;
      if (carriesSdp(request) && leg.hasUnanswered("INVITE")) return TRY_LATER;
      return refuseInterval(request);
    case "PRACK": {
      // RFC 3262 §3: a PRACK that acknowledges nothing; the dialog goes on.
      const rack = parseRAck(headerValue(request, "rack") ?? "");
      return rack.ok && leg.reliable?.acknowledge(rack.value) === true ? undefined : GONE;
    }
    default:
      return undefined;
  }
}

/** RFC 4028 §9: a session interval below the minimum isn't accepted. */
function refuseInterval(request: SipRequest): EngineAnswer | undefined {
  const wanted = parseSessionExpires(headerValue(request, "session-expires") ?? "");
  if (wanted === undefined || wanted.intervalSeconds >= MIN_SESSION_SECONDS) return undefined;
  const minimum = { name: "Min-SE", value: `${MIN_SESSION_SECONDS}` };
  return { status: 422, reason: "Session Interval Too Small", headers: [minimum] };
}
