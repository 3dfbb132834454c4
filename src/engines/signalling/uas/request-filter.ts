import type { SipRequest } from "../../../sip/message/message.ts";
import type { SignallingConfig } from "../config.ts";
import { headerValue, headerValues } from "../../../sip/message/headers.ts";
import { tagIn } from "../../sip/dialog/reading.ts";
import { KNOWN_METHODS } from "../message/methods.ts";
import type { EngineAnswer } from "../message/plain-response.ts";

/** Requests that only make sense within a dialog that we know. */
const DIALOG_ONLY = new Set(["BYE", "UPDATE", "CANCEL", "PRACK"]);

/** What the engine answers by itself to a request that belongs to no dialog; undefined: it goes to an application. */
export function filterRequest(config: SignallingConfig, request: SipRequest): EngineAnswer | undefined {
  if (isSpam(config, request)) return { status: 603, reason: "Decline" };
  if (request.method === "OPTIONS" && isAutoAnswered(config, request)) return { status: 200, reason: "OK" };
  if (DIALOG_ONLY.has(request.method) || (request.method === "INVITE" && tagIn(request, "to") !== undefined))
    return { status: 481, reason: "Call/Transaction Does Not Exist" };
  if (!KNOWN_METHODS.has(request.method)) return { status: 501, reason: "Not Implemented" };
  if (request.method === "REGISTER" && isImpossibleRegister(request)) return { status: 400, reason: "Bad Request" };
  return undefined;
}

/** Substrings of User-Agent, From user and To user that scanners are known by. */
function isSpam({ spammers }: SignallingConfig, request: SipRequest): boolean {
  for (const [name, values] of spammers) {
    const value = headerValue(request, name)?.toLowerCase() ?? "";
    if (values.some((spam) => spam !== "" && value.includes(spam.toLowerCase()))) return true;
  }
  return false;
}

const isAutoAnswered = (config: SignallingConfig, request: SipRequest): boolean =>
  config.optionsAutoRespond !== undefined && headerValue(request, "user-agent") === config.optionsAutoRespond;

/** RFC 3261 §10.3 step 6: "*" removes all bindings, so it needs Expires: 0 and stands alone. */
function isImpossibleRegister(request: SipRequest): boolean {
  const contacts = headerValues(request, "contact");
  if (!contacts.includes("*")) return false;
  return contacts.length > 1 || headerValue(request, "expires")?.trim() !== "0";
}
