import type { Alarm } from "../runtime/clock.ts";
import { invite, type Answered, type BranchInProgress, type BranchTarget } from "./branch.ts";
import {
  isSettled,
  startFork,
  stepFork,
  type ForkAlarm,
  type ForkEffect,
  type ForkInput,
  type ForkOutcome,
  type ForkState,
} from "./fork-state.ts";
import type { LegParts } from "./leg.ts";

/** More phones than this don't ring for one call; a user has a handful. */
export const MOST_BRANCHES = 16;

export interface ForkOptions {
  readonly targets: readonly BranchTarget[];
  /** The caller's SDP; undefined when the caller leaves the offer to the callee. */
  readonly offer: string | undefined;
  readonly ringForMs: number;
  /** The caller hears ringing already. */
  readonly alerted: boolean;
  /** 180, or 183 with SDP, for the caller. */
  readonly tellCaller: (status: 180 | 183, sdp: string) => void;
  readonly rings: (branch: number) => void;
}

/** How it ended, with the callee who won. */
export type ForkResult =
  | { readonly kind: "answered"; readonly branch: number; readonly callee: Answered }
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
  readonly #callees = new Map<number, Answered>();
  readonly #sdps = new Map<number, string>();
  readonly #alarms = new Map<string, Alarm>();
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
    const targets = options.targets.slice(0, MOST_BRANCHES);
    const [state, ...effects] = startFork({
      silentForMs: targets.map(({ silentForMs }) => silentForMs),
      ringForMs: options.ringForMs,
      alerted: options.alerted,
    });
    this.#state = state;
    this.#carryOut(effects);
    this.#branches = targets.map((target, branch) => this.#invite(target, branch));
  }

  /** The caller has hung up, or the call must end: every phone stops. */
  stop(reason: string): void {
    this.#input({ kind: "stop", reason });
  }

  #invite(target: BranchTarget, branch: number): BranchInProgress {
    return invite(
      target,
      this.#options.offer,
      {
        provisional: (status, sdp) => {
          this.#sdps.set(branch, sdp);
          this.#input({ kind: "provisional", branch, status, hasSdp: sdp !== "" && this.#options.offer !== undefined });
        },
        answered: (callee) => {
          this.#callees.set(branch, callee);
          this.#input({ kind: "answered", branch });
        },
        refused: (status) => this.#input({ kind: "refused", branch, status }),
      },
      this.#parts,
    );
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
          this.#branches[effect.branch]?.cancel(effect.reason);
          break;
        case "hang-up":
          void this.#callees.get(effect.branch)?.refuse(effect.reason);
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
    const callee = this.#callees.get(outcome.branch);
    if (callee === undefined) throw new Error("the winner of a fork has answered");
    this.#resolveResult({ ...outcome, callee });
  }

  #arm(alarm: ForkAlarm, afterMs: number): void {
    const name = nameOf(alarm);
    this.#alarms.get(name)?.disarm();
    this.#alarms.set(
      name,
      this.#parts.clock.arm(afterMs, () => {
        this.#alarms.delete(name);
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
