import {
  ALERTING_WITHIN_MS,
  COMPLETED_ELSEWHERE,
  OVERTIME_MS,
  isSettled,
  startFork,
  stepFork,
  type ForkEffect,
  type ForkInput,
  type ForkOutcome,
  type ForkState,
  type ConfirmResult,
} from "../../src/calls/dial/fork-state.ts";
import type { Alarm } from "../../src/runtime/clock.ts";
import { seededRandom } from "../support/random.ts";
import { VirtualClock } from "../support/virtual-clock.ts";

const CALLER = "the caller's own reason";
const PROMPT_MS = 10_000;
const MOST_BRANCHES = 10;
const RING_FOR_MS = [0, 200, 5_000, 25_000];

/** What one telephone out there does, and where it stands; CANCEL and answers take their time and cross each other. */
interface Phone {
  readonly mustConfirm: boolean;
  readonly party: string;
  state: "called" | "rings" | "answered" | "finished";
  cancelled: { reason: string | undefined } | undefined;
  /** The BYE it got, or sent itself. */
  over: { reason: string | undefined; by: "us" | "itself" } | undefined;
  asked: boolean;
  hasDecided: boolean;
  lastWordsAtMs: number | undefined;
  /** Something of it has reached us since it was called, or called elsewhere. */
  isHeardOf: boolean;
  calledAtMs: number;
}

const SILENT_FOR_MS = 4_000;

/**
 * One call, its telephones and its caller, on a virtual clock and a network that delays each message by a time of its
 * own. The seed decides everything: a run that fails is run again by it.
 */
export class ForkRace {
  readonly #random: () => number;
  readonly #clock = new VirtualClock();
  readonly #alarms = new Map<string, Alarm>();
  readonly #phones: Phone[];
  readonly #faults: string[] = [];
  readonly #ringForMs: number;
  readonly #alerted: boolean;
  #state: ForkState;
  #decided: { outcome: ForkOutcome; atMs: number } | undefined;
  #heardAtMs: number | undefined;
  #callerGone = false;
  /** Whose 6xx has arrived. */
  readonly #spokenFor = new Set<string>();

  constructor(seed: number) {
    this.#random = seededRandom(seed);
    const count = 2 + this.#below(MOST_BRANCHES - 1);
    this.#ringForMs = this.#one(RING_FOR_MS);
    this.#alerted = this.#chance(0.2);
    if (this.#alerted) this.#heardAtMs = this.#clock.nowMs();
    this.#phones = Array.from({ length: count }, () => ({
      mustConfirm: this.#chance(0.5),
      party: this.#one(["alice", "bob", "carol"]),
      state: "called",
      cancelled: undefined,
      over: undefined,
      asked: false,
      hasDecided: false,
      lastWordsAtMs: undefined,
      isHeardOf: false,
      calledAtMs: 0,
    }));
    const [state, ...effects] = startFork({
      branches: this.#phones.map(({ party }) => ({ silentForMs: SILENT_FOR_MS, party })),
      ringForMs: this.#ringForMs,
      alerted: this.#alerted,
    });
    this.#state = state;
    effects.forEach((effect) => this.#carryOut(effect));
    this.#phones.forEach((phone, branch) => this.#live(phone, branch));
    if (this.#chance(0.5)) this.#later(this.#below(40_000), () => this.#callerCancels());
  }

  /** Runs to the end. Returns what was wrong; nothing is what there should be. */
  run(): readonly string[] {
    this.#clock.advance(600_000);
    this.#checkEnd();
    return this.#faults;
  }

  /** The telephone's life, as far as it isn't told otherwise. */
  #live(phone: Phone, branch: number): void {
    this.#mustSpeak(phone, branch);
    if (this.#chance(0.1)) return; // it is gone without a word
    if (this.#chance(0.8)) this.#later(this.#below(3_000), () => this.#rings(phone, branch));
    if (this.#chance(0.1)) this.#later(this.#below(3_000), () => this.#redirects(phone, branch));
    // Many things happen in the same moments, so that they cross.
    const atMs = this.#chance(0.5) ? this.#one([0, 1_000, 5_000, 5_001, 25_000]) : this.#below(30_000);
    const fate = this.#random();
    if (fate < 0.5) this.#later(atMs, () => this.#answers(phone, branch));
    else if (fate < 0.8)
      this.#later(atMs, () => this.#refuses(phone, branch, this.#one([486, 408, 480, 503, 600, 603])));
  }

  #rings(phone: Phone, branch: number): void {
    if (phone.state !== "called" && phone.state !== "rings") return;
    phone.state = "rings";
    const hasSdp = this.#chance(0.3) && !phone.mustConfirm;
    this.#travel(() => {
      phone.isHeardOf = true;
      this.#input({ kind: "provisional", branch, status: hasSdp ? 183 : 180, hasSdp });
    });
  }

  #redirects(phone: Phone, branch: number): void {
    if (phone.state !== "rings") return;
    phone.state = "called";
    phone.isHeardOf = false;
    this.#input({ kind: "redirected", branch, silentForMs: SILENT_FOR_MS });
    this.#mustSpeak(phone, branch);
    if (this.#chance(0.5)) this.#later(this.#below(3_000), () => this.#rings(phone, branch));
  }

  #answers(phone: Phone, branch: number): void {
    if (phone.state !== "called" && phone.state !== "rings") return;
    phone.state = "answered";
    this.#travel(() => {
      phone.isHeardOf = true;
      this.#input({ kind: "answered", branch, mustConfirm: phone.mustConfirm });
    });
  }

  #refuses(phone: Phone, branch: number, status: number): void {
    if (phone.state !== "called" && phone.state !== "rings") return;
    phone.state = "finished";
    this.#travel(() => {
      phone.isHeardOf = true;
      const before = this.#phones.map(isStopped);
      const counts = status >= 600 && phone.cancelled === undefined && this.#decided === undefined;
      if (counts) this.#spokenFor.add(phone.party);
      this.#input({ kind: "refused", branch, status });
      if (!counts) return;
      this.#phones.forEach((other, nth) => {
        if (other.party !== phone.party) {
          if (isStopped(other) !== before[nth])
            this.#faults.push(`${branch} has refused for ${nth}, which is another phone's`);
        } else if (mayTakeIt(other)) this.#faults.push(`${nth} goes on although ${branch} has refused for it`);
      });
    });
  }

  /** A phone of which nothing is heard is given up; a caller who waits for it waits in vain. */
  #mustSpeak(phone: Phone, branch: number): void {
    const calledAtMs = (phone.calledAtMs = this.#clock.nowMs());
    this.#later(SILENT_FOR_MS + 1, () => {
      if (phone.calledAtMs === calledAtMs && !phone.isHeardOf && this.#decided === undefined && !isStopped(phone))
        this.#faults.push(`${branch} is waited for, and nothing was heard of it`);
    });
  }

  /** The callee who is asked presses a key at some time, says nothing, or hangs up. */
  #isAsked(phone: Phone, branch: number): void {
    if (phone.asked) this.#faults.push(`${branch} is asked twice`);
    if (!phone.mustConfirm || phone.state !== "answered") this.#faults.push(`${branch} is asked without an answer`);
    if (this.#heardAtMs === undefined) this.#faults.push("the caller hears nothing while a callee is asked");
    phone.asked = true;
    const verdict = this.#one<ConfirmResult>(["accept", "accept", "refuse", "voicemail", "nothing", "gone"]);
    const afterMs = verdict === "nothing" ? 3 * PROMPT_MS : this.#one([0, 50, 1_000, this.#below(PROMPT_MS)]);
    this.#later(afterMs, () => this.#decides(phone, branch, verdict));
  }

  #decides(phone: Phone, branch: number, verdict: ConfirmResult): void {
    // A key may be on its way when they are hung up.
    if (phone.over?.by === "itself" || phone.hasDecided || (phone.over !== undefined && this.#chance(0.5))) return;
    phone.hasDecided = true;
    if (verdict === "gone") phone.over ??= { reason: undefined, by: "itself" };
    this.#input({ kind: "confirm-result", branch, result: verdict });
  }

  #callerCancels(): void {
    if (this.#decided?.outcome.kind === "answered") return; // then it is a hang-up, and no business of the fork's
    this.#callerGone = true;
    const wasOpen = this.#decided === undefined;
    this.#input({ kind: "stop", reason: CALLER });
    if (wasOpen && this.#decided?.outcome.kind !== "stopped") this.#faults.push("the caller is gone, and it goes on");
  }

  #input(input: ForkInput): void {
    const [state, ...effects] = stepFork(this.#state, input);
    this.#state = state;
    effects.forEach((effect) => this.#carryOut(effect));
    if (this.#decided !== undefined && this.#alarms.size > 0) this.#faults.push("an alarm outlives the decision");
    const nobodyIsLeft = state.branches.every(({ name }) => name === "over" || name === "stopping");
    if (nobodyIsLeft && this.#decided === undefined) this.#faults.push("no branch is left, and the caller waits");
  }

  #carryOut(effect: ForkEffect): void {
    const phone = "branch" in effect ? this.#phones[effect.branch]! : undefined;
    switch (effect.kind) {
      case "arm":
        this.#arm(effect);
        return;
      case "disarm":
        this.#alarms.get(nameOf(effect.alarm))?.disarm();
        this.#alarms.delete(nameOf(effect.alarm));
        return;
      case "tell-caller":
        if (effect.status === 183) this.#faults.push("early media of one among several");
        this.#heardAtMs ??= this.#clock.nowMs();
        return;
      case "rings":
        return;
      case "cancel":
        this.#isCancelled(phone!, effect.branch, effect.reason);
        return;
      case "ask":
        this.#isAsked(phone!, effect.branch);
        return;
      case "last-words":
        phone!.lastWordsAtMs = this.#clock.nowMs();
        this.#later(this.#below(PROMPT_MS), () =>
          this.#decides(phone!, effect.branch, this.#one(["nothing", "accept"])),
        );
        return;
      case "hang-up":
      case "dismiss":
        this.#isHungUp(phone!, effect);
        return;
      case "decide":
        if (this.#decided !== undefined) this.#faults.push("decided twice");
        else this.#checkHope(effect.outcome);
        this.#decided = { outcome: effect.outcome, atMs: this.#clock.nowMs() };
        return;
    }
  }

  /** As long as a phone may answer, and there is time, nothing has failed; a 6xx has spoken for all of its person's. */
  #checkHope(outcome: ForkOutcome): void {
    const now = this.#clock.nowMs();
    if (outcome.kind === "unanswered" && now < (this.#heardAtMs ?? now) + this.#ringForMs)
      this.#faults.push("given up before the time was up");
    if (outcome.kind !== "failed") return;
    this.#phones.forEach((phone, branch) => {
      if (mayTakeIt(phone) && !this.#spokenFor.has(phone.party))
        this.#faults.push(`given up while ${branch} could still answer`);
    });
  }

  /** A CANCEL needs its time; a phone that has answered meanwhile lets it pass (RFC 3261 §9.2). */
  #isCancelled(phone: Phone, branch: number, reason: string | undefined): void {
    if (phone.cancelled !== undefined) this.#faults.push(`${branch} is cancelled twice`);
    phone.cancelled = { reason };
    this.#checkReason(branch, reason);
    this.#travel(() => this.#refuses(phone, branch, 487));
  }

  #isHungUp(phone: Phone, effect: Extract<ForkEffect, { kind: "hang-up" | "dismiss" }>): void {
    const { branch, reason } = effect;
    if (phone.state !== "answered") this.#faults.push(`${branch} is hung up without an answer`);
    if (phone.over?.by === "us") this.#faults.push(`${branch} is hung up twice`);
    if (effect.kind === "hang-up" && phone.cancelled?.reason !== reason) this.#faults.push(`${branch}: another Reason`);
    if (effect.kind === "dismiss" && effect.taken !== (reason === COMPLETED_ELSEWHERE))
      this.#faults.push(`${branch} hears that the call is taken, and it isn't, or the other way round`);
    if (effect.kind === "dismiss") this.#checkReason(branch, reason);
    phone.over ??= { reason, by: "us" };
  }

  /** A callee who loses to another hears so; a phone that is stopped for any other reason shows a missed call. */
  #checkReason(branch: number, reason: string | undefined): void {
    const why = this.#decided?.outcome.kind;
    const right = why === "answered" ? COMPLETED_ELSEWHERE : why === "stopped" ? CALLER : undefined;
    if (reason !== right)
      this.#faults.push(`${branch} was told ${reason ?? "nothing"} where the call was ${why ?? "open"}`);
  }

  #arm({ alarm, afterMs }: Extract<ForkEffect, { kind: "arm" }>): void {
    const name = nameOf(alarm);
    if (this.#alarms.has(name)) this.#faults.push(`${name} is armed twice`);
    this.#alarms.set(
      name,
      this.#clock.arm(afterMs, () => {
        this.#alarms.delete(name);
        this.#input({ kind: "alarm", alarm });
      }),
    );
  }

  #checkEnd(): void {
    if (!isSettled(this.#state)) this.#faults.push("not settled");
    if (this.#alarms.size > 0) this.#faults.push(`left: ${[...this.#alarms.keys()].join(", ")}`);
    if (this.#decided === undefined) {
      this.#faults.push("not decided");
      return;
    }
    const { outcome, atMs } = this.#decided;
    if ((outcome.kind === "stopped") !== this.#callerGone && outcome.kind === "stopped")
      this.#faults.push("stopped for no reason");
    this.#phones.forEach((phone, branch) => this.#checkPhone(phone, branch, outcome));
    // One clock: nothing goes on beyond it but a prompt.
    const sinceMs = this.#heardAtMs ?? 0;
    const deadlineMs = sinceMs + this.#ringForMs + (this.#phones.some(({ asked }) => asked) ? OVERTIME_MS : 0);
    if (this.#heardAtMs !== undefined && atMs > deadlineMs) this.#faults.push(`decided ${atMs - deadlineMs} ms late`);
    if (this.#heardAtMs === undefined && atMs > this.#clock.nowMs() - 600_000 + ALERTING_WITHIN_MS)
      this.#faults.push("the caller heard nothing");
  }

  #checkPhone(phone: Phone, branch: number, outcome: ForkOutcome): void {
    const won = outcome.kind === "answered" && outcome.branch === branch;
    if (won) {
      if (phone.state !== "answered" || phone.over !== undefined || phone.cancelled !== undefined)
        this.#faults.push(`the winner ${branch} was stopped`);
      if (phone.mustConfirm && !phone.asked) this.#faults.push(`the winner ${branch} was not asked`);
      return;
    }
    if (phone.state === "answered" && phone.over === undefined) this.#faults.push(`${branch} is left in a dialog`);
    if ((phone.state === "called" || phone.state === "rings") && phone.cancelled === undefined)
      this.#faults.push(`${branch} is left ringing`);
    const reason = phone.over?.by === "us" ? phone.over.reason : phone.cancelled?.reason;
    if (reason === COMPLETED_ELSEWHERE && outcome.kind !== "answered")
      this.#faults.push(`${branch}: no callee answered`);
    if (reason === CALLER && outcome.kind !== "stopped") this.#faults.push(`${branch}: the caller was still there`);
  }

  #travel(arrive: () => void): void {
    this.#later(this.#one([0, 1, 20, this.#below(400)]), arrive);
  }

  #later(afterMs: number, act: () => void): void {
    this.#clock.arm(afterMs, act);
  }

  #below(limit: number): number {
    return Math.floor(this.#random() * limit);
  }

  #one<Value>(values: readonly Value[]): Value {
    return values[this.#below(values.length)]!;
  }

  #chance(share: number): boolean {
    return this.#random() < share;
  }
}

function isStopped({ cancelled, over }: Phone): boolean {
  return cancelled !== undefined || over !== undefined;
}

/** It rings, or its user is being asked there. */
function mayTakeIt(phone: Phone): boolean {
  const isThere = phone.state === "rings" || (phone.asked && !phone.hasDecided);
  return isThere && !isStopped(phone);
}

function nameOf(alarm: Extract<ForkEffect, { kind: "arm" }>["alarm"]): string {
  return alarm.name === "silence" ? `silence ${alarm.branch}` : alarm.name;
}
