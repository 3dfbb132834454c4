import { causeIn, printReason } from "../../../sip/reason.ts";

/** Why a call ended: FreeSWITCH's names and their numbers in ITU-T Q.850, which BYE's Reason header carries (RFC 3326). */
const CAUSES: Readonly<Record<string, number>> = {
  UNALLOCATED_NUMBER: 1,
  NO_ROUTE_TRANSIT_NET: 2,
  NO_ROUTE_DESTINATION: 3,
  CHANNEL_UNACCEPTABLE: 6,
  CALL_AWARDED_DELIVERED: 7,
  NORMAL_CLEARING: 16,
  USER_BUSY: 17,
  NO_USER_RESPONSE: 18,
  NO_ANSWER: 19,
  SUBSCRIBER_ABSENT: 20,
  CALL_REJECTED: 21,
  NUMBER_CHANGED: 22,
  REDIRECTION_TO_NEW_DESTINATION: 23,
  EXCHANGE_ROUTING_ERROR: 25,
  DESTINATION_OUT_OF_ORDER: 27,
  INVALID_NUMBER_FORMAT: 28,
  FACILITY_REJECTED: 29,
  RESPONSE_TO_STATUS_ENQUIRY: 30,
  NORMAL_UNSPECIFIED: 31,
  NORMAL_CIRCUIT_CONGESTION: 34,
  NETWORK_OUT_OF_ORDER: 38,
  NORMAL_TEMPORARY_FAILURE: 41,
  SWITCH_CONGESTION: 42,
  ACCESS_INFO_DISCARDED: 43,
  REQUESTED_CHAN_UNAVAIL: 44,
  PRE_EMPTED: 45,
  FACILITY_NOT_SUBSCRIBED: 50,
  OUTGOING_CALL_BARRED: 52,
  INCOMING_CALL_BARRED: 54,
  BEARERCAPABILITY_NOTAUTH: 57,
  BEARERCAPABILITY_NOTAVAIL: 58,
  SERVICE_UNAVAILABLE: 63,
  BEARERCAPABILITY_NOTIMPL: 65,
  CHAN_NOT_IMPLEMENTED: 66,
  FACILITY_NOT_IMPLEMENTED: 69,
  SERVICE_NOT_IMPLEMENTED: 79,
  INVALID_CALL_REFERENCE: 81,
  INCOMPATIBLE_DESTINATION: 88,
  INVALID_MSG_UNSPECIFIED: 95,
  MANDATORY_IE_MISSING: 96,
  MESSAGE_TYPE_NONEXIST: 97,
  WRONG_MESSAGE: 98,
  IE_NONEXIST: 99,
  INVALID_IE_CONTENTS: 100,
  WRONG_CALL_STATE: 101,
  RECOVERY_ON_TIMER_EXPIRE: 102,
  MANDATORY_IE_LENGTH_ERROR: 103,
  PROTOCOL_ERROR: 111,
  INTERWORKING: 127,
  MEDIA_TIMEOUT: 604,
};

const NAMES: ReadonlyMap<number, string> = new Map(Object.entries(CAUSES).map(([name, number]) => [number, name]));

/** A cause that is known by name. */
export interface Cause {
  readonly name: string;
  readonly q850: number;
}

/** No audio has come for too long. Beyond 127 the number is FreeSWITCH's own. */
export const MEDIA_TIMEOUT: Cause = { name: "MEDIA_TIMEOUT", q850: 604 };
export const NORMAL_CLEARING: Cause = { name: "NORMAL_CLEARING", q850: 16 };
export const DESTINATION_OUT_OF_ORDER: Cause = { name: "DESTINATION_OUT_OF_ORDER", q850: 27 };
export const RECOVERY_ON_TIMER_EXPIRE: Cause = { name: "RECOVERY_ON_TIMER_EXPIRE", q850: 102 };
export const NO_ROUTE_DESTINATION: Cause = { name: "NO_ROUTE_DESTINATION", q850: 3 };
export const INCOMPATIBLE_DESTINATION: Cause = { name: "INCOMPATIBLE_DESTINATION", q850: 88 };
export const SERVICE_UNAVAILABLE: Cause = { name: "SERVICE_UNAVAILABLE", q850: 63 };

/** A name or a Q.850 number, as applications write it; what is neither counts as normal clearing. */
export function causeOf(text: string): Cause {
  const wanted = text.trim().toUpperCase();
  const q850 = CAUSES[wanted];
  if (q850 !== undefined) return { name: wanted, q850 };
  const name = NAMES.get(Number(wanted));
  return name === undefined ? NORMAL_CLEARING : { name, q850: Number(wanted) };
}

/** The value of a Reason header (RFC 3326 §2). */
export function reasonOf(cause: Cause): string {
  const protocol = cause.q850 > 127 ? "FreeSWITCH" : "Q.850";
  return printReason({ protocol, cause: cause.q850, text: cause.name });
}

/** What a Reason header says; undefined when it has no Q.850 cause. */
export function causeOfReason(value: string | undefined): Cause | undefined {
  const cause = causeIn(value, "Q.850");
  return cause === undefined ? undefined : causeOf(String(cause));
}
