import type { Binding } from "../../registrar/binding.ts";
import { FLOW_FAILED, type PhoneFlows } from "../../registrar/phone-flows.ts";
import type { BranchInProgress, InviteEvent } from "./branch.ts";

type StartInvite = (offer: string | undefined, tell: (event: InviteEvent) => void) => BranchInProgress;

/**
 * Calls one phone by its newest flow; where the connection of that has ended, by the next one (RFC 5626 §5.3).
 *
 * @param failed  told of each flow whose connection has ended
 */
export function phoneBranch(
  flows: PhoneFlows,
  startBy: (binding: Binding) => StartInvite,
  failed: (binding: Binding) => void,
): StartInvite {
  return (offer, tell) => {
    let isCancelled = false;
    const begin = ([binding, ...others]: PhoneFlows): BranchInProgress =>
      startBy(binding)(offer, (event) => {
        if (event.kind !== "refused" || event.status !== FLOW_FAILED) return tell(event);
        failed(binding);
        const [next, ...rest] = others;
        if (next === undefined || isCancelled) tell(event);
        else current = begin([next, ...rest]);
      });
    let current = begin(flows);
    return {
      cancel(reason) {
        isCancelled = true;
        current.cancel(reason);
      },
    };
  };
}
