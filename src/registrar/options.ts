import { ALLOWED_METHODS, SUPPORTED_EXTENSIONS } from "../sip/capabilities.ts";
import { ACCEPTED_BODIES } from "../sip/session-body.ts";
import { hasKnownScheme, parseUri } from "../sip/uri.ts";
import type { Answer, IncomingRequest } from "./request.ts";

/** A system that ends is back, or has another in its place, soon after its last call. */
const RETRY_AFTER_SECONDS = "60";

/**
 * Answers OPTIONS (RFC 3261 §11.2): phones, providers and dispatchers send it to see whether this system takes calls.
 *
 * @param events  the event packages that can be subscribed to (RFC 6665 §8.2.2)
 * @param takesCalls  false: it comes to its end, and calls are better sent elsewhere
 */
export function answerOptions(request: IncomingRequest, events: readonly string[], takesCalls: boolean): Answer {
  const uri = parseUri(request.uri);
  if (!uri.ok || !hasKnownScheme(uri.value)) return { status: 416, headers: {} }; // RFC 3261 §8.2.2.1
  if (!takesCalls) return { status: 503, headers: { "Retry-After": RETRY_AFTER_SECONDS } };
  const required = request.get("require");
  if (required !== undefined) return { status: 420, headers: { Unsupported: required } };
  return {
    status: 200,
    headers: {
      Allow: ALLOWED_METHODS,
      Accept: ACCEPTED_BODIES,
      "Accept-Language": "en, fr",
      Supported: SUPPORTED_EXTENSIONS,
      "Allow-Events": events.join(", "),
    },
  };
}
