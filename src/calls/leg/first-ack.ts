import type { Leg } from "./leg.ts";

/** The body of the peer's first ACK; "" where the peer hangs up instead, or the engine, as no ACK comes (RFC 3261 §13.3.1.4). */
export function firstAck(leg: Pick<Leg, "acknowledged" | "ended">): Promise<string> {
  return Promise.race([leg.acknowledged, leg.ended.then(() => "")]);
}
