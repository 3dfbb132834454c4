import type { Decision } from "../events/event.ts";

/** Why a call went where it went: what was decided, and what was said on the wire. */
export interface CallTrace {
  readonly plan: unknown;
  readonly decisions: readonly Decision[];
  readonly messages: readonly SipMessage[];
  /** Messages that were more, or longer, than a trace holds. */
  readonly left: number;
}

/** One SIP message as it was on the wire, without its secrets. */
export interface SipMessage {
  readonly atMs: number;
  readonly direction: "received" | "sent";
  readonly transport: string;
  /** The other side. */
  readonly address: string;
  readonly text: string;
}
