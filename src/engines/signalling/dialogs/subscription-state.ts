import { headerValue } from "../../../sip/message/headers.ts";
import type { SipRequest } from "../../../sip/message/message.ts";

/** A NOTIFY that ends its subscription (RFC 6665 §4.4.1). */
export const isTerminating = (request: SipRequest): boolean =>
  request.method === "NOTIFY" && isTerminated(headerValue(request, "subscription-state"));

/** Subscription-State = substate-value *( SEMI subexp-params )   (RFC 6665 §8.4) */
function isTerminated(subscriptionState: string | undefined): boolean {
  const [state = ""] = (subscriptionState ?? "").split(";");
  return state.trim().toLowerCase() === "terminated";
}
