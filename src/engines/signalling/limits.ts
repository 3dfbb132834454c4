/** What may be remembered at once; above it new work is refused with 503. */
export const LIMITS = {
  /** Applications connected. */
  clients: 64,
  /** Requests from the network that wait for an application. */
  pending: 20_000,
  /** Requests of applications without a final response. */
  outgoing: 20_000,
  /** Dialogs whose legs are remembered. */
  legs: 100_000,
  /** Requests from the network in one dialog that the application hasn't answered. */
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
  /** A phone in a call whose WebSocket has ended: its page is closed, or is connecting again. */
  readonly returnMs: number;
  /** A call whose application is gone, and that no peer hangs up. */
  readonly orphanMs: number;
  readonly t1Ms: number;
  readonly t2Ms: number;
  readonly t1x64Ms: number;
}

const WAITS: Waits = {
  unansweredMs: 64_000,
  byeMs: 32_000,
  ringingMs: 30 * 60_000,
  timerCMs: 185_000,
  ackReplayMs: 32_000,
  returnMs: 15_000,
  orphanMs: 4 * 3_600_000,
  t1Ms: 500,
  t2Ms: 4_000,
  t1x64Ms: 32_000,
};

/** SIP timers as an operator may set them (RFC 3261 §17.1.1.1). Milliseconds. */
export interface ConfiguredTimers {
  readonly t1?: number;
  readonly t2?: number;
  readonly t4?: number;
  readonly t1x64?: number;
}

/** The waits under these timers; 64*T1 follows T1 unless it is set itself. `shorter`: those of tests. */
export function waitsUnder({ t1, t2, t1x64 }: ConfiguredTimers, shorter: Partial<Waits> = {}): Waits {
  const t1Ms = t1 ?? WAITS.t1Ms;
  return { ...WAITS, t1Ms, t2Ms: t2 ?? WAITS.t2Ms, t1x64Ms: t1x64 ?? 64 * t1Ms, ...shorter };
}
