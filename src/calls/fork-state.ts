/**
 * One call rings several phones at once: who wins, who is stopped and why (RFC 3261 §16.7).
 * Pure: what happened goes in, what shall be done comes out. `fork.ts` carries it out.
 */

/** What a losing phone is told, so that it shows no missed call (RFC 3326 §2). */
export const COMPLETED_ELSEWHERE = 'SIP;cause=200;text="Call completed elsewhere"';

/** Nobody rings this long after our INVITE: the ring time starts all the same (reference: one clock, T0 = our first 18x). */
export const ALERTING_WITHIN_MS = 3_000;

/** Where the alarm clocks of a fork stand; `silence` is one a branch. */
export type ForkAlarm =
  | { readonly name: "alerting" }
  | { readonly name: "ring-time" }
  | { readonly name: "silence"; readonly branch: number };

export type BranchState =
  /** INVITE sent, no 18x yet. */
  | { readonly name: "calling" }
  | { readonly name: "ringing" }
  /** CANCEL sent; a 200 that crosses it gets BYE with the same Reason (RFC 3261 §9.1). */
  | { readonly name: "stopping"; readonly reason: string | undefined }
  | { readonly name: "answered" }
  | { readonly name: "over" };

/** How it ended for the caller. */
export type ForkOutcome =
  | { readonly kind: "answered"; readonly branch: number }
  /** The ring time is up. */
  | { readonly kind: "unanswered" }
  /** Every branch failed, or one refused for all of them (6xx). */
  | { readonly kind: "failed"; readonly status: number; readonly busy: boolean }
  /** The caller hung up, or the call was ended from within. */
  | { readonly kind: "stopped" };

export interface ForkState {
  readonly branches: readonly BranchState[];
  /** Undefined while it rings. Decided once. */
  readonly outcome: ForkOutcome | undefined;
  /** What the caller has heard from us so far. */
  readonly told: "nothing" | "ringing" | "early-media";
  /** Whether the ring time runs. */
  readonly counting: boolean;
  readonly ringForMs: number;
  /** Final statuses of the branches that failed by themselves. */
  readonly failures: readonly number[];
}

export type ForkInput =
  | { readonly kind: "provisional"; readonly branch: number; readonly status: number; readonly hasSdp: boolean }
  | { readonly kind: "answered"; readonly branch: number }
  | { readonly kind: "refused"; readonly branch: number; readonly status: number }
  | { readonly kind: "stop"; readonly reason: string }
  | { readonly kind: "alarm"; readonly alarm: ForkAlarm };

export type ForkEffect =
  | { readonly kind: "arm"; readonly alarm: ForkAlarm; readonly afterMs: number }
  | { readonly kind: "disarm"; readonly alarm: ForkAlarm }
  /** 180 to the caller, or 183 with the branch's SDP. */
  | { readonly kind: "tell-caller"; readonly status: 180 | 183; readonly branch: number }
  /** This branch rings for the first time. */
  | { readonly kind: "rings"; readonly branch: number }
  | { readonly kind: "cancel"; readonly branch: number; readonly reason: string | undefined }
  /** The branch has answered, but not for this caller: ACK, then BYE. */
  | { readonly kind: "hang-up"; readonly branch: number; readonly reason: string | undefined }
  | { readonly kind: "decide"; readonly outcome: ForkOutcome };

type Next = readonly [ForkState, ...ForkEffect[]];

export interface ForkStart {
  /** For each branch how long it may stay without any 18x before it counts as gone. */
  readonly silentForMs: readonly number[];
  /** What is left of the ring time. */
  readonly ringForMs: number;
  /** The caller hears ringing already, from an earlier step: the clock runs from now on. */
  readonly alerted: boolean;
}

export function startFork(start: ForkStart): Next {
  const state: ForkState = {
    branches: start.silentForMs.map(() => ({ name: "calling" })),
    outcome: undefined,
    told: start.alerted ? "ringing" : "nothing",
    counting: start.alerted,
    ringForMs: start.ringForMs,
    failures: [],
  };
  return [
    state,
    start.alerted
      ? { kind: "arm", alarm: { name: "ring-time" }, afterMs: start.ringForMs }
      : { kind: "arm", alarm: { name: "alerting" }, afterMs: ALERTING_WITHIN_MS },
    ...start.silentForMs.map((afterMs, branch): ForkEffect => ({
      kind: "arm",
      alarm: { name: "silence", branch },
      afterMs,
    })),
  ];
}

export function stepFork(state: ForkState, input: ForkInput): Next {
  switch (input.kind) {
    case "provisional":
      return onProvisional(state, input.branch, input.status, input.hasSdp);
    case "answered":
      return onAnswered(state, input.branch);
    case "refused":
      return onRefused(state, input.branch, input.status);
    case "stop":
      return state.outcome === undefined ? decide(state, { kind: "stopped" }, input.reason) : [state];
    case "alarm":
      return onAlarm(state, input.alarm);
  }
}

/** Nothing is left to wait for: the loser's last 487 is in. */
export function isSettled(state: ForkState): boolean {
  return state.outcome !== undefined && state.branches.every(({ name }) => name === "over" || name === "answered");
}

function onProvisional(state: ForkState, branch: number, status: number, hasSdp: boolean): Next {
  const was = state.branches[branch]?.name;
  if (state.outcome !== undefined || status === 100 || (was !== "calling" && was !== "ringing")) return [state];

  const effects: ForkEffect[] = [];
  let next = state;
  if (was === "calling") {
    next = withBranch(next, branch, { name: "ringing" });
    effects.push({ kind: "disarm", alarm: { name: "silence", branch } }, { kind: "rings", branch });
  }
  // Early media only while there is one branch: of two the caller would hear a mixture, or the wrong one.
  const early = hasSdp && state.branches.length === 1;
  if (early && next.told !== "early-media") {
    next = { ...next, told: "early-media" };
    effects.push({ kind: "tell-caller", status: 183, branch });
  } else if (!early && next.told === "nothing") {
    next = { ...next, told: "ringing" };
    effects.push({ kind: "tell-caller", status: 180, branch });
  }
  if (!next.counting) {
    next = { ...next, counting: true };
    effects.push(
      { kind: "disarm", alarm: { name: "alerting" } },
      { kind: "arm", alarm: { name: "ring-time" }, afterMs: state.ringForMs },
    );
  }
  return [next, ...effects];
}

function onAnswered(state: ForkState, branch: number): Next {
  const was = state.branches[branch];
  switch (was?.name) {
    case "calling":
    case "ringing": {
      const won = withBranch(state, branch, { name: "answered" });
      return prepend(disarmSilence(was, branch), decide(won, { kind: "answered", branch }, COMPLETED_ELSEWHERE));
    }
    case "stopping":
      return [withBranch(state, branch, { name: "over" }), { kind: "hang-up", branch, reason: was.reason }];
    case "answered":
    case "over":
    case undefined:
      return [state];
  }
}

function onRefused(state: ForkState, branch: number, status: number): Next {
  const was = state.branches[branch];
  if (was === undefined || was.name === "over" || was.name === "answered") return [state];
  const next = withBranch(state, branch, { name: "over" });
  if (was.name === "stopping") return [next];
  return prepend(disarmSilence(was, branch), afterFailure(next, status));
}

function onAlarm(state: ForkState, alarm: ForkAlarm): Next {
  if (state.outcome !== undefined) return [state];
  switch (alarm.name) {
    case "alerting":
      if (state.counting) return [state];
      return [
        { ...state, counting: true },
        { kind: "arm", alarm: { name: "ring-time" }, afterMs: state.ringForMs },
      ];
    case "ring-time":
      return decide(state, { kind: "unanswered" }, undefined);
    case "silence": {
      if (state.branches[alarm.branch]?.name !== "calling") return [state];
      const next = withBranch(state, alarm.branch, { name: "stopping", reason: undefined });
      return prepend([{ kind: "cancel", branch: alarm.branch, reason: undefined }], afterFailure(next, 408));
    }
  }
}

/** One branch less: perhaps it spoke for all of them, perhaps it was the last. */
function afterFailure(state: ForkState, status: number): Next {
  const next = { ...state, failures: [...state.failures, status] };
  const alive = next.branches.some(({ name }) => name === "calling" || name === "ringing");
  if (status < 600 && alive) return [next];
  return decide(next, { kind: "failed", ...bestFailure(next.failures) }, undefined);
}

/** Tells the shell, once, and stops every branch that still rings. */
function decide(state: ForkState, outcome: ForkOutcome, reason: string | undefined): Next {
  const effects: ForkEffect[] = [
    { kind: "disarm", alarm: state.counting ? { name: "ring-time" } : { name: "alerting" } },
  ];
  const branches = state.branches.map((was, branch): BranchState => {
    if (was.name !== "calling" && was.name !== "ringing") return was;
    effects.push(...disarmSilence(was, branch), { kind: "cancel", branch, reason });
    return { name: "stopping", reason };
  });
  return [{ ...state, branches, outcome }, { kind: "decide", outcome }, ...effects];
}

/** A person declined or is on another call. */
const BUSY = new Set([486, 600, 603]);
/** The phone wasn't there at all; it says nothing about the person. */
const UNREACHABLE = new Set([404, 408, 410, 430, 503, 504]);

/** What all the failures together mean: 6xx speaks for everybody, then busy, then any other refusal, then silence. */
export function bestFailure(statuses: readonly number[]): { readonly status: number; readonly busy: boolean } {
  const global = statuses.find((status) => status >= 600);
  if (global !== undefined) return { status: global, busy: BUSY.has(global) };
  const reached = statuses.filter((status) => !UNREACHABLE.has(status));
  const busy = reached.length > 0 && reached.every((status) => BUSY.has(status));
  if (busy) return { status: 486, busy };
  return { status: reached.find((status) => !BUSY.has(status)) ?? statuses[0] ?? 480, busy };
}

function disarmSilence(was: BranchState, branch: number): ForkEffect[] {
  return was.name === "calling" ? [{ kind: "disarm", alarm: { name: "silence", branch } }] : [];
}

function prepend(effects: readonly ForkEffect[], [state, ...rest]: Next): Next {
  return [state, ...effects, ...rest];
}

function withBranch(state: ForkState, branch: number, value: BranchState): ForkState {
  return { ...state, branches: state.branches.map((was, index) => (index === branch ? value : was)) };
}
