/** RFC 3261 §17.1.1.1: an estimate of the round-trip time. */
const T1_MS = 500;
/** RFC 3261 §17.1.2.1: the longest interval between retransmissions of a non-INVITE request and of an INVITE's response. */
const T2_MS = 4_000;
/** RFC 3261 §17.1.2.2: how long a message may live in the network. */
const T4_MS = 5_000;
/** RFC 3261 §17.2.1: an INVITE that is not answered by then gets 100 Trying. */
export const TRYING_AFTER_MS = 200;
/** A request that its user has left unanswered for so long is forgotten: its client gave up after 64*T1 (RFC 3261 §17.1.2.2). */
export const ABANDON_MS = 64_000;
/** The same for an INVITE, counted from its last provisional response: callers may wait in a queue. */
export const ABANDON_INVITE_MS = 600_000;

/** The lengths that all transaction timers are made of (RFC 3261 table 4). */
export interface TimerSettings {
  readonly t1Ms: number;
  readonly t2Ms: number;
  readonly t4Ms: number;
  /** 64*T1: timers B, D (RFC 3261 §17.1.1.2: at least 32 s), F, H, J, L and M. */
  readonly t1x64Ms: number;
  /** When a request of ours is sent for the second time; the interval doubles from there. T1 by the RFC. */
  readonly firstRetransmitMs: number;
}

const DEFAULT_TIMERS: TimerSettings = {
  t1Ms: T1_MS,
  t2Ms: T2_MS,
  t4Ms: T4_MS,
  t1x64Ms: 64 * T1_MS,
  firstRetransmitMs: T1_MS,
};

/** Fills in what is not given; a changed T1 takes 64*T1 and the first retransmission along. */
export function timerSettings(given: Partial<TimerSettings> = {}): TimerSettings {
  const t1Ms = given.t1Ms ?? T1_MS;
  return { ...DEFAULT_TIMERS, t1x64Ms: 64 * t1Ms, firstRetransmitMs: t1Ms, ...given };
}

/** What a transaction must know of the road it runs on. */
export interface Conditions {
  readonly timers: TimerSettings;
  /** TCP, TLS: nothing is retransmitted hop by hop, nothing needs to be absorbed afterwards. */
  readonly reliable: boolean;
}

/** Rings the machine with `{ kind: "alarm", timer }`, unless disarmed or armed anew before. */
export interface Arm<Timer extends string> {
  readonly kind: "arm";
  readonly timer: Timer;
  readonly afterMs: number;
}

export interface Disarm<Timer extends string> {
  readonly kind: "disarm";
  readonly timer: Timer;
}

export function arm<Timer extends string>(timer: Timer, afterMs: number): Arm<Timer> {
  return { kind: "arm", timer, afterMs };
}

export function disarm<Timer extends string>(timer: Timer): Disarm<Timer> {
  return { kind: "disarm", timer };
}
