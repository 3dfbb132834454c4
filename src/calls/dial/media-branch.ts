import { MediaRefused } from "../../media/errors.ts";
import type { Media, MediaEndpoint } from "../../media/media-port.ts";
import type { Logger } from "../../observability/logging.ts";
import type { AnsweredCallee } from "../leg/answered-callee.ts";
import type { Leg } from "../leg/leg.ts";
import type { BranchEvent, BranchInProgress, StartBranch } from "./branch.ts";

/** The branch was cancelled before its INVITE was sent. */
const NOT_SENT = 487;
const NO_MEDIA = 503;

export interface MediaBranchParts {
  readonly media: Pick<Media, "open">;
  readonly log: Logger;
  /** Names the call: the caller's endpoint must be at the same media server. */
  readonly call: string;
}

/**
 * A branch whose callee talks to a media server, as the caller will: what the two offer each other has nothing in common
 * (`needs-media.ts`). The callee is offered what suits it, and rings as any other; early media isn't passed on.
 *
 * @param offerOf  what the callee is offered; throws MediaRefused where the media server can't
 */
export function mediaBranch(
  start: StartBranch,
  offerOf: (endpoint: MediaEndpoint) => string,
  parts: MediaBranchParts,
): StartBranch {
  return (_offer, tell) => new MediaBranch(start, offerOf, tell, parts);
}

class MediaBranch implements BranchInProgress {
  readonly #tell: (event: BranchEvent) => void;
  readonly #parts: MediaBranchParts;
  readonly #unwanted = new AbortController();
  #called: BranchInProgress | undefined;

  constructor(
    start: StartBranch,
    offerOf: (endpoint: MediaEndpoint) => string,
    tell: (event: BranchEvent) => void,
    parts: MediaBranchParts,
  ) {
    this.#tell = tell;
    this.#parts = parts;
    void this.#call(start, offerOf);
  }

  cancel(reason: string | undefined): void {
    this.#unwanted.abort();
    this.#called?.cancel(reason);
  }

  async #call(start: StartBranch, offerOf: (endpoint: MediaEndpoint) => string): Promise<void> {
    const { media, call, log } = this.#parts;
    const { signal } = this.#unwanted;
    let endpoint: MediaEndpoint | undefined;
    try {
      endpoint = await media.open(undefined, signal, call);
      const offer = offerOf(endpoint);
      if (!signal.aborted) {
        const opened = endpoint;
        this.#called = start(offer, (event) => this.#onEvent(event, opened));
        return;
      }
    } catch (failure) {
      if (!signal.aborted) log.error({ event: "branch.no-media", err: failure }, "no media server for the callee");
      void endpoint?.[Symbol.asyncDispose]();
      const status = failure instanceof MediaRefused ? failure.status : NO_MEDIA;
      this.#tell({ kind: "refused", status: signal.aborted ? NOT_SENT : status });
      return;
    }
    void endpoint[Symbol.asyncDispose](); // what isn't sent needs no CANCEL
    this.#tell({ kind: "refused", status: NOT_SENT });
  }

  #onEvent(event: BranchEvent, endpoint: MediaEndpoint): void {
    switch (event.kind) {
      case "ringing":
        this.#tell(event);
        return;
      case "early-media":
        this.#tell({ kind: "ringing", status: 180 }); // it plays to the media server, and the caller hears none of it
        return;
      case "answered":
        this.#tell({ kind: "answered", callee: calleeAt(endpoint, event.callee) });
        return;
      case "asked": // a callee who is asked to press 1 has an endpoint of its own
      case "refused":
        void endpoint[Symbol.asyncDispose]();
        this.#tell(event);
        return;
      case "redirected":
      case "callee-known":
        this.#tell(event);
        return;
    }
  }
}

/** The callee has answered the media server's offer. */
function calleeAt(endpoint: MediaEndpoint, callee: AnsweredCallee): AnsweredCallee {
  let leg: Leg | undefined;
  return {
    sdp: callee.sdp,
    endpoint,
    async connect() {
      leg = await callee.connect(undefined);
      await endpoint.acceptAnswer(leg.fromPeer(callee.sdp));
      return leg;
    },
    async refuse(reason) {
      await Promise.all([
        leg === undefined ? callee.refuse(reason) : leg.hangUp(reason),
        endpoint[Symbol.asyncDispose](),
      ]);
    },
  };
}
