import type { RoutingPlan } from "../routing/plan.ts";
import { Scope } from "../runtime/scope.ts";
import { AnsweredCaller } from "./answered-caller.ts";
import { abandoned, isAbandoned, type Call, type CallOver, type StepOutcome } from "./call.ts";
import { announce } from "./steps/announce.ts";
import { conference } from "./steps/conference.ts";
import { changeSetting } from "./steps/change-setting.ts";
import { echo } from "./steps/echo.ts";
import { listen } from "./steps/listen.ts";
import { reject } from "./steps/reject.ts";
import { ring } from "./steps/ring.ts";
import { trunk } from "./steps/trunk.ts";
import { voicemail } from "./steps/voicemail.ts";

/** A plan is a tree that routing made: longer than this it is a fault, and the caller has waited for ever. */
const MOST_STEPS = 20;

/** Carries a plan out, step by step, until the call is over. Each kind of step is the file of that name in `steps/`. */
export async function execute(plan: RoutingPlan, call: Call): Promise<CallOver> {
  await using waiting = new Scope();
  let next: RoutingPlan = plan;
  let current = call;
  let refusedWith: number | undefined;
  for (let step = 0; step < MOST_STEPS; step++) {
    if (isAbandoned(current)) return abandoned(current);
    const outcome = await carryOut(next, current, refusedWith);
    if (outcome.kind === "over") return outcome;
    if (outcome.call !== undefined) {
      current = outcome.call;
      if (current.incoming instanceof AnsweredCaller) waiting.own(current.incoming);
    }
    next = outcome.plan;
    refusedWith = outcome.refusedWith;
  }
  current.incoming.reject(480);
  return { kind: "over", outcome: "failed", status: 480, because: "plan-too-long", hungUpBy: "system" };
}

async function carryOut(plan: RoutingPlan, call: Call, refusedWith: number | undefined): Promise<StepOutcome> {
  switch (plan.kind) {
    case "ring":
      return ring(plan, call);
    case "trunk":
      return trunk(plan, call);
    case "voicemail":
      return voicemail(plan, call);
    case "echo":
      return echo(plan, call);
    case "listen":
      return listen(plan, call);
    case "conference":
      return conference(plan, call);
    case "change-setting":
      return changeSetting(plan, call);
    case "announce":
      return announce(plan, call);
    case "reject":
      return reject(plan, call, refusedWith);
  }
}
