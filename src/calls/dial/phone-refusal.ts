import type { Clock } from "../../runtime/clock.ts";
import type { StartBranch } from "./fork.ts";
import { statusOfRefusal, type PhoneRules } from "../leg/status.ts";

/** A phone's refusal counts as what it means to its person, not as what its maker calls it. */
export function interpretRefusals(start: StartBranch, rules: PhoneRules, clock: Clock): StartBranch {
  return (offer, listener) => {
    const startedAtMs = clock.nowMs();
    const refused = (status: number, contact: string): void =>
      listener.refused(statusOfRefusal(status, clock.nowMs() - startedAtMs, rules), contact);
    return start(offer, { ...listener, refused });
  };
}
