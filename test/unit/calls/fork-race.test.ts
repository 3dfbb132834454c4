import { describe, expect, it } from "vitest";
import fc from "fast-check";
import {
  COMPLETED_ELSEWHERE,
  isSettled,
  startFork,
  stepFork,
  type ForkEffect,
  type ForkInput,
  type ForkOutcome,
  type ForkState,
} from "../../../src/calls/dial/fork-state.ts";
import { answers, pickedUp, refuses, rings, RING_FOR_MS } from "./fork-inputs.ts";

/**
 * Phones as the network knows them, around the pure fork: each sends what RFC 3261 lets it send, in any order, and a
 * CANCEL that arrives too late is crossed by its 200.
 */
interface Phone {
  state: "called" | "rings" | "answered" | "finished";
  cancelled: string | undefined | null;
  hungUp: string | undefined | null;
}

describe("any race of phones, caller and clock", () => {
  it("has at most one winner, one decision, a CANCEL or BYE with the right Reason for every loser, and nothing left", () => {
    const action = fc.record({
      who: fc.nat({ max: 9 }),
      what: fc.constantFrom(
        "rings",
        "early",
        "answers",
        "busy",
        "declines",
        "obeys",
        "caller",
        "clock",
        "silence",
        "picked",
      ),
    });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 6 }),
        fc.array(action, { maxLength: 60 }),
        fc.boolean(),
        (count, script, alerted) => {
          const race = new Race(count, alerted);
          for (const { who, what } of script) race.act(who % count, what);
          race.finish();
          race.check();
        },
      ),
      { numRuns: 3_000, seed: 20_261_122 },
    );
  });
});

class Race {
  readonly phones: Phone[];
  readonly decisions: ForkOutcome[] = [];
  readonly armed = new Set<string>();
  #state: ForkState;
  #stopReason: string | undefined;

  constructor(count: number, alerted: boolean) {
    this.phones = Array.from({ length: count }, () => ({ state: "called", cancelled: null, hungUp: null }));
    const [state, ...effects] = startFork({
      branches: this.phones.map(() => ({ silentForMs: 4_000, party: "alice" })),
      ringForMs: RING_FOR_MS,
      alerted,
    });
    this.#state = state;
    effects.forEach((effect) => this.#carryOut(effect));
  }

  act(branch: number, what: string): void {
    const phone = this.phones[branch]!;
    const alive = phone.state === "called" || phone.state === "rings";
    if (what === "caller") {
      this.#stopReason ??= "the caller's own";
      this.#input({ kind: "stop", reason: "the caller's own" });
    } else if (what === "picked") {
      this.#input(pickedUp);
    } else if (what === "clock") {
      const name = this.armed.has("ring-time") ? "ring-time" : "alerting";
      if (this.armed.delete(name)) this.#input({ kind: "alarm", alarm: { name } });
    } else if (what === "silence") {
      if (this.armed.delete(`silence ${branch}`)) this.#input({ kind: "alarm", alarm: { name: "silence", branch } });
    } else if (alive && (what === "rings" || what === "early")) {
      phone.state = "rings";
      this.#input(rings(branch, what === "early"));
    } else if (alive && what === "answers") {
      phone.state = "answered";
      this.#input(answers(branch));
    } else if (alive && (what === "busy" || what === "declines")) {
      phone.state = "finished";
      this.#input(refuses(branch, what === "busy" ? 486 : 603));
    } else if (alive && phone.cancelled !== null && what === "obeys") {
      phone.state = "finished";
      this.#input(refuses(branch, 487));
    }
  }

  /** Everything that must come in the end does. */
  finish(): void {
    for (let round = 0; round < 3; round++) {
      this.act(0, "clock");
      this.phones.forEach((_, branch) => this.act(branch, "obeys"));
    }
  }

  check(): void {
    expect(this.decisions).toHaveLength(1);
    expect(isSettled(this.#state)).toBe(true);
    expect([...this.armed]).toEqual([]);
    const decision = this.decisions[0]!;
    this.phones.forEach((phone, branch) => {
      const won = decision.kind === "answered" && decision.branch === branch;
      if (won) expect(phone).toEqual({ state: "answered", cancelled: null, hungUp: null });
      else if (phone.state === "answered") expect(phone.hungUp).toBe(phone.cancelled);
      else expect(phone).toMatchObject({ state: "finished", hungUp: null });
    });
    if (decision.kind === "stopped") expect(this.#stopReason).toBeDefined();
  }

  #input(input: ForkInput): void {
    const [state, ...effects] = stepFork(this.#state, input);
    this.#state = state;
    effects.forEach((effect) => this.#carryOut(effect));
  }

  #carryOut(effect: ForkEffect): void {
    switch (effect.kind) {
      case "arm":
      case "disarm": {
        const name = effect.alarm.name === "silence" ? `silence ${effect.alarm.branch}` : effect.alarm.name;
        if (effect.kind === "arm") {
          expect(this.armed.has(name)).toBe(false);
          this.armed.add(name);
        } else this.armed.delete(name);
        return;
      }
      case "cancel": {
        const phone = this.phones[effect.branch]!;
        expect(phone.cancelled).toBeNull();
        expect(phone.state === "called" || phone.state === "rings").toBe(true);
        phone.cancelled = effect.reason;
        const decision = this.decisions[0];
        if (decision?.kind === "answered") expect(effect.reason).toBe(COMPLETED_ELSEWHERE);
        else if (decision?.kind === "stopped") expect(effect.reason).toBe("the caller's own");
        else expect(effect.reason).toBeUndefined();
        return;
      }
      case "hang-up": {
        const phone = this.phones[effect.branch]!;
        expect(phone).toMatchObject({ state: "answered", hungUp: null });
        phone.hungUp = effect.reason;
        return;
      }
      case "decide":
        this.decisions.push(effect.outcome);
        return;
      case "ask":
      case "last-words":
      case "dismiss":
        throw new Error("no callee is asked here");
      case "tell-caller":
      case "rings":
        expect(this.decisions).toEqual([]);
        return;
    }
  }
}
