import type { BranchEvent, BranchInProgress, StartBranch } from "./branch.ts";

/** Cancelled before the call was sent elsewhere. */
const CANCELLED = 487;
const UNAVAILABLE = 480;

/** Where a redirected call is sent on to. */
export interface RedirectTarget {
  readonly start: StartBranch;
  /** No 18x within this time: it isn't there. */
  readonly silentForMs: number;
}

/**
 * A branch that is sent elsewhere, once, where its phone says so (302).
 *
 * @param targetOf  resolves the Contact of the 302; undefined: nowhere that may be called
 */
export function followRedirectOnce(
  start: StartBranch,
  targetOf: (contact: string) => Promise<RedirectTarget | undefined>,
): StartBranch {
  return (offer, tell) => new RedirectableBranch(start, targetOf, offer, tell);
}

class RedirectableBranch implements BranchInProgress {
  readonly #targetOf: (contact: string) => Promise<RedirectTarget | undefined>;
  readonly #offer: string | undefined;
  readonly #tell: (event: BranchEvent) => void;
  #current: BranchInProgress;
  #isCancelled = false;

  constructor(
    start: StartBranch,
    targetOf: (contact: string) => Promise<RedirectTarget | undefined>,
    offer: string | undefined,
    tell: (event: BranchEvent) => void,
  ) {
    this.#targetOf = targetOf;
    this.#offer = offer;
    this.#tell = tell;
    this.#current = start(offer, (event) => this.#onEvent(event));
  }

  cancel(reason: string | undefined): void {
    this.#isCancelled = true;
    this.#current.cancel(reason);
  }

  #onEvent(event: BranchEvent): void {
    if (event.kind !== "refused") {
      this.#tell(event);
      return;
    }
    const { status, contact = "" } = event;
    const isRedirection = status >= 300 && status < 400;
    if (isRedirection && contact !== "" && !this.#isCancelled) void this.#follow(contact);
    else this.#tell({ kind: "refused", status: isRedirection ? UNAVAILABLE : status });
  }

  async #follow(contact: string): Promise<void> {
    // Where the target can't be resolved (the directory is away), the phone counts as one that has refused.
    const target = await this.#targetOf(contact).catch(() => undefined);
    if (target === undefined || this.#isCancelled) {
      this.#tell({ kind: "refused", status: this.#isCancelled ? CANCELLED : UNAVAILABLE });
      return;
    }
    this.#tell({ kind: "redirected", silentForMs: target.silentForMs });
    this.#current = target.start(this.#offer, this.#tell);
  }
}
