import type { CallParty } from "../../events/event.ts";
import type { Shown } from "../leg/connected-identity.ts";
import type { AnsweredCallee } from "../leg/answered-callee.ts";
import type { DialogName } from "../leg/dialog-name.ts";
import type { AnswerConfirmation } from "./answer-confirmation.ts";

/** What one INVITE tells of itself. */
export type InviteEvent =
  /** A 18x without SDP. `dialog`: the early dialog that the telephone has made by it (RFC 3261 §12.1). */
  | { readonly kind: "ringing"; readonly status: number; readonly dialog?: DialogName | undefined }
  /** A 18x with SDP: the callee's side plays something before it answers. */
  | {
      readonly kind: "early-media";
      readonly status: number;
      readonly sdp: string;
      readonly dialog?: DialogName | undefined;
    }
  | { readonly kind: "answered"; readonly callee: AnsweredCallee }
  /** A final refusal. `contact`: where a 3xx says the callee is (RFC 3261 §8.1.3.4). */
  | { readonly kind: "refused"; readonly status: number; readonly contact?: string | undefined };

/**
 * What a branch tells of itself, as it happens. "answered", "asked" and "refused" are its final results: a branch tells one
 * of them at most, once, and nothing behind it.
 */
export type BranchEvent =
  | InviteEvent
  /** The callee has picked up and is to be asked whether to accept. */
  | { readonly kind: "asked"; readonly confirmation: AnswerConfirmation }
  /** The telephone has redirected the call (302): it is called elsewhere now, and may be silent there for so long. */
  | { readonly kind: "redirected"; readonly silentForMs: number }
  /** Comes before "answered" or "asked" of a redirected branch: which telephone that is. */
  | { readonly kind: "callee-known"; readonly callee: CalleeLeg };

/** A callee's leg, in the call's record. */
export interface CalleeLeg {
  /** Its number among the call's legs. */
  readonly leg: number;
  readonly party: CallParty;
  /** As others see the party, where settings don't say it. */
  readonly shown?: Shown;
}

/** A branch that has begun and can be cancelled at any moment before its final result. */
export interface BranchInProgress {
  cancel(reason: string | undefined): void;
}

/**
 * Begins to call; tells nothing before it has returned. Whatever stands between an INVITE and its fork (fail-over, a
 * redirection, press 1) takes the events of one `StartBranch` and passes on its own, within the same turn of the event loop.
 *
 * @param offer  the SDP offer; undefined: the callee makes it (RFC 3264 §4, late offer)
 */
export type StartBranch = (offer: string | undefined, tell: (event: BranchEvent) => void) => BranchInProgress;
