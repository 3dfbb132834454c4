import type { Scope } from "../../runtime/scope.ts";
import type { Snapshot } from "../../settings/snapshot.ts";
import type { Headers } from "../../srf/srf.ts";
import type { CallServices } from "../call.ts";
import type { IncomingCall } from "../caller/incoming-call.ts";
import type { LiveCalls } from "../live-calls.ts";

/** An INVITE that has come in and about which nothing is known yet. Each step adds what it found out. */
export interface ReceivedInvite {
  readonly incoming: IncomingCall;
  readonly receivedAtMs: number;
  /** The settings as they are now: the call keeps them. */
  readonly snapshot: Snapshot;
  readonly parts: CallServices;
  readonly live: LiveCalls;
  /** Keys of the INVITEs that this process is busy with. */
  readonly inProgress: Set<string>;
  /** Owns what the steps acquire; ends with the INVITE, which is with the call. */
  readonly scope: Scope;
}

/** The final response with which a step ends the INVITE: a challenge, or a refusal. */
export interface RefusedInvite {
  readonly refused: number;
  readonly headers?: Headers;
  readonly because?: "untrusted-source" | "not-authenticated";
}

export function refuse(status: number, headers?: Headers): RefusedInvite {
  return headers === undefined ? { refused: status } : { refused: status, headers };
}
