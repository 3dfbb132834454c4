import type { Waker } from "../../push/waker.ts";
import type { Binding } from "../../registrar/binding.ts";
import type { DeviceId } from "../../vocabulary/identifiers.ts";
import type { BranchInProgress, InviteEvent } from "./branch.ts";

type StartInvite = (offer: string | undefined, tell: (event: InviteEvent) => void) => BranchInProgress;

/** What a phone that doesn't wake up gives as its answer, and one that was given up while it slept (RFC 3261 §21.4). */
const [NOT_THERE, CANCELLED] = [480, 487];

/** Calls a phone that sleeps: it is woken up, and gets the INVITE when it has registered anew (RFC 8599 §5.3). */
export function wakingBranch(
  { device, binding }: { readonly device: DeviceId; readonly binding: Binding },
  waker: Pick<Waker, "wake">,
  startBy: (binding: Binding) => StartInvite,
): StartInvite {
  return (offer, tell) => {
    let called: BranchInProgress | undefined;
    let isCancelled = false;
    void waker.wake(device, binding).then((awake) => {
      if (isCancelled) return;
      if (awake === undefined) tell({ kind: "refused", status: NOT_THERE });
      else called = startBy(awake)(offer, tell);
    });
    return {
      cancel(reason) {
        if (called !== undefined) return called.cancel(reason);
        if (isCancelled) return;
        isCancelled = true;
        queueMicrotask(() => tell({ kind: "refused", status: CANCELLED }));
      },
    };
  };
}
