import type { Leg } from "./leg.ts";
import type { LegRequest } from "./leg-request.ts";
import type { Side } from "./side.ts";

/** One leg of the B2BUA, and the session that was last negotiated on it by SDP offer and answer (RFC 3264). */
export interface NegotiatedLeg {
  readonly leg: Leg;
  /** The SDP that this leg's telephone last sent and that was accepted. */
  received: string;
  /** The SDP that we last sent to this leg's telephone. */
  sent: string;
}

/** A re-INVITE or UPDATE by which one of two connected telephones changes the session. */
export interface SessionChange {
  readonly asker: Side;
  readonly from: NegotiatedLeg;
  readonly to: NegotiatedLeg;
  readonly request: LegRequest;
  /** Passes the change on to the other telephone; resolves with whether that one accepted it. */
  readonly pass: () => Promise<boolean>;
}
