import { COMPLETED_ELSEWHERE } from "./fork-state.ts";
import type { ForkListener, StartBranch } from "./fork.ts";
import type { BranchInProgress } from "./branch.ts";

/** A branch that is several telephones: it rings when one rings, the first that answers has it, and it fails with the last. */
export function ringTogether(starts: readonly [StartBranch, ...StartBranch[]]): StartBranch {
  const [only] = starts;
  return starts.length === 1 ? only : (offer, listener) => startTogether(starts, offer, listener);
}

function startTogether(
  starts: readonly StartBranch[],
  offer: string | undefined,
  listener: ForkListener,
): BranchInProgress {
  const ringing = new Map<number, BranchInProgress>();
  let won = false;
  let left = starts.length;
  const stopOthers = (winner: number): void => {
    won = true;
    for (const [index, branch] of ringing) if (index !== winner) branch.cancel(COMPLETED_ELSEWHERE);
  };
  starts.forEach((start, index) => {
    const branch = start(offer, {
      // Early media of one of several would be a mixture, or the wrong one.
      provisional: (status) => {
        if (!won) listener.provisional(status === 183 ? 180 : status, "");
      },
      answered: (callee) => {
        if (won) {
          void callee.refuse(COMPLETED_ELSEWHERE); // its 200 has crossed our CANCEL
          return;
        }
        stopOthers(index);
        listener.answered(callee);
      },
      asked: (callee) => {
        if (won) {
          void callee.dismiss(COMPLETED_ELSEWHERE, true);
          return;
        }
        stopOthers(index); // a branch asks one person at a time
        listener.asked(callee);
      },
      refused: (status) => {
        ringing.delete(index);
        left -= 1;
        if (left === 0 && !won) listener.refused(status, "");
      },
      redirected: () => undefined,
      became: (who) => {
        if (!won) listener.became(who);
      },
    });
    ringing.set(index, branch);
  });
  return {
    cancel: (reason) => {
      for (const branch of ringing.values()) branch.cancel(reason);
    },
  };
}
