import { parseReasons } from "../../sip/reason.ts";

/** The Reason header (RFC 3326): why a call ended, told to the side that didn't end it. */

/** A caller who gave no reason of their own. */
export const CALLER_GAVE_UP = 'SIP;cause=487;text="ORIGINATOR_CANCEL"';
/** The system ends the call: a restart, or an order by API. */
export const ENDED_BY_SYSTEM = 'SIP;cause=480;text="Ended by the system"';
export const SHUTTING_DOWN = 'SIP;cause=503;text="Shutting down"';
/** The media server that served this side is gone. */
export const MEDIA_LOST = 'SIP;cause=503;text="Media server lost"';

/** Neither audio nor a report of it (RTCP) has come for too long: the telephone is gone without a BYE. */
export const MEDIA_TIMEOUT = 'Q.850;cause=102;text="Media timeout"';

/** The telephone, a browser, can't be reached any more: its page was closed, or it has lost its network. */
export const CONNECTION_LOST = 'Q.850;cause=27;text="Connection lost"';

/** Longer ones are no reason for anything. */
const MOST_CHARACTERS = 200;

/**
 * The Reason that may be passed on to the other side, if the message has one that is well formed.
 *
 * reason-value = protocol *(SEMI reason-params)   RFC 3326 §2; several are separated by ","
 */
export function readReason(message: { get(header: string): string | undefined }): string | undefined {
  const text = message.get("Reason")?.trim();
  if (text === undefined || text.length > MOST_CHARACTERS) return undefined;
  return text.includes(";") && parseReasons(text).ok ? text : undefined;
}

/** Why a caller who was answered already can't be put through. */
export function statusReason(status: number): string {
  return `SIP;cause=${status}`;
}

export function reasonHeader(reason: string | undefined): Record<string, string> {
  return reason === undefined ? {} : { Reason: reason };
}
