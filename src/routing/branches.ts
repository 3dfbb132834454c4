import { defined } from "../runtime/defined.ts";
import type { E164 } from "../vocabulary/e164.ts";
import { parseE164 } from "../vocabulary/e164.ts";
import type { Extension } from "../vocabulary/extension.ts";
import type { UserId } from "../vocabulary/identifiers.ts";
import type { Caller, Occupied, Reachable, RoundRobinTurns } from "./call.ts";
import { companyCallerIdOf } from "./caller-id.ts";
import { callerInShort, type DecisionTrace } from "./decision-trace.ts";
import type { Branch, CallerId, Confirm, DeviceBranch, Diversion, PstnBranch } from "./plan.ts";
import { screen, type ScreeningRefusal } from "./screening.ts";
import type {
  Destination,
  RoutedGroup,
  RoutedTenant,
  RoutedUser,
  RoutingTables,
  Screening,
  TrunkCandidate,
} from "./tables.ts";

/** What is decided upon, beside the settings: who calls, by which number, and what can be reached now. */
export interface Situation {
  readonly tables: RoutingTables;
  readonly tenant: RoutedTenant;
  readonly caller: Caller;
  /** The direct number that was called; undefined for a call by extension. */
  readonly dialled: E164 | undefined;
  readonly reachable: Reachable;
  /** The tenant's trunks that are enabled, best first. */
  readonly trunks: readonly TrunkCandidate[];
  readonly turns: RoundRobinTurns;
  /** Absent: no user is in a call. */
  readonly occupied?: Occupied | undefined;
  /** An emergency service calls back: no block list holds for it. */
  readonly callsBack?: boolean;
  /** Hears of each rule that is asked. */
  readonly trace?: DecisionTrace | undefined;
}

/** What of a situation is looked up for each decision; which of it must be is said by its prerequisites. */
export type Known = Pick<Situation, "reachable" | "trunks" | "turns" | "occupied" | "trace">;

/** Whether the person is in as many calls as they take. */
export function isBusy(user: RoutedUser, { occupied }: Pick<Situation, "occupied">): boolean {
  const calls = occupied?.callsOf(user.id) ?? 0;
  return calls > 0 && (!user.callWaiting || (user.maxCalls !== null && calls >= user.maxCalls));
}

/** Why this person, or company, doesn't take the call; undefined: they do. */
export function screenCaller(
  by: Screening,
  { caller, callsBack }: Pick<Situation, "caller" | "callsBack">,
): ScreeningRefusal | undefined {
  return callsBack === true ? undefined : screen(by, caller);
}

/** Forwards of forwards beyond this lead nowhere: no user means such a chain. */
const MOST_FORWARDS = 5;

/** How a call came to where it is: through which forwards, and what they ask for. */
interface Trail {
  readonly visited: ReadonlySet<string>;
  readonly forwards: number;
  /** Whom the caller called. */
  readonly callee: Extension;
  /** One of the forwards wants a key pressed: then a key is pressed, however the chain goes on. */
  readonly requireKeyPress: boolean;
}

/**
 * Everything that rings when this user is called. Forwarding overrides what stands below it; the user's own phones ring
 * with it where the user wants that.
 */
export function branchesOf(user: RoutedUser, situation: Situation): readonly Branch[] {
  return distinct(followUser(user, situation, startOf(user.extension)));
}

/**
 * What rings when a group calls this member: their own forwards only where the group lets them. Nothing for a caller whom
 * the member has blocked, or while the member is busy.
 */
export function branchesOfMember(user: RoutedUser, group: RoutedGroup, situation: Situation): readonly Branch[] {
  const trail = startOf(group.extension, group.id);
  return distinct(ofMember(user, group, situation, trail));
}

function ofMember(user: RoutedUser, group: RoutedGroup, situation: Situation, trail: Trail): readonly Branch[] {
  if (group.useMemberForwarding) return followUser(user, situation, trail);
  return isScreened(user, situation) ? [] : ownDevices(user, situation);
}

function isScreened(user: RoutedUser, situation: Situation): boolean {
  const why = screenCaller(user, situation);
  const { caller, trace } = situation;
  if (why !== undefined) trace?.("block-list", { user: user.extension, caller: callerInShort(caller) }, why);
  return why !== undefined;
}

/** A telephone of the PSTN that is called for this user, or for a group's overflow; none where no trunk can. */
export function pstnBranch(
  number: E164,
  user: RoutedUser | undefined,
  situation: Situation,
  how: { readonly reason: Diversion["reason"]; readonly count: number; readonly confirm?: Confirm },
): readonly PstnBranch[] {
  const { tables, tenant, trunks, caller, dialled } = situation;
  const [best, ...next] = trunks.filter(({ hasRoom }) => hasRoom).map(({ trunk }) => trunk);
  const callerId = companyCallerIdOf(user, tenant, tables, dialled);
  const says = (result: string): void => situation.trace?.("outside", { number, reason: how.reason }, result);
  const none = (why: string): readonly PstnBranch[] => {
    says(why);
    return [];
  };
  if (best === undefined) return none("no trunk with a free line");
  if (callerId === undefined) return none("no number to show");
  if (!tables.mayCall(tenant.id, number)) return none("forbidden by the company's limits");
  says(how.confirm === undefined ? "rings" : "rings, and asks for a key");
  return [
    {
      kind: "outside",
      number,
      candidates: [best, ...next],
      callerId,
      original: originalCallerId(caller, callerId),
      diversion: { number: dialled ?? callerId.number, reason: how.reason, count: how.count },
      ...defined({ user: user?.id, confirm: how.confirm }),
    },
  ];
}

/** What the caller may be shown as where a provider lets foreign numbers pass. A colleague shows the company's number. */
function originalCallerId(caller: Caller, company: CallerId): CallerId | null {
  switch (caller.kind) {
    case "public":
      return { number: caller.number, name: caller.name ?? "", withheld: false };
    case "withheld":
      return { ...company, name: "", withheld: true };
    case "user":
    case "unknown":
      return null;
  }
}

function followUser(user: RoutedUser, situation: Situation, trail: Trail): readonly Branch[] {
  if (trail.visited.has(user.id) || isScreened(user, situation)) return [];
  const seen = { ...trail, visited: new Set([...trail.visited, user.id]) };
  const { enabled, number, ringDevices } = user.forwarding;
  if (enabled && number !== null) {
    const own = ringDevices ? ownDevices(user, situation) : [];
    return [...own, ...followForward(user, number, situation, seen)];
  }
  if (user.doNotDisturb) situation.trace?.("do-not-disturb", { user: user.extension }, "on");
  return user.doNotDisturb ? [] : ownDevices(user, situation);
}

/** To an extension, to a direct number of the company, which is the same, or to the PSTN. */
function followForward(
  user: RoutedUser,
  number: E164 | Extension,
  situation: Situation,
  trail: Trail,
): readonly Branch[] {
  const says = (result: string): void => situation.trace?.("forward", { user: user.extension, to: number }, result);
  if (trail.forwards >= MOST_FORWARDS) {
    says("leads on too often");
    return [];
  }
  const further: Trail = {
    ...trail,
    forwards: trail.forwards + 1,
    requireKeyPress: trail.requireKeyPress || user.forwarding.requireKeyPress,
  };
  const target = internalTarget(number, situation);
  says(target === null ? "leads nowhere" : target === "external" ? "outside" : target.kind);
  if (target !== "external") return followDestination(target, situation, further);
  const confirm = further.requireKeyPress ? { confirm: { language: user.language, callee: trail.callee } } : {};
  const e164 = parseE164(number);
  if (e164 === undefined) return [];
  return pstnBranch(e164, user, situation, { reason: "unconditional", count: further.forwards, ...confirm });
}

/** Where a number leads within the company; null: nowhere. A number of another company is as external as any other. */
export function internalTarget(
  number: E164 | Extension,
  { tables, tenant }: Pick<Situation, "tables" | "tenant">,
): Destination | null | "external" {
  const e164 = parseE164(number);
  if (e164 === undefined) return tables.extension(tenant.id, number as Extension) ?? null;
  const own = tables.number(e164);
  return own?.tenant === tenant.id ? own.destination : "external";
}

function followDestination(to: Destination | null, situation: Situation, trail: Trail): readonly Branch[] {
  const { tables, tenant } = situation;
  switch (to?.kind) {
    case "user": {
      const user = tables.user(tenant.id, to.id);
      return user === undefined ? [] : followUser(user, situation, trail);
    }
    case "ring-group": {
      const group = tables.ringGroup(tenant.id, to.id);
      if (group === undefined || trail.visited.has(group.id)) return [];
      const seen = { ...trail, visited: new Set([...trail.visited, group.id]) };
      return group.members.flatMap((id: UserId) => {
        const member = tables.user(tenant.id, id);
        return member === undefined ? [] : ofMember(member, group, situation, seen);
      });
    }
    case "receptionist": // answers by herself, so she is asked when no phone is left
    case "conference": // where people meet there is no callee who could answer
    case "shared-mailbox":
    case "mailbox": // the caller will reach the mailbox of whom they called
    case undefined:
      return [];
  }
}

/** What rings where this user's phone redirects its call to within the company. */
export function branchesSentTo(to: Destination | null, user: RoutedUser, situation: Situation): readonly Branch[] {
  const trail = { ...startOf(user.extension, user.id), forwards: 1 };
  const { requireKeyPress } = user.forwarding;
  return distinct(followDestination(to, situation, { ...trail, requireKeyPress }));
}

function ownDevices(user: RoutedUser, situation: Situation): readonly Branch[] {
  const busy = isBusy(user, situation);
  const devices = devicesOf(user, situation.reachable);
  const reached = `${devices.length} of ${user.devices.length} can be reached`;
  situation.trace?.("phones", { user: user.extension, devices: user.devices }, busy ? `${reached}; busy` : reached);
  return busy ? [] : devices;
}

/** The person's phones that can be reached, whatever is set. */
export function devicesOf(user: RoutedUser, reachable: Reachable): readonly DeviceBranch[] {
  const alone = user.declineEndsCall ? {} : { declines: "alone" as const };
  return user.devices
    .filter((device) => reachable.has(device))
    .map((device) => ({ kind: "device", device, user: user.id, ...alone }));
}

function startOf(callee: Extension, ...visited: string[]): Trail {
  return { visited: new Set(visited), forwards: 0, callee, requireKeyPress: false };
}

/** Two ways to the same telephone ring it once. */
export function distinct(branches: readonly Branch[]): readonly Branch[] {
  const seen = new Set<string>();
  return branches.filter((branch) => {
    const key = branch.kind === "device" ? branch.device : branch.number;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
