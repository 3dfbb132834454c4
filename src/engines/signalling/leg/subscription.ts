import type { SipMessage, SipRequest, SipResponse } from "../../../sip/message/message.ts";
import type { Leg } from "./leg.ts";
import type { Parts } from "../parts.ts";
import { headerValue } from "../../../sip/message/headers.ts";
import { endLeg } from "./pending.ts";

/** RFC 6665 leaves it to the event package; most say an hour. */
const DEFAULT_SECONDS = 3_600;
const MAX_SECONDS = 7 * 24 * 3_600;
/** After the end the application still says so with a NOTIFY (RFC 6665 §4.4.1). */
const GRACE_MS = 64_000;

/** A NOTIFY that ends its subscription (RFC 6665 §4.4.1). */
export const isTerminating = (request: SipRequest): boolean =>
  request.method === "NOTIFY" && isTerminated(headerValue(request, "subscription-state"));

export const isTerminated = (subscriptionState: string | undefined): boolean =>
  /^\s*terminated\b/i.test(subscriptionState ?? "");

/** Forgets the dialog when the subscription that was agreed on is over and nobody has said so. */
export function awaitExpiry(parts: Parts, leg: Leg, request: SipMessage, success: SipResponse): void {
  const agreed = headerValue(success, "expires") ?? headerValue(request, "expires");
  const seconds = agreed !== undefined && /^\s*\d{1,9}\s*$/.test(agreed) ? Number(agreed) : DEFAULT_SECONDS;
  leg.expiry?.disarm();
  leg.expiry = parts.clock.arm(Math.min(seconds, MAX_SECONDS) * 1_000 + GRACE_MS, () => endLeg(parts, leg));
}
