import { branchesOf, type Situation } from "./branches.ts";
import type { Branch, Greeting, Reject, RejectReason, Ring, RoutingPlan, Voicemail } from "./plan.ts";
import type { RoutedUser } from "./tables.ts";

/** Without a mailbox the phones ring until the caller gives up, but not for ever. */
export const LONGEST_RING_MS = 180_000;

/**
 * What happens when a user is called, by whatever number: the rules of DESIGN.md §5 from the top, first match wins.
 * What comes before them, the emergency call-back window and block lists, turns a call away before it gets here.
 */
export function planForUser(user: RoutedUser, situation: Situation): RoutingPlan {
  const isForwarding = user.forwarding.enabled && user.forwarding.number !== null;
  if (!isForwarding && user.doNotDisturb) return mailboxOr(user, "unavailable", 480, "do-not-disturb");
  if (user.voicemail.enabled && user.voicemail.answerTimeSeconds <= 0) return voicemail(user, "unavailable");

  const [first, ...rest] = branchesOf(user, situation);
  if (first === undefined) return mailboxOr(user, "unavailable", 480, "no-device-registered");
  return ringUser(user, [first, ...rest]);
}

/** One clock for all of it, and always the mailbox of the user who was called first. */
function ringUser(user: RoutedUser, branches: readonly [Branch, ...Branch[]]): Ring {
  return {
    kind: "ring",
    callee: user.id,
    branches,
    ringForMs: user.voicemail.enabled ? user.voicemail.answerTimeSeconds * 1000 : LONGEST_RING_MS,
    otherwise: mailboxOr(user, "no-answer", 480, "no-answer"),
    whenBusy: mailboxOr(user, "busy", 486, "busy"),
    toVoicemail: mailboxOr(user, "unavailable", 480, "no-answer"),
  };
}

export function reject(status: Reject["status"], because: RejectReason): Reject {
  return { kind: "reject", status, because };
}

export function mailboxOr(
  user: RoutedUser,
  greeting: Greeting,
  status: Reject["status"],
  because: RejectReason,
): RoutingPlan {
  return user.voicemail.enabled ? voicemail(user, greeting) : reject(status, because);
}

function voicemail(user: RoutedUser, greeting: Greeting): Voicemail {
  return { kind: "voicemail", mailbox: user.id, greeting, language: user.language };
}
