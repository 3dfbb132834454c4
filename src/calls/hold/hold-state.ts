import { isHold } from "../../sdp/direction.ts";
import type { Side } from "../leg/side.ts";

/**
 * Who of two that talk has put the other on hold, and what that makes of the next change of their session. Pure: hold and
 * resume in any order, also by both, end with both talking or with one who hears music, never with music in a talk.
 */

/** The session as the telephones want it; what a telephone holds the other hears music instead of. */
export interface HoldState {
  readonly caller: "talks" | "holds";
  readonly callee: "talks" | "holds";
}

export const BOTH_TALK: HoldState = { caller: "talks", callee: "talks" };

/** What a telephone asks for: silence to the other, or to talk (again); with an empty re-INVITE, for an offer. */
export type Asked = "hold" | "talk" | "offer";

export type HoldAction =
  /** Between the two, as if there were no music: to the other telephone. */
  | "pass"
  /** The asker is answered at once; the other one hears music from now on. */
  | "music"
  /** The asker is answered at once, and hears nothing from now on either. */
  | "silence"
  /** The asker is back, but the other one holds: music for the asker. */
  | "music-for-asker"
  /** The asker talks to the media server, and changes that. */
  | "at-media";

/** @returns what to do, and how both stand once it is done; refused, they stand as before */
export function decideHold(
  state: HoldState,
  asker: Side,
  asked: Asked,
): { readonly action: HoldAction; readonly then: HoldState } {
  const other = state[asker === "caller" ? "callee" : "caller"];
  const then = { ...state, [asker]: asked === "hold" ? "holds" : "talks" };
  return { action: actionOf(state[asker], other, asked), then };
}

function actionOf(asker: "talks" | "holds", other: "talks" | "holds", asked: Asked): HoldAction {
  if (other === "talks") {
    if (asked !== "hold") return "pass";
    return asker === "talks" ? "music" : "silence";
  }
  if (asked === "hold") return "silence";
  return asker === "talks" ? "at-media" : "music-for-asker";
}

/** What an offer asks for (RFC 3264 §8.4). */
export function askedBy(offer: string): Asked {
  if (offer === "") return "offer";
  return isHold(offer) ? "hold" : "talk";
}
