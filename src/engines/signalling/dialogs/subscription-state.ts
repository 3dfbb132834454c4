import { parseSubscriptionState } from "../../../sip/event.ts";
import { headerValue } from "../../../sip/message/headers.ts";
import type { SipRequest } from "../../../sip/message/message.ts";

/** A NOTIFY that ends its subscription (RFC 6665 §4.4.1). */
export const isTerminating = (request: SipRequest): boolean =>
  request.method === "NOTIFY" &&
  parseSubscriptionState(headerValue(request, "subscription-state") ?? "")?.state === "terminated";
