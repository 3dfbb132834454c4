import type { BranchEvent, BranchInProgress, StartBranch } from "./branch.ts";

export interface TranscodedParts {
  /** Whether it is to be called again, by its refusal and the offer that it has refused. */
  readonly isWanted: (status: number, offer: string | undefined) => boolean;
  /** The same branch, offered what a media server has; the caller meets it there. */
  readonly atMedia: StartBranch;
  /** It is called again. */
  readonly onTranscoded: () => void;
}

/** A branch that is called a second time, by way of a media server, where its telephone shares no codec with the caller. */
export function transcodeRefused(start: StartBranch, parts: TranscodedParts): StartBranch {
  return (offer, tell) => new TranscodableBranch(start, parts, offer, tell);
}

class TranscodableBranch implements BranchInProgress {
  readonly #parts: TranscodedParts;
  readonly #offer: string | undefined;
  readonly #tell: (event: BranchEvent) => void;
  #current: BranchInProgress;
  #isCancelled = false;

  constructor(
    start: StartBranch,
    parts: TranscodedParts,
    offer: string | undefined,
    tell: (event: BranchEvent) => void,
  ) {
    this.#parts = parts;
    this.#offer = offer;
    this.#tell = tell;
    this.#current = start(offer, (event) => this.#onEvent(event));
  }

  cancel(reason: string | undefined): void {
    this.#isCancelled = true;
    this.#current.cancel(reason);
  }

  #onEvent(event: BranchEvent): void {
    const { isWanted, atMedia, onTranscoded } = this.#parts;
    const again = event.kind === "refused" && !this.#isCancelled && isWanted(event.status, this.#offer);
    if (!again) {
      this.#tell(event);
      return;
    }
    onTranscoded();
    this.#current = atMedia(this.#offer, this.#tell);
  }
}
