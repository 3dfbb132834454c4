import { splitValues } from "./message/headers.ts";

/** The methods that a dialog of a call takes (Allow, RFC 3261 §20.5). */
export const CALL_METHODS = "INVITE, ACK, CANCEL, BYE, PRACK, OPTIONS, INFO, UPDATE, MESSAGE, REFER, NOTIFY";
/** All methods of this system, in or outside of dialogs. */
export const ALLOWED_METHODS = `${CALL_METHODS}, REGISTER, SUBSCRIBE`;
/** The methods whose requests are taken outside of dialogs, and those that belong to them. */
export const METHODS_OUTSIDE_DIALOGS = "INVITE, ACK, CANCEL, BYE, PRACK, OPTIONS, UPDATE, MESSAGE, REGISTER, SUBSCRIBE";

/** What an INVITE of ours offers beyond RFC 3261 (§20.37): replacing a dialog (RFC 3891), session timers (RFC 4028). */
export const OFFERED_EXTENSIONS = "replaces, timer";
/** What our answers say of us: provisional responses are sent reliably to a caller who requires it (RFC 3262 §3), too. */
export const SUPPORTED_EXTENSIONS = `100rel, ${OFFERED_EXTENSIONS}`;

/**
 * Option tags that a peer may insist on: session timers (RFC 4028), reliable provisional responses (RFC 3262), replacing a dialog, a
 * transfer without NOTIFYs (RFC 4488).
 */
const UNDERSTOOD = new Set(["100rel", "timer", "replaces", "norefersub"]);

/** What is in a Require header and not in this system, for the Unsupported of a 420 (RFC 3261 §8.2.2.3); "" when nothing. */
export function unknownExtensions(require: string | undefined): string {
  if (require === undefined) return "";
  return splitValues(require)
    .filter((tag) => !UNDERSTOOD.has(tag.toLowerCase()))
    .join(", ");
}
