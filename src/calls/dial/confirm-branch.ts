import type { Media, MediaEndpoint } from "../../media/media-port.ts";
import type { Logger } from "../../observability/logging.ts";
import type { AnsweredCallee } from "../leg/answered-callee.ts";
import type { BranchInProgress } from "./branch.ts";
import { AnswerConfirmation, type ConfirmPrompts } from "./answer-confirmation.ts";
import type { ForkListener, StartBranch } from "./fork.ts";
import type { LegParts } from "../leg/leg.ts";

/** A branch that nobody wants any more ended before it was sent. */
const NOT_SENT = 487;
const NOT_ACCEPTABLE = 488;
const NO_MEDIA = 503;

/**
 * A branch whose callee is asked before the call is theirs: they are called by the media server, so to speak. Without
 * a media server nobody can be asked, and nobody is connected unasked.
 */
export function confirmBranch(
  start: StartBranch,
  question: ConfirmPrompts,
  media: Pick<Media, "open">,
  parts: LegParts,
  log: Logger,
): StartBranch {
  return (_offer, listener) => {
    const unwanted = new AbortController();
    let inner: BranchInProgress | undefined;
    const call = async (): Promise<void> => {
      let endpoint: MediaEndpoint;
      try {
        endpoint = await media.open(undefined, unwanted.signal);
      } catch (failure) {
        if (!unwanted.signal.aborted) log.error({ event: "confirm.no-media", err: failure }, "nobody can be asked");
        listener.refused(unwanted.signal.aborted ? NOT_SENT : NO_MEDIA, "");
        return;
      }
      // Nobody wants it any more since this moment: what isn't sent needs no CANCEL.
      if (unwanted.signal.aborted) {
        void endpoint[Symbol.asyncDispose]();
        listener.refused(NOT_SENT, "");
        return;
      }
      inner = start(endpoint.localSdp, {
        redirected: (silentForMs) => listener.redirected(silentForMs),
        became: (who) => listener.became(who),
        provisional: (status) => listener.provisional(status, ""), // early media of theirs is no answer
        answered: (callee) => void pickUp(callee, endpoint, listener),
        asked: (confirmation) => listener.asked(confirmation),
        refused: (status, contact) => {
          void endpoint[Symbol.asyncDispose]();
          listener.refused(status, contact);
        },
      });
    };
    const pickUp = async (callee: AnsweredCallee, endpoint: MediaEndpoint, to: ForkListener): Promise<void> => {
      try {
        const leg = await callee.connect(undefined);
        await endpoint.acceptAnswer(callee.sdp);
        to.asked(new AnswerConfirmation(leg, endpoint, question, parts, log));
      } catch (failure) {
        log.warn({ event: "confirm.not-heard", err: failure }, "callee can't be connected to the media server");
        void callee.refuse(undefined);
        void endpoint[Symbol.asyncDispose]();
        to.refused(NOT_ACCEPTABLE, "");
      }
    };
    void call();
    return {
      cancel: (reason) => {
        unwanted.abort();
        inner?.cancel(reason);
      },
    };
  };
}
