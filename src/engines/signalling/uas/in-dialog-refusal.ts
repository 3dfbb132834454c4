import { headerValue } from "../../../sip/message/headers.ts";
import type { SipRequest } from "../../../sip/message/message.ts";
import { parseRAck } from "../../../sip/rack.ts";
import { parseSessionExpires } from "../../../sip/scalars.ts";
import { MIN_SESSION_SECONDS } from "../../sip/dialog/session-timer.ts";
import type { Leg } from "../dialogs/leg.ts";
import { LIMITS } from "../limits.ts";
import type { EngineAnswer } from "../message/plain-response.ts";

const GONE: EngineAnswer = { status: 481, reason: "Call/Transaction Does Not Exist" };
const RETRY_SOON = [{ name: "Retry-After", value: "2" }];

/** What the engine answers by itself to a request within a dialog; undefined: it goes to the application. */
export function refuseInDialog(leg: Leg, request: SipRequest): EngineAnswer | undefined {
  if (leg.client.closed) return GONE;
  if (leg.unanswered.size >= LIMITS.pendingInDialog) return { status: 503, reason: "Service Unavailable" };
  switch (request.method) {
    case "INVITE":
      // RFC 3261 §14.2: ours is under way: both step back; theirs is: one after the other.
      if (leg.isInviting) return { status: 491, reason: "Request Pending" };
      if (leg.hasUnansweredInvite) return { status: 500, reason: "Server Internal Error", headers: RETRY_SOON };
      return refuseInterval(request);
    case "UPDATE":
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
