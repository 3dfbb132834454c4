import type { MediaEndpoint } from "../../media/media-port.ts";
import type { Leg } from "./leg.ts";

/** A callee who has picked up and waits to be connected or told to hang up. */
export interface AnsweredCallee {
  /** The callee's answer, or its offer when the caller made none. */
  readonly sdp: string;
  /** The callee has answered this endpoint's offer and keeps to its media server: the caller must come there. */
  readonly endpoint?: MediaEndpoint;
  /** Its leg was up before this call: it is taken, by `connect`, once the caller is there, and else goes back to where it was. */
  readonly isUp?: true;
  /** @param answer  the caller's answer to the callee's offer; only for a late offer */
  connect(answer: string | undefined): Promise<Leg>;
  /** ACK and BYE. Never rejects. */
  refuse(reason: string | undefined): Promise<void>;
}
