/**
 * Forking: one call rings several phones at once; which one wins, which are stopped and why (RFC 3261 §16.7).
 * Pure: what happened goes in, what shall be done comes out. `fork.ts` carries it out.
 */

import { bestFailure } from "./best-failure.ts";

/** What a losing phone is told, so that it shows no missed call (RFC 3326 §2). */
export const COMPLETED_ELSEWHERE = 'SIP;cause=200;text="Call completed elsewhere"';

/**
 * No phone has rung this long after our INVITE: the caller gets 180 all the same, and the ring time starts. After two
 * seconds of silence people think that nothing happens.
 */
export const ALERTING_WITHIN_MS = 1_500;
/** A prompt that plays when the ring time is up may come to its end, but not for longer than this. */
export const OVERTIME_MS = 5_000;

/** Where the alarm clocks of a fork stand; `silence` is one a branch. */
export type ForkAlarm =
  | { readonly name: "alerting" }
  | { readonly name: "ring-time" }
  | { readonly name: "overtime" }
  | { readonly name: "silence"; readonly branch: number };

export type BranchState =
  /** INVITE sent, no 18x yet. */
  | { readonly name: "calling" }
  | { readonly name: "ringing" }
  /** CANCEL sent; a 200 that crosses it gets BYE with the same Reason (RFC 3261 §9.1). */
  | { readonly name: "stopping"; readonly reason: string | undefined }
  /** Has picked up and is asked whether to accept: not an answer yet. */
  | { readonly name: "confirming" }
  | { readonly name: "answered" }
  | { readonly name: "over" };

/** An 18x for the caller: 180, or 183, with the branch's SDP or without. */
export interface Alerting {
  readonly status: 180 | 183;
  readonly hasSdp: boolean;
}

const RINGING: Alerting = { status: 180, hasSdp: false };

/** How it ended for the caller. */
export type ForkOutcome =
  | { readonly kind: "answered"; readonly branch: number }
  /** The ring time is up. */
  | { readonly kind: "unanswered" }
  /** Every branch failed, or one refused for all of them (6xx). */
  | { readonly kind: "failed"; readonly status: number; readonly busy: boolean }
  /** A callee who was asked has sent the caller to voicemail. */
  | { readonly kind: "to-voicemail" }
  /** The caller hung up, or the call was ended from within. */
  | { readonly kind: "stopped" };

export interface ForkState {
  readonly branches: readonly BranchState[];
  /** Undefined while it rings. Decided once. */
  readonly outcome: ForkOutcome | undefined;
  /** The last 18x that the caller has heard from us; undefined: none yet. */
  readonly told: Alerting | undefined;
  /** Which clock runs: for the first ringing, for the ring time, or for the last words of a prompt. */
  readonly clock: "alerting" | "ring-time" | "overtime";
  /** Whose each branch is: 600 and 603 speak for all branches of one party. */
  readonly parties: readonly string[];
  readonly ringForMs: number;
  /** Final statuses of the branches that failed by themselves. */
  readonly failures: readonly number[];
}

/** What a callee who is asked has decided by DTMF: 1, 2, 3; "nothing": another digit or none; "gone": hung up. */
export type ConfirmResult = "accept" | "refuse" | "voicemail" | "nothing" | "gone";

export type ForkInput =
  | { readonly kind: "provisional"; readonly branch: number; readonly status: number; readonly hasSdp: boolean }
  | { readonly kind: "answered"; readonly branch: number; readonly mustConfirm: boolean }
  /** What a callee who had picked up has decided. */
  | { readonly kind: "confirm-result"; readonly branch: number; readonly result: ConfirmResult }
  | { readonly kind: "refused"; readonly branch: number; readonly status: number }
  /** The branch was sent elsewhere: it is called anew, and may be silent for so long. */
  | { readonly kind: "redirected"; readonly branch: number; readonly silentForMs: number }
  /** A phone that wasn't rung picks the call up: it is one branch more, which has answered. */
  | { readonly kind: "picked-up" }
  | { readonly kind: "stop"; readonly reason: string }
  | { readonly kind: "alarm"; readonly alarm: ForkAlarm };

export type ForkEffect =
  | { readonly kind: "arm"; readonly alarm: ForkAlarm; readonly afterMs: number }
  | { readonly kind: "disarm"; readonly alarm: ForkAlarm }
  | ({ readonly kind: "tell-caller"; readonly branch: number } & Alerting)
  /** This branch rings for the first time. */
  | { readonly kind: "rings"; readonly branch: number }
  | { readonly kind: "cancel"; readonly branch: number; readonly reason: string | undefined }
  /** The branch has answered, but not for this caller: ACK, then BYE. */
  | { readonly kind: "hang-up"; readonly branch: number; readonly reason: string | undefined }
  /** Ask the callee who has picked up whether to accept. */
  | { readonly kind: "ask"; readonly branch: number }
  /** The ring time is up: what is being said may be said to its end, and answered. */
  | { readonly kind: "last-words"; readonly branch: number }
  /** The callee who is asked is hung up; `taken`: once they have heard that another callee was faster. */
  | { readonly kind: "dismiss"; readonly branch: number; readonly reason: string | undefined; readonly taken: boolean }
  | { readonly kind: "decide"; readonly outcome: ForkOutcome };

type Next = readonly [ForkState, ...ForkEffect[]];

export interface ForkStart {
  /** For each branch how long it may stay without any 18x before it counts as gone, and whose it is. */
  readonly branches: readonly { readonly silentForMs: number; readonly party: string }[];
  /** What is left of the ring time. */
  readonly ringForMs: number;
  /** The caller hears ringing already, from an earlier step: the clock runs from now on. */
  readonly alerted: boolean;
}

export function startFork(start: ForkStart): Next {
  const state: ForkState = {
    branches: start.branches.map(() => ({ name: "calling" })),
    parties: start.branches.map(({ party }) => party),
    outcome: undefined,
    told: start.alerted ? RINGING : undefined,
    clock: start.alerted ? "ring-time" : "alerting",
    ringForMs: start.ringForMs,
    failures: [],
  };
  return [
    state,
    start.alerted
      ? { kind: "arm", alarm: { name: "ring-time" }, afterMs: start.ringForMs }
      : { kind: "arm", alarm: { name: "alerting" }, afterMs: ALERTING_WITHIN_MS },
    ...start.branches.map(({ silentForMs }, branch) => armSilence(branch, silentForMs)),
  ];
}

export function stepFork(state: ForkState, input: ForkInput): Next {
  switch (input.kind) {
    case "provisional":
      return onProvisional(state, input.branch, input.status, input.hasSdp);
    case "answered":
      return onAnswered(state, input.branch, input.mustConfirm);
    case "confirm-result":
      return onConfirmResult(state, input.branch, input.result);
    case "refused":
      return onRefused(state, input.branch, input.status);
    case "redirected":
      return onRedirected(state, input.branch, input.silentForMs);
    case "picked-up":
      return onPickedUp(state);
    case "stop":
      return state.outcome === undefined ? decide(state, { kind: "stopped" }, input.reason) : [state];
    case "alarm":
      return onAlarm(state, input.alarm);
  }
}

/** The branches that can still be heard ringing. */
export function ringingBranches(state: ForkState): readonly number[] {
  if (state.outcome !== undefined) return [];
  return state.branches.flatMap(({ name }, branch) => (name === "calling" || name === "ringing" ? [branch] : []));
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
  const alerting = alertingFor(next, status, hasSdp);
  if (alerting !== undefined) {
    next = { ...next, told: alerting };
    effects.push({ kind: "tell-caller", branch, ...alerting });
  }
  const [counting, ...clocks] = startCounting(next);
  return [counting, ...effects, ...clocks];
}

/**
 * What the caller is to hear of a branch's 18x; undefined: nothing new. Early media only while there is one branch: of two the
 * caller would hear a mixture, or the wrong one. A 180 after early media is told too: the caller's telephone decides then
 * between what it receives and a ringing tone of its own (RFC 3960 §3.2); and so is early media that begins again.
 */
function alertingFor({ branches, told }: ForkState, status: number, hasSdp: boolean): Alerting | undefined {
  const isOnly = branches.length === 1;
  if (hasSdp && isOnly) {
    const early: Alerting = { status: status === 180 ? 180 : 183, hasSdp };
    return told?.hasSdp === true && told.status === early.status ? undefined : early;
  }
  if (told === undefined) return RINGING;
  return isOnly && status === 180 && told.status === 183 ? RINGING : undefined;
}

/** Our first 18x starts the one clock. */
function startCounting(state: ForkState): Next {
  if (state.clock !== "alerting") return [state];
  return [
    { ...state, clock: "ring-time" },
    { kind: "disarm", alarm: { name: "alerting" } },
    { kind: "arm", alarm: { name: "ring-time" }, afterMs: state.ringForMs },
  ];
}

/** The caller hears that it rings, and the clock runs; not again where an earlier branch has seen to it. */
function alert(state: ForkState, branch: number): Next {
  if (state.told !== undefined) return startCounting(state);
  const told: ForkEffect = { kind: "tell-caller", branch, ...RINGING };
  return prepend([told], startCounting({ ...state, told: RINGING }));
}

function onAnswered(state: ForkState, branch: number, mustConfirm: boolean): Next {
  const was = state.branches[branch];
  switch (was?.name) {
    case "calling":
    case "ringing": {
      if (mustConfirm) {
        const [asked, ...alerts] = alert(withBranch(state, branch, { name: "confirming" }), branch);
        return [asked, ...disarmSilence(was, branch), ...alerts, { kind: "ask", branch }];
      }
      const won = withBranch(state, branch, { name: "answered" });
      return prepend(disarmSilence(was, branch), decide(won, { kind: "answered", branch }, COMPLETED_ELSEWHERE));
    }
    case "stopping":
      return [withBranch(state, branch, { name: "over" }), { kind: "hang-up", branch, reason: was.reason }];
    case "confirming":
    case "answered":
    case "over":
    case undefined:
      return [state];
  }
}

function onPickedUp(state: ForkState): Next {
  if (state.outcome !== undefined) return [state];
  const branch = state.branches.length;
  const joined: ForkState = {
    ...state,
    branches: [...state.branches, { name: "answered" }],
    parties: [...state.parties, ""],
  };
  return decide(joined, { kind: "answered", branch }, COMPLETED_ELSEWHERE);
}

/** A result that comes too late counts for nothing: a callee who isn't asked any more has been dismissed. */
function onConfirmResult(state: ForkState, branch: number, result: ConfirmResult): Next {
  if (state.branches[branch]?.name !== "confirming") return [state];
  if (result === "accept") {
    const won = withBranch(state, branch, { name: "answered" });
    return decide(won, { kind: "answered", branch }, COMPLETED_ELSEWHERE);
  }
  const next = withBranch(state, branch, { name: "over" });
  const bye: ForkEffect = { kind: "dismiss", branch, reason: undefined, taken: false };
  switch (result) {
    case "voicemail":
      return prepend([bye], decide(next, { kind: "to-voicemail" }, undefined));
    case "refuse":
      return prepend([bye], afterFailure(next, branch, 486));
    case "nothing":
      return prepend([bye], afterFailure(next, branch, 480));
    case "gone":
      return afterFailure(next, branch, 480);
  }
}

function onRedirected(state: ForkState, branch: number, silentForMs: number): Next {
  const was = state.branches[branch];
  if (was?.name !== "calling" && was?.name !== "ringing") return [state];
  return [
    withBranch(state, branch, { name: "calling" }),
    ...disarmSilence(was, branch),
    armSilence(branch, silentForMs),
  ];
}

function onRefused(state: ForkState, branch: number, status: number): Next {
  const was = state.branches[branch];
  if (was?.name !== "calling" && was?.name !== "ringing" && was?.name !== "stopping") return [state];
  const next = withBranch(state, branch, { name: "over" });
  if (was.name === "stopping") return [next];
  return prepend(disarmSilence(was, branch), afterFailure(next, branch, status));
}

function onAlarm(state: ForkState, alarm: ForkAlarm): Next {
  if (state.outcome !== undefined) return [state];
  switch (alarm.name) {
    case "alerting":
      return alert(state, 0);
    case "ring-time":
      return onTimeUp(state);
    case "overtime":
      return decide(state, { kind: "unanswered" }, undefined);
    case "silence": {
      if (state.branches[alarm.branch]?.name !== "calling") return [state];
      const next = withBranch(state, alarm.branch, { name: "stopping", reason: undefined });
      return prepend(
        [{ kind: "cancel", branch: alarm.branch, reason: undefined }],
        afterFailure(next, alarm.branch, 408),
      );
    }
  }
}

/** The ring time is up. A callee who listens to a prompt may hear it out; all that rings stops, as a missed call. */
function onTimeUp(state: ForkState): Next {
  const asked = state.branches.flatMap(({ name }, branch) => (name === "confirming" ? [branch] : []));
  if (asked.length === 0) return decide(state, { kind: "unanswered" }, undefined);
  const [stopped, ...cancels] = stopBranches({ ...state, clock: "overtime" }, () => true, undefined);
  return [
    stopped,
    ...cancels,
    { kind: "arm", alarm: { name: "overtime" }, afterMs: OVERTIME_MS },
    ...asked.map((branch): ForkEffect => ({ kind: "last-words", branch })),
  ];
}

/** One branch less: perhaps it spoke for all branches of its party, perhaps it was the last. */
function afterFailure(state: ForkState, branch: number, status: number): Next {
  const party = state.parties[branch];
  const alone = state.parties.every((other) => other === party);
  const failed = { ...state, failures: [...state.failures, status >= 600 && !alone ? 486 : status] };
  const isTheirs = (other: number): boolean => status >= 600 && state.parties[other] === party;
  const [stopped, ...stops] = stopBranches(failed, isTheirs, undefined);
  const [next, ...dismissals] = dismissAsked(stopped, isTheirs, undefined, false);
  const alive = next.branches.some(({ name }) => name === "calling" || name === "ringing" || name === "confirming");
  const effects = [...stops, ...dismissals];
  if (alive) return [next, ...effects];
  const outcome: ForkOutcome =
    next.clock === "overtime" ? { kind: "unanswered" } : { kind: "failed", ...bestFailure(next.failures) };
  return prepend(effects, decide(next, outcome, undefined));
}

/** Tells the shell, once, and stops every branch that still rings or is being asked. */
function decide(state: ForkState, outcome: ForkOutcome, reason: string | undefined): Next {
  const [stopped, ...stops] = stopBranches({ ...state, outcome }, () => true, reason);
  const [next, ...dismissals] = dismissAsked(stopped, () => true, reason, outcome.kind === "answered");
  const clock: ForkEffect = { kind: "disarm", alarm: { name: state.clock } };
  return [next, { kind: "decide", outcome }, clock, ...stops, ...dismissals];
}

/** CANCELs what hasn't picked up. */
function stopBranches(state: ForkState, fits: (branch: number) => boolean, reason: string | undefined): Next {
  const effects: ForkEffect[] = [];
  const branches = state.branches.map((was, branch): BranchState => {
    if ((was.name !== "calling" && was.name !== "ringing") || !fits(branch)) return was;
    effects.push(...disarmSilence(was, branch), { kind: "cancel", branch, reason });
    return { name: "stopping", reason };
  });
  return [{ ...state, branches }, ...effects];
}

/** Hangs up on the callees who have picked up and are asked. */
function dismissAsked(
  state: ForkState,
  fits: (branch: number) => boolean,
  reason: string | undefined,
  taken: boolean,
): Next {
  const effects: ForkEffect[] = [];
  const branches = state.branches.map((was, branch): BranchState => {
    if (was.name !== "confirming" || !fits(branch)) return was;
    effects.push({ kind: "dismiss", branch, reason, taken });
    return { name: "over" };
  });
  return [{ ...state, branches }, ...effects];
}

function armSilence(branch: number, afterMs: number): ForkEffect {
  return { kind: "arm", alarm: { name: "silence", branch }, afterMs };
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
