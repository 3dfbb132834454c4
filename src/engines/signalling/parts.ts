import type { Logger } from "pino";
import type { Clock } from "../../runtime/clock.ts";
import type { SipAgent } from "../sip/agent/agent.ts";
import type { AppClient } from "./control/client.ts";
import type { SignallingConfig } from "./config.ts";
import type { Flows } from "./flows.ts";
import type { Leg, Outgoing, Pending } from "./leg/leg.ts";
import type { Routes } from "./control/routes.ts";

/** What may be remembered at once; above it new work is refused with 503. */
export const LIMITS = {
  /** Applications connected. */
  clients: 64,
  /** Requests from the network that wait for an application. */
  pending: 20_000,
  /** Requests of applications without a final response. */
  outgoing: 20_000,
  legs: 100_000,
  /** Connections that have ended lately. */
  closedFlows: 20_000,
  /** Their requests in one dialog that the application hasn't answered. */
  pendingInDialog: 32,
} as const;

/** A connection that hasn't shown the secret by then is closed. */
export const AUTHENTICATE_WITHIN_MS = 10_000;

/** How long things are waited for. Milliseconds. */
export interface Waits {
  /** An application that doesn't answer a new request at all. */
  readonly unansweredMs: number;
  /** An application that answers a BYE. */
  readonly byeMs: number;
  /** An application that rings and never decides. */
  readonly ringingMs: number;
  /** Timer C: a phone that rings and never decides (RFC 3261 §16.6 step 11). */
  readonly timerCMs: number;
  /** Repetitions of a 2xx are ACKed again for so long. */
  readonly ackReplayMs: number;
  /** A call whose application is gone, and that nobody hangs up. */
  readonly orphanMs: number;
  readonly t1Ms: number;
  readonly t2Ms: number;
  readonly t1x64Ms: number;
}

export const WAITS: Waits = {
  unansweredMs: 64_000,
  byeMs: 32_000,
  ringingMs: 30 * 60_000,
  timerCMs: 185_000,
  ackReplayMs: 32_000,
  orphanMs: 4 * 3_600_000,
  t1Ms: 500,
  t2Ms: 4_000,
  t1x64Ms: 32_000,
};

/** Everything that the functions of this folder share. The maps are the engine's whole memory. */
export interface Parts {
  readonly agent: SipAgent;
  readonly clock: Clock;
  readonly config: SignallingConfig;
  readonly waits: Waits;
  readonly log: Logger;
  /** 0 to 1: spreads session refreshes. */
  readonly random: () => number;
  readonly clients: Set<AppClient>;
  readonly routes: Routes<AppClient>;
  /** Their requests that wait for an application, by transaction id. */
  readonly pending: Map<string, Pending>;
  /** Their INVITEs among those that have not made a leg, by dialog id: for UPDATE and forks. */
  readonly ringing: Map<string, Pending>;
  /** Requests of applications, by transaction id. */
  readonly outgoing: Map<string, Outgoing>;
  /** By dialog id. */
  readonly legs: Map<string, Leg>;
  readonly flows: Flows;
  /** Connections that have ended: what was pinned to them goes by the Contact again. */
  readonly closedFlows: Set<string>;
  /** Whether a URI's host and port are our own. */
  readonly isOurs: (host: string, port: number) => boolean;
}
