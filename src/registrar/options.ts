import { hasKnownScheme, parseUri } from "../sip/uri.ts";
import type { Answer, IncomingRequest } from "./request.ts";

/** The methods that this system takes, in or outside a dialog. */
export const ALLOWED_METHODS = "INVITE, ACK, CANCEL, BYE, OPTIONS, REGISTER, INFO, UPDATE, SUBSCRIBE, REFER, NOTIFY";

/** Answers OPTIONS (RFC 3261 §11.2): phones and trunks send it to see whether this system is reachable. */
export function answerOptions(request: IncomingRequest): Answer {
  const uri = parseUri(request.uri);
  if (!uri.ok || !hasKnownScheme(uri.value)) return { status: 416, headers: {} }; // RFC 3261 §8.2.2.1
  const required = request.get("require");
  if (required !== undefined) return { status: 420, headers: { Unsupported: required } };
  return {
    status: 200,
    headers: {
      Allow: ALLOWED_METHODS,
      Accept: "application/sdp",
      "Accept-Language": "en, fr",
      Supported: "timer, replaces",
      "Allow-Events": "message-summary",
    },
  };
}
