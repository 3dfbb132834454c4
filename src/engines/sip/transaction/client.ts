import type { SipRequest, SipResponse } from "../../../sip/message/message.ts";
import type { Arm, Disarm } from "./timers.ts";

/** Timers of RFC 3261 table 4 that a client transaction has; M is of RFC 6026, "cancel" the 64*T1 of RFC 3261 §9.1. */
export type ClientTimer = "A" | "B" | "D" | "E" | "F" | "K" | "M" | "cancel";

/** Why a request gets no response. */
export type ClientTrouble = "transport" | "flow-closed";

export type ClientInput =
  | { readonly kind: "response"; readonly response: SipResponse }
  | { readonly kind: "alarm"; readonly timer: ClientTimer }
  | { readonly kind: "cancel" }
  | { readonly kind: "unreachable"; readonly trouble: ClientTrouble };

export type ClientEffect =
  | { readonly kind: "transmit"; readonly request: SipRequest }
  | { readonly kind: "send-cancel" }
  | { readonly kind: "inform"; readonly response: SipResponse }
  /** A 2xx that the user has had, or can have no use for: the dialog layer sees to its ACK. */
  | { readonly kind: "stray"; readonly response: SipResponse }
  | { readonly kind: "fail"; readonly failure: "timeout" | ClientTrouble }
  | Arm<ClientTimer>
  | Disarm<ClientTimer>;

/** Always the last effect, as the user may act upon it at once. */
export function inform(response: SipResponse): ClientEffect {
  return { kind: "inform", response };
}

/** Always the last effect. */
export function fail(failure: "timeout" | ClientTrouble): ClientEffect {
  return { kind: "fail", failure };
}

export function transmit(request: SipRequest): ClientEffect {
  return { kind: "transmit", request };
}
