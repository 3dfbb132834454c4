import type { Caller } from "./call.ts";
import type { Reject, RoutingPlan } from "./plan.ts";
import type { BlockList, Screening } from "./tables.ts";

const DECLINED: Reject = { kind: "reject", status: 603, because: "caller-blocked" };
const ANONYMOUS: Reject = { kind: "reject", status: 433, because: "anonymous-caller" };

/** Why a caller is not let through. */
export type ScreeningRefusal = "blocked" | "anonymous";

/** Why a user, or a company, takes no calls from this caller. Colleagues are never refused; a caller whose number can't be read has one. */
export function screen({ blockList, rejectAnonymous }: Screening, caller: Caller): ScreeningRefusal | undefined {
  switch (caller.kind) {
    case "public":
      return isBlocked(caller.number, blockList) ? "blocked" : undefined;
    case "withheld":
      return rejectAnonymous ? "anonymous" : undefined;
    case "user":
    case "unknown":
      return undefined;
  }
}

/**
 * What the caller gets instead.
 *
 * @param mailbox  where a blocked caller may leave a message; undefined: there is no mailbox
 */
export function planForRefusal(
  why: ScreeningRefusal,
  { blockList, language }: Screening,
  mailbox: RoutingPlan | undefined,
): RoutingPlan {
  // RFC 5079 §4: the caller is told what to change.
  if (why === "anonymous") return { kind: "announce", prompt: "no-anonymous-calls", language, then: ANONYMOUS };
  switch (blockList.outcome) {
    case "reject":
      return DECLINED;
    case "voicemail":
      return mailbox ?? DECLINED;
    case "announcement":
      return { kind: "announce", prompt: "call-not-taken", language, then: DECLINED };
  }
}

function isBlocked(number: string, { numbers }: BlockList): boolean {
  return numbers.some((entry) => (entry.endsWith("*") ? number.startsWith(entry.slice(0, -1)) : number === entry));
}
