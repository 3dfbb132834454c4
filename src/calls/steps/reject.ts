import type { Reject, RejectReason } from "../../routing/plan.ts";
import type { Call, CallOver } from "../call.ts";

/**
 * The call is refused.
 *
 * @param refusedWith  the status of a phone with which no session is possible, instead of the plan's
 */
export function reject(step: Reject, call: Call, refusedWith?: number): CallOver {
  const status = refusedWith ?? step.status;
  call.incoming.reject(status);
  return { kind: "over", outcome: outcomeOf(step.because), status, because: step.because, hungUpBy: "system" };
}

function outcomeOf(because: RejectReason): CallOver["outcome"] {
  if (because === "no-answer" || because === "no-device-registered") return "no-answer";
  return because === "busy" || because === "do-not-disturb" ? "busy" : "rejected";
}
