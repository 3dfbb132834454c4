import { describe, expect, it } from "vitest";
import { bestFailure } from "../../../src/calls/dial/best-failure.ts";
import {
  ALERTING_WITHIN_MS,
  COMPLETED_ELSEWHERE,
  isSettled,
  ringingBranches,
  startFork,
  stepFork,
  type ForkEffect,
  type ForkInput,
  type ForkOutcome,
  type ForkState,
  type ConfirmResult,
} from "../../../src/calls/dial/fork-state.ts";
import { answers, pickedUp, refuses, rings, RING_FOR_MS, timeIsUp } from "./fork-inputs.ts";

/** Runs a script of inputs and returns everything the fork asked for. */
function run(
  branches: number,
  inputs: readonly ForkInput[],
  alerted = false,
): { state: ForkState; effects: ForkEffect[] } {
  let [state, ...effects] = startFork({
    branches: Array.from({ length: branches }, () => ({ silentForMs: 4_000, party: "alice" })),
    ringForMs: RING_FOR_MS,
    alerted,
  });
  for (const input of inputs) {
    const [next, ...more] = stepFork(state, input);
    state = next;
    effects = [...effects, ...more];
  }
  return { state, effects };
}

const outcomeOf = (effects: readonly ForkEffect[]): ForkOutcome | undefined =>
  effects.flatMap((effect) => (effect.kind === "decide" ? [effect.outcome] : []))[0];
const only = (effects: readonly ForkEffect[], ...kinds: ForkEffect["kind"][]): ForkEffect[] =>
  effects.filter(({ kind }) => kinds.includes(kind));

describe("a call that a colleague picks up elsewhere", () => {
  it("is theirs: phones that ring stop, a callee who is asked hears that it was taken, and nothing is left", () => {
    const asked: ForkInput = { kind: "answered", branch: 1, mustConfirm: true };
    const { effects, state } = run(2, [rings(0), asked, pickedUp, refuses(0, 487)]);
    expect(outcomeOf(effects)).toEqual({ kind: "answered", branch: 2 });
    expect(only(effects, "cancel", "dismiss")).toEqual([
      { kind: "cancel", branch: 0, reason: COMPLETED_ELSEWHERE },
      { kind: "dismiss", branch: 1, reason: COMPLETED_ELSEWHERE, taken: true },
    ]);
    expect(ringingBranches(state)).toEqual([]);
    expect(isSettled(state)).toBe(true);
  });

  it("is decided once: after an answer there is nothing to pick up, after the pick-up an answer is hung up", () => {
    const late = run(1, [answers(0), pickedUp]);
    expect(only(late.effects, "decide")).toHaveLength(1);
    expect(outcomeOf(late.effects)).toEqual({ kind: "answered", branch: 0 });
    const crossed = run(1, [rings(0), pickedUp, answers(0)]);
    expect(outcomeOf(crossed.effects)).toEqual({ kind: "answered", branch: 1 });
    expect(only(crossed.effects, "hang-up")).toEqual([{ kind: "hang-up", branch: 0, reason: COMPLETED_ELSEWHERE }]);
  });
});

describe("phones that ring together", () => {
  it("first to answer wins and the others are told that the call was completed elsewhere", () => {
    const { effects, state } = run(3, [rings(0), rings(1), answers(1), refuses(0, 487), refuses(2, 487)]);
    expect(outcomeOf(effects)).toEqual({ kind: "answered", branch: 1 });
    expect(only(effects, "cancel", "hang-up")).toEqual([
      { kind: "cancel", branch: 0, reason: COMPLETED_ELSEWHERE },
      { kind: "cancel", branch: 2, reason: COMPLETED_ELSEWHERE },
    ]);
    expect(isSettled(state)).toBe(true);
  });

  it("an answer that crosses our CANCEL is hung up with the same Reason", () => {
    const { effects, state } = run(2, [rings(0), rings(1), answers(0), answers(1)]);
    expect(only(effects, "hang-up")).toEqual([{ kind: "hang-up", branch: 1, reason: COMPLETED_ELSEWHERE }]);
    expect(isSettled(state)).toBe(true);
  });

  it("the caller hears ringing once, however many phones ring", () => {
    const { effects } = run(2, [rings(0), rings(1), rings(0)]);
    expect(only(effects, "tell-caller")).toEqual([{ kind: "tell-caller", status: 180, hasSdp: false, branch: 0 }]);
  });

  it("tells the caller of a ringing that follows early media, and of early media that begins again", () => {
    const plain = { kind: "provisional", branch: 0, status: 183, hasSdp: false } as const;
    const { effects } = run(1, [rings(0, true), rings(0, true), plain, rings(0), rings(0), plain, rings(0, true)]);
    expect(only(effects, "tell-caller")).toEqual([
      { kind: "tell-caller", status: 183, hasSdp: true, branch: 0 },
      { kind: "tell-caller", status: 180, hasSdp: false, branch: 0 },
      { kind: "tell-caller", status: 183, hasSdp: true, branch: 0 },
    ]);
  });

  it("tells the caller of a ringing with early media as what it is", () => {
    const both = { kind: "provisional", branch: 0, status: 180, hasSdp: true } as const;
    const { effects } = run(1, [rings(0), both, both]);
    expect(only(effects, "tell-caller")).toEqual([
      { kind: "tell-caller", status: 180, hasSdp: false, branch: 0 },
      { kind: "tell-caller", status: 180, hasSdp: true, branch: 0 },
    ]);
  });

  it("never lets the caller hear one of several phones' early media", () => {
    const { effects } = run(2, [rings(0, true)]);
    expect(only(effects, "tell-caller")).toEqual([{ kind: "tell-caller", status: 180, hasSdp: false, branch: 0 }]);
  });

  it("one busy phone leaves the others ringing; when all have failed the call goes on at once", () => {
    const ringing = run(2, [rings(0), rings(1), refuses(0, 486)]);
    expect(outcomeOf(ringing.effects)).toBeUndefined();
    expect(only(ringing.effects, "cancel")).toEqual([]);
    const failed = run(2, [rings(0), rings(1), refuses(0, 486), refuses(1, 486)]);
    expect(outcomeOf(failed.effects)).toEqual({ kind: "failed", status: 486, busy: true });
  });

  it("a phone that declines with 603 stops them all, as missed calls", () => {
    const { effects } = run(2, [rings(0), rings(1), refuses(1, 603)]);
    expect(outcomeOf(effects)).toEqual({ kind: "failed", status: 603, busy: true });
    expect(only(effects, "cancel")).toEqual([{ kind: "cancel", branch: 0, reason: undefined }]);
  });

  it("a phone that has gone without a word fails alone after four seconds", () => {
    const { effects } = run(2, [rings(0), { kind: "alarm", alarm: { name: "silence", branch: 1 } }]);
    expect(only(effects, "cancel")).toEqual([{ kind: "cancel", branch: 1, reason: undefined }]);
    expect(outcomeOf(effects)).toBeUndefined();
    const alone = run(1, [{ kind: "alarm", alarm: { name: "silence", branch: 0 } }]);
    expect(outcomeOf(alone.effects)).toEqual({ kind: "failed", status: 408, busy: false });
  });
});

describe("the ring time", () => {
  it("counts from the first ringing", () => {
    const { effects } = run(1, [rings(0)]);
    expect(effects).toContainEqual({ kind: "disarm", alarm: { name: "alerting" } });
    expect(effects).toContainEqual({ kind: "arm", alarm: { name: "ring-time" }, afterMs: RING_FOR_MS });
  });

  it("counts from three seconds after the INVITE where no phone rings", () => {
    const { effects } = run(1, [{ kind: "alarm", alarm: { name: "alerting" } }, rings(0)]);
    expect(effects[0]).toEqual({ kind: "arm", alarm: { name: "alerting" }, afterMs: ALERTING_WITHIN_MS });
    expect(effects.filter((effect) => effect.kind === "arm" && effect.alarm.name === "ring-time")).toHaveLength(1);
  });

  it("runs on from an earlier step that rang already", () => {
    expect(run(1, [], true).effects[0]).toEqual({ kind: "arm", alarm: { name: "ring-time" }, afterMs: RING_FOR_MS });
  });

  it("ends with CANCELs that leave a missed call", () => {
    const { effects } = run(2, [rings(0), rings(1), timeIsUp]);
    expect(outcomeOf(effects)).toEqual({ kind: "unanswered" });
    expect(only(effects, "cancel").map((effect) => "reason" in effect && effect.reason)).toEqual([
      undefined,
      undefined,
    ]);
  });
});

describe("a single phone", () => {
  it("may be heard before it answers", () => {
    const { effects } = run(1, [rings(0), rings(0, true), rings(0, true)]);
    expect(only(effects, "tell-caller")).toEqual([
      { kind: "tell-caller", status: 180, hasSdp: false, branch: 0 },
      { kind: "tell-caller", status: 183, hasSdp: true, branch: 0 },
    ]);
  });

  it("is cancelled with the caller's own Reason", () => {
    const { effects } = run(1, [rings(0), { kind: "stop", reason: "Q.850;cause=16" }]);
    expect(only(effects, "cancel")).toEqual([{ kind: "cancel", branch: 0, reason: "Q.850;cause=16" }]);
    expect(outcomeOf(effects)).toEqual({ kind: "stopped" });
  });
});

describe("a telephone outside that must press 1", () => {
  const picksUp = (branch: number): ForkInput => ({ kind: "answered", branch, mustConfirm: true });
  const decides = (branch: number, verdict: ConfirmResult): ForkInput => ({
    kind: "confirm-result",
    branch,
    result: verdict,
  });

  it("is asked, while the caller hears ringing and the others go on ringing", () => {
    const { effects } = run(2, [picksUp(0)]);
    expect(only(effects, "ask", "tell-caller", "cancel", "decide")).toEqual([
      { kind: "tell-caller", status: 180, hasSdp: false, branch: 0 },
      { kind: "ask", branch: 0 },
    ]);
  });

  it("has the call on 1; another who was being asked hears that it is taken", () => {
    const { effects, state } = run(3, [rings(2), picksUp(0), picksUp(1), decides(1, "accept"), decides(0, "accept")]);
    expect(outcomeOf(effects)).toEqual({ kind: "answered", branch: 1 });
    expect(only(effects, "cancel", "dismiss", "decide")).toEqual([
      { kind: "decide", outcome: { kind: "answered", branch: 1 } },
      { kind: "cancel", branch: 2, reason: COMPLETED_ELSEWHERE },
      { kind: "dismiss", branch: 0, reason: COMPLETED_ELSEWHERE, taken: true },
    ]);
    expect(isSettled(state)).toBe(false); // the ringing one has yet to say its 487
  });

  it.each(["refuse", "nothing", "gone"] as const)(
    "leaves the others alone with %s, and ends all when last",
    (verdict) => {
      expect(outcomeOf(run(2, [rings(1), picksUp(0), decides(0, verdict)]).effects)).toBeUndefined();
      expect(outcomeOf(run(1, [picksUp(0), decides(0, verdict)]).effects)).toEqual({
        kind: "failed",
        status: verdict === "refuse" ? 486 : 480,
        busy: verdict === "refuse",
      });
    },
  );

  it("sends the caller to voicemail on 3, and all else stops as a missed call", () => {
    const { effects } = run(2, [rings(1), picksUp(0), decides(0, "voicemail")]);
    expect(outcomeOf(effects)).toEqual({ kind: "to-voicemail" });
    expect(only(effects, "cancel", "dismiss")).toEqual([
      { kind: "dismiss", branch: 0, reason: undefined, taken: false },
      { kind: "cancel", branch: 1, reason: undefined },
    ]);
  });

  it("may hear its prompt out when the ring time is up, and accept in it, for five seconds at most", () => {
    const late = run(2, [rings(1), picksUp(0), timeIsUp]);
    expect(outcomeOf(late.effects)).toBeUndefined();
    expect(only(late.effects, "last-words", "cancel")).toEqual([
      { kind: "cancel", branch: 1, reason: undefined },
      { kind: "last-words", branch: 0 },
    ]);
    expect(outcomeOf(run(2, [rings(1), picksUp(0), timeIsUp, decides(0, "accept")]).effects)).toMatchObject({
      branch: 0,
    });
    const over: ForkInput = { kind: "alarm", alarm: { name: "overtime" } };
    expect(outcomeOf(run(2, [rings(1), picksUp(0), timeIsUp, over]).effects)).toEqual({ kind: "unanswered" });
  });
});

describe("what several failures mean together", () => {
  it.each([
    [[486, 408], 486, true],
    [[408, 503], 408, false],
    [[480, 486], 480, false],
    [[488], 488, false],
    [[486, 606], 606, false],
    [[], 480, false],
  ] as const)("%j is %i to the caller", (statuses, status, busy) => {
    expect(bestFailure(statuses)).toEqual({ status, busy });
  });
});
