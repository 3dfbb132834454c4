import type { Media, MediaEndpoint } from "../../media/media-port.ts";
import type { AnsweredCallee } from "../leg/answered-callee.ts";
import { AnswerConfirmation, type ConfirmParts, type ConfirmPrompts } from "./answer-confirmation.ts";
import type { BranchEvent, BranchInProgress, StartBranch } from "./branch.ts";

/** The branch was cancelled before its INVITE was sent. */
const NOT_SENT = 487;
const NOT_ACCEPTABLE = 488;
const NO_MEDIA = 503;

export interface ConfirmBranchParts extends ConfirmParts {
  readonly media: Pick<Media, "open">;
}

/**
 * Press 1 to accept: a branch whose callee is asked before the call is theirs. The INVITE carries a media server's SDP
 * offer. Without a media server no callee can be asked, and none is connected unasked: the branch fails.
 */
export function confirmBranch(start: StartBranch, prompts: ConfirmPrompts, parts: ConfirmBranchParts): StartBranch {
  return (_offer, tell) => new ConfirmedBranch(start, prompts, tell, parts);
}

class ConfirmedBranch implements BranchInProgress {
  readonly #prompts: ConfirmPrompts;
  readonly #tell: (event: BranchEvent) => void;
  readonly #parts: ConfirmBranchParts;
  readonly #unwanted = new AbortController();
  #asked: BranchInProgress | undefined;

  constructor(
    start: StartBranch,
    prompts: ConfirmPrompts,
    tell: (event: BranchEvent) => void,
    parts: ConfirmBranchParts,
  ) {
    this.#prompts = prompts;
    this.#tell = tell;
    this.#parts = parts;
    void this.#call(start);
  }

  cancel(reason: string | undefined): void {
    this.#unwanted.abort();
    this.#asked?.cancel(reason);
  }

  async #call(start: StartBranch): Promise<void> {
    const { signal } = this.#unwanted;
    let endpoint: MediaEndpoint;
    try {
      endpoint = await this.#parts.media.open(undefined, signal);
    } catch (failure) {
      if (!signal.aborted)
        this.#parts.log.error({ event: "confirm.no-media", err: failure }, "no media server to ask the callee");
      this.#tell({ kind: "refused", status: signal.aborted ? NOT_SENT : NO_MEDIA });
      return;
    }
    if (signal.aborted) {
      void endpoint[Symbol.asyncDispose](); // what isn't sent needs no CANCEL
      this.#tell({ kind: "refused", status: NOT_SENT });
      return;
    }
    this.#asked = start(endpoint.localSdp, (event) => this.#onEvent(event, endpoint));
  }

  #onEvent(event: BranchEvent, endpoint: MediaEndpoint): void {
    switch (event.kind) {
      case "ringing":
      case "early-media":
        this.#tell({ kind: "ringing", status: 180 }); // it plays to the media server, and the caller hears none of it
        return;
      case "answered":
        void this.#pickUp(event.callee, endpoint);
        return;
      case "refused":
        void endpoint[Symbol.asyncDispose]();
        this.#tell(event);
        return;
      case "asked":
      case "redirected":
      case "callee-known":
        this.#tell(event);
        return;
    }
  }

  async #pickUp(callee: AnsweredCallee, endpoint: MediaEndpoint): Promise<void> {
    try {
      const leg = await callee.connect(undefined);
      await endpoint.acceptAnswer(leg.fromPeer(callee.sdp));
      const confirmation = new AnswerConfirmation({ leg, endpoint }, this.#prompts, this.#parts);
      this.#tell({ kind: "asked", confirmation });
    } catch (failure) {
      this.#parts.log.warn(
        { event: "confirm.not-heard", err: failure },
        "callee can't be connected to the media server",
      );
      void callee.refuse(undefined);
      void endpoint[Symbol.asyncDispose]();
      this.#tell({ kind: "refused", status: NOT_ACCEPTABLE });
    }
  }
}
