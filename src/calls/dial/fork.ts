import type { Alarm } from "../../runtime/clock.ts";
import type { AnsweredCallee } from "../leg/answered-callee.ts";
import type { BranchInProgress, BranchListener } from "./branch.ts";
import type { AnswerConfirmation } from "./answer-confirmation.ts";
import {
  isSettled,
  ringingBranches,
  startFork,
  stepFork,
  type ForkAlarm,
  type ForkEffect,
  type ForkInput,
  type ForkOutcome,
  type ForkState,
  type ConfirmResult,
} from "./fork-state.ts";
import type { DialogName } from "../leg/dialog-name.ts";
import type { LegParts } from "../leg/leg.ts";
import type { CallParty } from "../../events/event.ts";

/** More phones than this don't ring for one call; a user has a handful, a group fifty people at most. */
export const MOST_BRANCHES = 100;

/** What a phone that says nothing counts as. */
const SILENT = 408;

/** What a branch tells its fork; at most one of `answered`, `asked` and `refused`, once. */
export interface ForkListener extends BranchListener {
  /** Picked up, and to be asked whether to accept. */
  asked(callee: AnswerConfirmation): void;
  /** It is called elsewhere now, where it may be silent for so long. */
  redirected(silentForMs: number): void;
  /** Before `answered` or `asked` of a branch that was redirected: who that is. */
  became(who: CalleeLeg): void;
}

/** A telephone of the call that was called in the place of one that has sent the call there. */
export interface CalleeLeg {
  /** Its number among the call's legs. */
  readonly leg: number;
  readonly party: CallParty;
}

/** Begins to call; tells nothing before it has returned. */
export type StartBranch = (offer: string | undefined, listener: ForkListener) => BranchInProgress;

export interface ForkBranch {
  readonly start: StartBranch;
  /** Whose it is: 600 and 603 speak for all of theirs. */
  readonly party: string;
  /** No 18x within this time: it isn't there. */
  readonly silentForMs: number;
}

export interface ForkOptions {
  readonly branches: readonly ForkBranch[];
  /** The caller's SDP; undefined when the caller leaves the offer to the callee. */
  readonly offer: string | undefined;
  readonly ringForMs: number;
  /** The caller hears ringing already. */
  readonly alerted: boolean;
  /** 180, or 183 with SDP, for the caller. */
  readonly tellCaller: (status: 180 | 183, sdp: string) => void;
  readonly rings: (branch: number) => void;
  /** A telephone that rings has made an early dialog; before `rings`, and perhaps again. */
  readonly named?: (branch: number, dialog: DialogName) => void;
  /** Somebody has picked up and is being asked, and what came of it. */
  readonly asks: (branch: number) => void;
  readonly verdict: (branch: number, verdict: ConfirmResult) => void;
  /** Its telephone has sent the call elsewhere; those that are called there tell of themselves. */
  readonly redirected?: (branch: number) => void;
  readonly became?: (branch: number, who: CalleeLeg) => void;
  /** It rings or listens no more, and hasn't got the call: refused with this status, or stopped by us. Once a branch. */
  readonly ended: (branch: number, status: number | undefined) => void;
}

/** How it ended, with the callee who won. */
export type ForkResult =
  | { readonly kind: "answered"; readonly branch: number; readonly callee: AnsweredCallee | AnswerConfirmation }
  | Exclude<ForkOutcome, { kind: "answered" }>;

/**
 * Rings several phones at once and resolves with the first that answers, or with why none did (`fork-state.ts` decides).
 * Losers are stopped behind the winner's back: nobody waits for them.
 */
export class Fork {
  readonly result: Promise<ForkResult>;
  /** The last loser has said its last word. Never rejects. */
  readonly settled: Promise<void>;
  readonly #options: ForkOptions;
  readonly #parts: LegParts;
  readonly #branches: BranchInProgress[];
  readonly #callees = new Map<number, AnsweredCallee>();
  readonly #asked = new Map<number, AnswerConfirmation>();
  readonly #sdps = new Map<number, string>();
  readonly #alarms = new Map<string, Alarm>();
  readonly #ended = new Set<number>();
  #state: ForkState;
  #resolveResult: (result: ForkResult) => void = () => undefined;
  #resolveSettled: () => void = () => undefined;

  constructor(options: ForkOptions, parts: LegParts) {
    this.#options = options;
    this.#parts = parts;
    this.result = new Promise((resolve) => {
      this.#resolveResult = resolve;
    });
    this.settled = new Promise((resolve) => {
      this.#resolveSettled = resolve;
    });
    const branches = options.branches.slice(0, MOST_BRANCHES);
    const [state, ...effects] = startFork({
      branches,
      ringForMs: options.ringForMs,
      alerted: options.alerted,
    });
    this.#state = state;
    this.#carryOut(effects);
    this.#branches = branches.map(({ start }, branch) => start(options.offer, this.#listener(branch)));
  }

  /** The caller has hung up, or the call must end: every phone stops. */
  stop(reason: string): void {
    this.#input({ kind: "stop", reason });
  }

  /** The branches that ring. */
  get ringing(): readonly number[] {
    return ringingBranches(this.#state);
  }

  /** Somebody who wasn't rung has the call from now on. False: it was decided already; the callee is still yours. */
  pickUp(callee: AnsweredCallee): boolean {
    if (this.#state.outcome !== undefined) return false;
    this.#callees.set(this.#state.branches.length, callee);
    this.#input({ kind: "picked-up" });
    return true;
  }

  #listener(branch: number): ForkListener {
    return {
      provisional: (status, sdp, dialog) => {
        if (dialog !== undefined) this.#options.named?.(branch, dialog);
        this.#sdps.set(branch, sdp);
        this.#input({ kind: "provisional", branch, status, hasSdp: sdp !== "" && this.#options.offer !== undefined });
      },
      answered: (callee) => {
        this.#callees.set(branch, callee);
        this.#input({ kind: "answered", branch, mustConfirm: false });
      },
      asked: (callee) => {
        this.#asked.set(branch, callee);
        this.#input({ kind: "answered", branch, mustConfirm: true });
      },
      refused: (status) => {
        this.#end(branch, status);
        this.#input({ kind: "refused", branch, status });
      },
      redirected: (silentForMs) => {
        this.#options.redirected?.(branch);
        this.#input({ kind: "redirected", branch, silentForMs });
      },
      became: (who) => this.#options.became?.(branch, who),
    };
  }

  #input(input: ForkInput): void {
    const [state, ...effects] = stepFork(this.#state, input);
    this.#state = state;
    this.#carryOut(effects);
    if (isSettled(state)) this.#resolveSettled();
  }

  #carryOut(effects: readonly ForkEffect[]): void {
    for (const effect of effects) {
      switch (effect.kind) {
        case "arm":
          this.#arm(effect.alarm, effect.afterMs);
          break;
        case "disarm":
          this.#disarm(effect.alarm);
          break;
        case "rings":
          this.#options.rings(effect.branch);
          break;
        case "tell-caller":
          this.#options.tellCaller(effect.status, effect.status === 183 ? (this.#sdps.get(effect.branch) ?? "") : "");
          break;
        case "cancel":
          this.#end(effect.branch, undefined);
          this.#branches[effect.branch]?.cancel(effect.reason);
          break;
        case "hang-up":
          void this.#callees.get(effect.branch)?.refuse(effect.reason);
          void this.#asked.get(effect.branch)?.dismiss(effect.reason, false);
          break;
        case "ask":
          this.#options.asks(effect.branch);
          this.#asked.get(effect.branch)?.ask((verdict) => {
            this.#options.verdict(effect.branch, verdict);
            if (verdict !== "accept") this.#end(effect.branch, undefined);
            this.#input({ kind: "verdict", branch: effect.branch, verdict });
          });
          break;
        case "last-words":
          this.#asked.get(effect.branch)?.lastWords();
          break;
        case "dismiss":
          this.#end(effect.branch, undefined);
          void this.#asked.get(effect.branch)?.dismiss(effect.reason, effect.taken);
          break;
        case "decide":
          this.#decide(effect.outcome);
          break;
      }
    }
  }

  #decide(outcome: ForkOutcome): void {
    if (outcome.kind !== "answered") {
      this.#resolveResult(outcome);
      return;
    }
    const callee = this.#callees.get(outcome.branch) ?? this.#asked.get(outcome.branch);
    if (callee === undefined) throw new Error("the winner of a fork has answered");
    this.#resolveResult({ ...outcome, callee });
  }

  #end(branch: number, status: number | undefined): void {
    if (this.#ended.has(branch)) return;
    this.#ended.add(branch);
    this.#options.ended(branch, status);
  }

  #arm(alarm: ForkAlarm, afterMs: number): void {
    const name = nameOf(alarm);
    this.#alarms.get(name)?.disarm();
    this.#alarms.set(
      name,
      this.#parts.clock.arm(afterMs, () => {
        this.#alarms.delete(name);
        if (alarm.name === "silence") this.#end(alarm.branch, SILENT);
        this.#input({ kind: "alarm", alarm });
      }),
    );
  }

  #disarm(alarm: ForkAlarm): void {
    const name = nameOf(alarm);
    this.#alarms.get(name)?.disarm();
    this.#alarms.delete(name);
  }
}

function nameOf(alarm: ForkAlarm): string {
  return alarm.name === "silence" ? `silence ${alarm.branch}` : alarm.name;
}
