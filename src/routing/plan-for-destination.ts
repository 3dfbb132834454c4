import { branchesOfMember, distinct, pstnBranch, type Situation } from "./branches.ts";
import { LONGEST_RING_MS, planForMailbox, planForUser, reject } from "./plan-for-user.ts";
import type { Branch, RoutingPlan, RingStage } from "./plan.ts";
import type { Destination, Overflow, RoutedGroup } from "./tables.ts";

/** Groups that overflow into groups beyond this lead nowhere; each doubles the plan. */
const MOST_OVERFLOWS = 5;

/** What happens at a destination of this tenant; one that is gone from the settings counts as none. */
export function planForDestination(destination: Destination | null | undefined, situation: Situation): RoutingPlan {
  return planFor(destination, situation, new Set());
}

/** @param visited  groups whose overflow has led here: their circle ends where it began */
function planFor(
  destination: Destination | null | undefined,
  situation: Situation,
  visited: ReadonlySet<string>,
): RoutingPlan {
  const { tables, tenant, trace } = situation;
  if (destination == null) {
    trace?.("destination", {}, "leads nowhere");
    return reject(404, "no-destination");
  }
  trace?.("destination", { id: destination.id }, destination.kind);
  if (destination.kind === "ring-group") {
    const group = tables.ringGroup(tenant.id, destination.id);
    if (group === undefined) return reject(404, "no-destination");
    if (visited.has(group.id) || visited.size >= MOST_OVERFLOWS) return reject(480, "no-answer");
    return planForGroup(group, situation, new Set([...visited, group.id]));
  }
  if (destination.kind === "conference") {
    const isThere = tables.conference(tenant.id, destination.id);
    return isThere ? { kind: "conference", conference: destination.id } : reject(404, "no-destination");
  }
  if (destination.kind === "shared-mailbox") {
    const mailbox = tables.sharedMailbox(tenant.id, destination.id);
    if (mailbox === undefined) return reject(404, "no-destination");
    return { kind: "voicemail", mailbox: destination.id, greeting: "unavailable", language: mailbox.language };
  }
  if (destination.kind === "receptionist") {
    const isThere = tables.receptionist(tenant.id, destination.id);
    return isThere ? { kind: "receptionist", receptionist: destination.id } : reject(404, "no-destination");
  }
  const user = tables.user(tenant.id, destination.id);
  if (user === undefined) return reject(404, "no-destination");
  return destination.kind === "mailbox" ? planForMailbox(user, situation) : planForUser(user, situation);
}

/** Rings a group's members as its strategy says, then goes where it overflows. */
function planForGroup(group: RoutedGroup, situation: Situation, visited: ReadonlySet<string>): RoutingPlan {
  const { tables, tenant, trace } = situation;
  const { extension, strategy } = group;
  trace?.("ring-group", { group: extension, strategy, members: group.members }, `${group.members.length} members`);
  const members = group.members.flatMap((id) => {
    const user = tables.user(tenant.id, id);
    const branches = user === undefined ? [] : branchesOfMember(user, group, situation);
    return branches.length === 0 ? [] : [branches];
  });
  const overflow = planForOverflow(group.overflow, situation, visited);
  switch (group.strategy) {
    case "simultaneous":
      return rings([distinct(members.flat())], group.ringTimeSeconds, group, overflow);
    case "sequential":
      return rings(members, group.memberTimeSeconds, group, overflow);
    case "round-robin": {
      const turn = members.length === 0 ? 0 : (situation.turns.get(group.id) ?? 0) % members.length;
      return rings([...members.slice(turn), ...members.slice(0, turn)], group.memberTimeSeconds, group, overflow);
    }
  }
}

/** One turn after the other, as many as the group's time allows. */
function rings(
  turns: readonly (readonly Branch[])[],
  seconds: number,
  group: RoutedGroup,
  overflow: RoutingPlan,
): RoutingPlan {
  let left = group.ringTimeSeconds;
  const timed: RingStage[] = [];
  for (const [first, ...rest] of turns) {
    if (first === undefined || left <= 0) continue;
    timed.push({ branches: [first, ...rest], ringForMs: Math.min(seconds, left) * 1000 });
    left -= seconds;
  }
  const [first, ...later] = timed;
  if (first === undefined) return overflow;
  const then = later.length === 0 ? {} : { turns: later };
  return { kind: "ring", group: group.id, ...first, ...then, otherwise: overflow, toVoicemail: overflow };
}

/** Where a call goes on to: an overflow, or a receptionist's choice. */
export function planForOverflow(
  overflow: Overflow,
  situation: Situation,
  visited: ReadonlySet<string> = new Set(),
): RoutingPlan {
  if (overflow === null) return reject(480, "no-answer");
  if (overflow.kind !== "outside") return planFor(overflow, situation, visited);
  const [branch] = pstnBranch(overflow.number, undefined, situation, { reason: "no-answer", count: 1 });
  if (branch === undefined) return reject(480, "no-answer");
  const otherwise = reject(480, "no-answer");
  const whenBusy = reject(486, "busy");
  return { kind: "ring", branches: [branch], ringForMs: LONGEST_RING_MS, otherwise, whenBusy, toVoicemail: otherwise };
}
