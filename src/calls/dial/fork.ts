import type { Alarm } from "../../runtime/clock.ts";
import type { AnsweredCallee } from "../leg/answered-callee.ts";
import type { DialogName } from "../leg/dialog-name.ts";
import type { LegParts } from "../leg/leg-parts.ts";
import type { AnswerConfirmation, Winner } from "./answer-confirmation.ts";
import type { BranchEvent, BranchInProgress, CalleeLeg, StartBranch } from "./branch.ts";
import {
  isSettled,
  ringingBranches,
  startFork,
  stepFork,
  type ConfirmResult,
  type ForkAlarm,
  type ForkEffect,
  type ForkInput,
  type ForkOutcome,
  type ForkState,
} from "./fork-state.ts";

/** More phones than this don't ring for one call; a user has a handful, a group fifty people at most. */
export const MOST_BRANCHES = 100;

/** What a phone that says nothing counts as. */
const SILENT = 408;

export interface ForkBranch {
  readonly start: StartBranch;
  /** Whose it is: 600 and 603 speak for all branches of one party. */
  readonly party: string;
  /** No 18x within this time: it isn't there. */
  readonly silentForMs: number;
}

export interface ForkOptions {
  readonly branches: readonly ForkBranch[];
  /** The caller's SDP offer; undefined when the caller leaves the offer to the callee. */
  readonly offer: string | undefined;
  readonly ringForMs: number;
  /** The caller hears ringing already. */
  readonly alerted: boolean;
  /** Hears what happens, as it happens. */
  readonly tell: (event: ForkEvent) => void;
}

/** What a fork tells of its branches. */
export type ForkEvent =
  /** The caller gets 180 or 183, perhaps with the SDP of a branch's early media. */
  | { readonly kind: "caller-alerted"; readonly status: 180 | 183; readonly sdp: string }
  /** A telephone that rings has made an early dialog; before "rings", and perhaps again. */
  | { readonly kind: "early-dialog"; readonly branch: number; readonly dialog: DialogName }
  /** A branch rings for the first time. */
  | { readonly kind: "rings"; readonly branch: number }
  /** The callee has picked up and is asked whether to accept. */
  | { readonly kind: "asked"; readonly branch: number }
  | { readonly kind: "confirm-result"; readonly branch: number; readonly result: ConfirmResult }
  /** The branch's telephone has redirected the call; the telephones that are called there tell of themselves. */
  | { readonly kind: "redirected"; readonly branch: number }
  /** Which of these telephones has picked up. */
  | { readonly kind: "callee-known"; readonly branch: number; readonly callee: CalleeLeg }
  /** The branch has lost the call: refused with this status, or stopped by us. Once a branch. */
  | { readonly kind: "ended"; readonly branch: number; readonly status: number | undefined };

/** How it ended, with the callee who won. */
export type ForkResult =
  | { readonly kind: "answered"; readonly branch: number; readonly winner: Winner }
  | Exclude<ForkOutcome, { kind: "answered" }>;

/**
 * Rings several phones at once (RFC 3261 §16.7) and resolves with the first that answers, or with why none did:
 * `fork-state.ts` decides, this carries it out. Nothing waits for a loser: it is stopped in the background.
 */
export class Fork {
  readonly result: Promise<ForkResult>;
  /** The last loser has sent its final response. Never rejects. */
  readonly settled: Promise<void>;
  readonly #options: ForkOptions;
  readonly #parts: LegParts;
  readonly #branches: BranchInProgress[];
  readonly #callees = new Map<number, AnsweredCallee>();
  readonly #asked = new Map<number, AnswerConfirmation>();
  readonly #earlySdps = new Map<number, string>();
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
    for (const effect of effects) this.#carryOut(effect);
    this.#branches = branches.map(({ start }, branch) =>
      start(options.offer, (event) => this.#onBranchEvent(branch, event)),
    );
  }

  /** The caller has hung up, or the call must end: every phone stops. */
  stop(reason: string): void {
    this.#input({ kind: "stop", reason });
  }

  /** The branches that ring. */
  get ringing(): readonly number[] {
    return ringingBranches(this.#state);
  }

  /** A callee who wasn't rung has the call from now on. False: it was decided already; the callee is still the giver's. */
  pickUp(callee: AnsweredCallee): boolean {
    if (this.#state.outcome !== undefined) return false;
    this.#callees.set(this.#state.branches.length, callee);
    this.#input({ kind: "picked-up" });
    return true;
  }

  #onBranchEvent(branch: number, event: BranchEvent): void {
    switch (event.kind) {
      case "ringing":
        this.#nameDialog(branch, event.dialog);
        this.#input({ kind: "provisional", branch, status: event.status, hasSdp: false });
        return;
      case "early-media":
        this.#nameDialog(branch, event.dialog);
        this.#earlySdps.set(branch, event.sdp);
        this.#input({
          ...{ kind: "provisional", branch, status: event.status },
          hasSdp: this.#options.offer !== undefined,
        });
        return;
      case "answered":
        this.#callees.set(branch, event.callee);
        this.#input({ kind: "answered", branch, mustConfirm: false });
        return;
      case "asked":
        this.#asked.set(branch, event.confirmation);
        this.#input({ kind: "answered", branch, mustConfirm: true });
        return;
      case "refused":
        this.#end(branch, event.status);
        this.#input({ kind: "refused", branch, status: event.status });
        return;
      case "redirected":
        this.#options.tell({ kind: "redirected", branch });
        this.#input({ kind: "redirected", branch, silentForMs: event.silentForMs });
        return;
      case "callee-known":
        this.#options.tell({ kind: "callee-known", branch, callee: event.callee });
        return;
    }
  }

  #nameDialog(branch: number, dialog: DialogName | undefined): void {
    if (dialog !== undefined) this.#options.tell({ kind: "early-dialog", branch, dialog });
  }

  #input(input: ForkInput): void {
    const [state, ...effects] = stepFork(this.#state, input);
    this.#state = state;
    for (const effect of effects) this.#carryOut(effect);
    if (isSettled(state)) this.#resolveSettled();
  }

  #carryOut(effect: ForkEffect): void {
    switch (effect.kind) {
      case "arm":
        this.#arm(effect.alarm, effect.afterMs);
        return;
      case "disarm":
        this.#disarm(effect.alarm);
        return;
      case "rings":
        this.#options.tell({ kind: "rings", branch: effect.branch });
        return;
      case "tell-caller": {
        const { status, branch, hasSdp } = effect;
        const sdp = hasSdp ? (this.#earlySdps.get(branch) ?? "") : "";
        this.#options.tell({ kind: "caller-alerted", status, sdp });
        return;
      }
      case "cancel":
        this.#end(effect.branch, undefined);
        this.#branches[effect.branch]?.cancel(effect.reason);
        return;
      case "hang-up":
        void this.#callees.get(effect.branch)?.refuse(effect.reason);
        void this.#asked.get(effect.branch)?.dismiss(effect.reason, false);
        return;
      case "ask":
        this.#ask(effect.branch);
        return;
      case "last-words":
        this.#asked.get(effect.branch)?.lastWords();
        return;
      case "dismiss":
        this.#end(effect.branch, undefined);
        void this.#asked.get(effect.branch)?.dismiss(effect.reason, effect.taken);
        return;
      case "decide":
        this.#decide(effect.outcome);
        return;
    }
  }

  #ask(branch: number): void {
    this.#options.tell({ kind: "asked", branch });
    this.#asked.get(branch)?.ask((result) => {
      this.#options.tell({ kind: "confirm-result", branch, result });
      if (result !== "accept") this.#end(branch, undefined);
      this.#input({ kind: "confirm-result", branch, result });
    });
  }

  #decide(outcome: ForkOutcome): void {
    if (outcome.kind !== "answered") {
      this.#resolveResult(outcome);
      return;
    }
    const [callee, confirmation] = [this.#callees.get(outcome.branch), this.#asked.get(outcome.branch)];
    if (callee !== undefined) this.#resolveResult({ ...outcome, winner: { kind: "direct", callee } });
    else if (confirmation !== undefined)
      this.#resolveResult({ ...outcome, winner: { kind: "accepted", confirmation } });
    else throw new Error("the winner of a fork has answered");
  }

  #end(branch: number, status: number | undefined): void {
    if (this.#ended.has(branch)) return;
    this.#ended.add(branch);
    this.#options.tell({ kind: "ended", branch, status });
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
