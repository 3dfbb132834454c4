import type { SipRequest } from "../../../sip/message/message.ts";
import type { Arm, Disarm } from "./timers.ts";

/** Timers of RFC 3261 table 4 that a server transaction has; L is of RFC 6026, the last two are our own words. */
export type ServerTimer = "G" | "H" | "I" | "J" | "L" | "trying" | "abandon";

/**
 * A response as it goes out. All that a transaction cares about is its status; kept as bytes it may be repeated for 32 s without
 * holding on to the message, which is what most of the memory of a busy registrar would be.
 */
export interface Outgoing {
  readonly status: number;
  readonly bytes: Uint8Array;
}

export type ServerInput =
  /** The same request once more. */
  | { readonly kind: "again" }
  | { readonly kind: "ack"; readonly ack: SipRequest }
  | { readonly kind: "respond"; readonly response: Outgoing }
  /** The user's 2xx to an INVITE once more, or a further one. */
  | { readonly kind: "repeat"; readonly response: Outgoing }
  | { readonly kind: "alarm"; readonly timer: ServerTimer }
  /** A response could not be sent, nor by a connection made for it. */
  | { readonly kind: "unreachable" };

export type ServerEffect =
  | { readonly kind: "transmit"; readonly response: Outgoing }
  /** An ACK to a 2xx that came with the INVITE's own branch. */
  | { readonly kind: "pass-ack"; readonly ack: SipRequest }
  | Arm<ServerTimer>
  | Disarm<ServerTimer>;

export function transmit(response: Outgoing): ServerEffect {
  return { kind: "transmit", response };
}
