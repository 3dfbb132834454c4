import type { SipRequest, SipResponse } from "../message/message.ts";
import type { Arm, Disarm } from "./timers.ts";

/** Timers of RFC 3261 table 4 that a server transaction has; L is of RFC 6026, the last two are our own words. */
export type ServerTimer = "G" | "H" | "I" | "J" | "L" | "trying" | "abandon";

export type ServerInput =
  /** The same request once more. */
  | { readonly kind: "again" }
  | { readonly kind: "ack"; readonly ack: SipRequest }
  | { readonly kind: "respond"; readonly response: SipResponse }
  /** The user's 2xx to an INVITE once more, or a further one. */
  | { readonly kind: "repeat"; readonly response: SipResponse }
  | { readonly kind: "alarm"; readonly timer: ServerTimer }
  /** A response could not be sent, nor by a connection made for it. */
  | { readonly kind: "unreachable" };

export type ServerEffect =
  | { readonly kind: "transmit"; readonly response: SipResponse }
  /** An ACK to a 2xx that came with the INVITE's own branch. */
  | { readonly kind: "pass-ack"; readonly ack: SipRequest }
  | Arm<ServerTimer>
  | Disarm<ServerTimer>;

export function transmit(response: SipResponse): ServerEffect {
  return { kind: "transmit", response };
}
