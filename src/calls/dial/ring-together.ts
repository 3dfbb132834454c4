import type { BranchEvent, BranchInProgress, StartBranch } from "./branch.ts";
import { COMPLETED_ELSEWHERE } from "./fork-state.ts";

/** A branch that is several telephones: it rings when one rings, the first to answer has it, and it fails with the last. */
export function ringTogether(starts: readonly [StartBranch, ...StartBranch[]]): StartBranch {
  const [only] = starts;
  return starts.length === 1 ? only : (offer, tell) => new TelephonesTogether(starts, offer, tell);
}

class TelephonesTogether implements BranchInProgress {
  readonly #tell: (event: BranchEvent) => void;
  readonly #branches = new Map<number, BranchInProgress>();
  #isWon = false;
  #left: number;

  constructor(starts: readonly StartBranch[], offer: string | undefined, tell: (event: BranchEvent) => void) {
    this.#tell = tell;
    this.#left = starts.length;
    starts.forEach((start, index) => {
      this.#branches.set(
        index,
        start(offer, (event) => this.#onEvent(index, event)),
      );
    });
  }

  cancel(reason: string | undefined): void {
    for (const branch of this.#branches.values()) branch.cancel(reason);
  }

  #onEvent(index: number, event: BranchEvent): void {
    switch (event.kind) {
      case "ringing":
      case "early-media":
        // Early media of one among several would be a mixture, or the wrong one.
        if (!this.#isWon) this.#tell({ kind: "ringing", status: 180 });
        return;
      case "callee-known":
        if (!this.#isWon) this.#tell(event);
        return;
      case "answered":
        if (this.#isWon)
          void event.callee.refuse(COMPLETED_ELSEWHERE); // its 200 has crossed our CANCEL
        else this.#win(index, event);
        return;
      case "asked":
        if (this.#isWon) void event.confirmation.dismiss(COMPLETED_ELSEWHERE, true);
        else this.#win(index, event); // a branch asks one callee at a time
        return;
      case "refused":
        this.#branches.delete(index);
        this.#left -= 1;
        if (this.#left === 0 && !this.#isWon) this.#tell({ kind: "refused", status: event.status });
        return;
      case "redirected":
        return; // none of these is sent on again
    }
  }

  #win(index: number, event: BranchEvent): void {
    this.#isWon = true;
    for (const [other, branch] of this.#branches) if (other !== index) branch.cancel(COMPLETED_ELSEWHERE);
    this.#tell(event);
  }
}
