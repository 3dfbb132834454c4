import type { Clock } from "../../runtime/clock.ts";
import { statusOfRefusal, type PhoneRules } from "../leg/status.ts";
import type { StartBranch } from "./branch.ts";

/** A phone's refusal counts as what it means to its user, not as what its maker calls it. */
export function interpretRefusals(start: StartBranch, rules: PhoneRules, clock: Clock): StartBranch {
  return (offer, tell) => {
    const startedAtMs = clock.nowMs();
    return start(offer, (event) => {
      if (event.kind !== "refused") tell(event);
      else tell({ ...event, status: statusOfRefusal(event.status, clock.nowMs() - startedAtMs, rules) });
    });
  };
}
