import { branchesOf, internalTarget, isBusy, devicesOf, screenCaller, type Situation } from "./branches.ts";
import { callerInShort } from "./decision-trace.ts";
import type { Branch, Greeting, MeetReceptionist, Reject, RejectReason, Ring, RoutingPlan, Voicemail } from "./plan.ts";
import { planForRefusal, type ScreeningRefusal } from "./screening.ts";
import type { RoutedUser } from "./tables.ts";

/** Without a mailbox the phones ring until the caller gives up, but not for ever. */
export const LONGEST_RING_MS = 180_000;

/** Who has set no answer time lets the phones ring so long before the receptionist takes the call. */
const BEFORE_RECEPTIONIST_MS = 25_000;

/**
 * What happens when a user is called, by whatever number: the rules of DESIGN.md §5 from the top, first match wins.
 * What comes before them, the emergency call-back window and the company's block list, has let the call pass.
 */
export function planForUser(user: RoutedUser, situation: Situation): RoutingPlan {
  const { trace, caller } = situation;
  const asked = { user: user.extension };
  const unwanted = screenCaller(user, situation);
  trace?.("block-list", { ...asked, caller: callerInShort(caller) }, unwanted ?? "passes");
  if (unwanted !== undefined) return spared(user, unwanted);

  const { enabled, number, ringDevices } = user.forwarding;
  const isForwarding = enabled && number !== null;
  trace?.("forwarding", { ...asked, enabled, number, ringDevices }, isForwarding ? "on" : "off");
  if (!isForwarding) trace?.("do-not-disturb", asked, user.doNotDisturb ? "on" : "off");
  if (!isForwarding && user.doNotDisturb) return mailboxOr(user, "unavailable", 480, "do-not-disturb");

  const { enabled: hasMailbox, answerTimeSeconds } = user.voicemail;
  const answers = !hasMailbox ? "no mailbox" : answerTimeSeconds <= 0 ? "at once" : `after ${answerTimeSeconds} s`;
  trace?.("answer-time", { ...asked, hasMailbox, answerTimeSeconds }, answers);
  if (hasMailbox && answerTimeSeconds <= 0) return voicemail(user, "unavailable");

  const receptionist = isForwarding ? receptionistFor(user, situation) : undefined;
  if (receptionist !== undefined) return receptionist;

  const [first, ...rest] = branchesOf(user, situation);
  if (first !== undefined) return ringUser(user, [first, ...rest]);
  return wouldRing(user, situation)
    ? mailboxOr(user, "busy", 486, "busy")
    : mailboxOr(user, "unavailable", 480, "no-device-registered");
}

/** A forward to a receptionist: she takes the call, after the user's own phones where they shall ring too. */
function receptionistFor(user: RoutedUser, situation: Situation): RoutingPlan | undefined {
  const { number, ringDevices } = user.forwarding;
  const target = number === null ? null : internalTarget(number, situation);
  if (target === null || target === "external" || target.kind !== "receptionist") return undefined;
  const answers: MeetReceptionist = { kind: "receptionist", receptionist: target.id };
  const own = ringDevices && !isBusy(user, situation) ? devicesOf(user, situation.reachable) : [];
  const [first, ...rest] = own;
  if (first === undefined) return answers;
  const next = { otherwise: answers, toVoicemail: answers };
  const ringForMs = answerTimeMs(user) > 0 ? answerTimeMs(user) : BEFORE_RECEPTIONIST_MS;
  return { kind: "ring", callee: user.id, branches: [first, ...rest], ringForMs, ...next };
}

/** What a caller gets whom this person doesn't want to hear from. */
function spared(user: RoutedUser, unwanted: ScreeningRefusal): RoutingPlan {
  return planForRefusal(unwanted, user, user.voicemail.enabled ? voicemail(user, "unavailable") : undefined);
}

/** Straight to the mailbox of this user. */
export function planForMailbox(user: RoutedUser, situation: Situation): RoutingPlan {
  const unwanted = screenCaller(user, situation);
  return unwanted === undefined ? mailboxOr(user, "unavailable", 480, "no-destination") : spared(user, unwanted);
}

/** Whether nothing but calls that go on keeps all of it from ringing. */
function wouldRing(user: RoutedUser, { trace: _, ...situation }: Situation): boolean {
  return branchesOf(user, { ...situation, occupied: { callsOf: () => 0 } }).length > 0;
}

/** One clock for all of it, and always the mailbox of the user who was called first. */
function ringUser(user: RoutedUser, branches: readonly [Branch, ...Branch[]]): Ring {
  return {
    kind: "ring",
    callee: user.id,
    branches,
    ringForMs: user.voicemail.enabled ? answerTimeMs(user) : LONGEST_RING_MS,
    otherwise: mailboxOr(user, "no-answer", 480, "no-answer"),
    whenBusy: mailboxOr(user, "busy", 486, "busy"),
    toVoicemail: mailboxOr(user, "unavailable", 480, "no-answer"),
  };
}

function answerTimeMs(user: RoutedUser): number {
  return user.voicemail.answerTimeSeconds * 1000;
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
