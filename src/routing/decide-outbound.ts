import { meaningOf, type Meaning } from "../numbering/meaning.ts";
import { parseExtension } from "../vocabulary/extension.ts";
import { withheldNumber } from "../numbering/withholding.ts";
import type { DeviceId, TrunkId } from "../vocabulary/identifiers.ts";
import { devicesAskedFor } from "./asking.ts";
import { insideTarget, type Situation } from "./branches.ts";
import type { OutboundCall, Reachable } from "./call.ts";
import { callerIdOf, emergencyCallerIdOf } from "./caller-id.ts";
import { planInShort } from "./decision-trace.ts";
import { planForParking } from "./parking.ts";
import { pickUpAt, pickUpInGroups } from "./pick-up.ts";
import { planForDestination } from "./plan-for-destination.ts";
import { mailboxOr, reject } from "./plan-for-user.ts";
import type { ChangeSetting, PublicTarget, RoutingPlan } from "./plan.ts";
import type { Destination, RoutedTenant, RoutedUser, RoutingTables, TrunkCandidate } from "./tables.ts";

/** What else a decision rests on: whose turn it is, who is in a call; and who hears of each rule. */
export type OutboundResources = Partial<Pick<Situation, "turns" | "occupied" | "trace">>;

/** What a phone dialled → plan. Pure, and total: every text leads to a plan. */
export function decideOutbound(
  dialling: OutboundCall,
  tables: RoutingTables,
  reachable: Reachable,
  resources: OutboundResources = {},
): RoutingPlan {
  const plan = planForDialled(dialling, tables, reachable, resources);
  resources.trace?.("plan", {}, planInShort(plan));
  return plan;
}

function planForDialled(
  dialling: OutboundCall,
  tables: RoutingTables,
  reachable: Reachable,
  { trace, ...resources }: OutboundResources,
): RoutingPlan {
  const tenant = tables.tenant(dialling.tenant);
  const caller = tables.user(dialling.tenant, dialling.user);
  if (tenant === undefined || caller === undefined) return reject(403, "unknown-caller");

  const withheld = withheldNumber(dialling.dialled);
  const call = withheld === undefined ? dialling : { ...dialling, dialled: withheld };
  const shows: CallerIdShown = withheld === undefined ? "as-chosen" : "withheld";
  const meaning = meaningFor(call, tenant, tables);
  trace?.("dialled", { dialled: call.dialled, user: caller.extension, callerId: shows }, meaning.kind);
  switch (meaning.kind) {
    case "emergency":
      return emergency(meaning.service, call, caller, tenant, tables);
    case "extension":
    case "own-number": {
      const situation: Situation = {
        ...{ tables, tenant, turns: new Map(), trunks: call.trunks, ...resources },
        ...(trace === undefined ? {} : { trace }),
        caller: { kind: "user", user: caller.id },
        dialled: meaning.kind === "own-number" ? meaning.number : undefined,
        reachable: others(reachable, call.device),
      };
      return planForDestination(inside(meaning, situation), situation);
    }
    case "feature":
      return feature(meaning, call, caller, tenant, tables, reachable);
    case "short-number":
      return outside({ kind: "service", digits: meaning.number }, shows, call, caller, tenant, tables);
    case "public":
      return outside({ kind: "e164", number: meaning.number }, shows, call, caller, tenant, tables);
    case "unknown":
      return reject(404, "not-a-number");
  }
}

/** Whose registrations must be looked up before the decision. */
export function devicesForOutbound(call: OutboundCall, tables: RoutingTables): readonly DeviceId[] {
  return devicesAskedFor((reachable) => decideOutbound(call, tables, reachable));
}

function meaningFor(call: OutboundCall, tenant: RoutedTenant, tables: RoutingTables): Meaning {
  return meaningOf(call.dialled, {
    country: tenant.country,
    isExtension: (extension) => tables.extension(tenant.id, extension) !== undefined,
    isOwnNumber: (number) => tables.number(number)?.tenant === tenant.id,
  });
}

type Inside = Extract<Meaning, { kind: "extension" | "own-number" }>;

function inside(meaning: Inside, situation: Situation): Destination | null {
  const target = insideTarget(meaning.kind === "extension" ? meaning.extension : meaning.number, situation);
  return target === "outside" ? null : target;
}

/** A phone that calls its own user rings their other phones, never itself. */
function others(reachable: Reachable, calling: DeviceId | undefined): Reachable {
  return { has: (device) => device !== calling && reachable.has(device) };
}

/** What a phone asks of the system itself. */
function feature(
  { feature: asked, argument }: Extract<Meaning, { kind: "feature" }>,
  call: OutboundCall,
  caller: RoutedUser,
  tenant: RoutedTenant,
  tables: RoutingTables,
  reachable: Reachable,
): RoutingPlan {
  const change = (setting: ChangeSetting["setting"]): ChangeSetting => ({
    ...{ kind: "change-setting", user: caller.id, language: caller.language, setting },
  });
  switch (asked) {
    case "forwarding-on": {
      if (argument === undefined) return change({ kind: "forward", to: undefined });
      const to = meaningFor({ ...call, dialled: argument }, tenant, tables);
      if (to.kind === "extension") return change({ kind: "forward", to: to.extension });
      if (to.kind === "own-number" || to.kind === "public") return change({ kind: "forward", to: to.number });
      return reject(404, "not-a-number");
    }
    case "forwarding-off":
      return change({ kind: "stop-forwarding" });
    case "do-not-disturb-on":
    case "do-not-disturb-off":
      return change({ kind: "do-not-disturb", on: asked === "do-not-disturb-on" });
    case "own-voicemail":
      return { kind: "listen", language: caller.language, box: { kind: "own", mailbox: caller.id } };
    case "any-voicemail": {
      const extension = argument === undefined ? undefined : parseExtension(argument);
      return { kind: "listen", language: caller.language, box: { kind: "any", extension } };
    }
    case "leave-message":
      return leaveMessage(argument ?? "", tenant, tables);
    case "echo-test":
      return { kind: "echo", language: caller.language };
    case "pick-up":
      return pickUpAt(argument ?? "", caller, tables, tenant);
    case "group-pick-up":
      return pickUpInGroups(caller, tables, tenant);
    case "park":
      return planForParking(argument ?? "", caller, tenant, reachable);
  }
}

/** Straight to a colleague's mailbox, without ringing them: mostly for somebody who is transferred there. */
function leaveMessage(argument: string, tenant: RoutedTenant, tables: RoutingTables): RoutingPlan {
  const extension = parseExtension(argument);
  const owner = extension === undefined ? undefined : tables.extension(tenant.id, extension);
  const user = owner?.kind === "user" ? tables.user(tenant.id, owner.id) : undefined;
  return user === undefined ? reject(404, "no-destination") : mailboxOr(user, "unavailable", 480, "no-destination");
}

/** Whether this one call withholds the caller's number, whatever the settings say. */
type CallerIdShown = "as-chosen" | "withheld";

function outside(
  number: PublicTarget,
  shows: CallerIdShown,
  call: OutboundCall,
  caller: RoutedUser,
  tenant: RoutedTenant,
  tables: RoutingTables,
): RoutingPlan {
  const usual = callerIdOf(caller, tenant, tables);
  if (usual === undefined) return reject(403, "no-caller-id");
  const callerId = shows === "withheld" ? { ...usual, withheld: true } : usual;
  if (call.trunks.length === 0) return reject(503, "no-trunk");

  const [best, ...next] = call.trunks.filter(({ hasRoom }) => hasRoom).map(({ trunk }) => trunk);
  if (best === undefined) return reject(503, "trunks-full");
  return { kind: "trunk", number, callerId, candidates: [best, ...next], emergency: false };
}

/** Every trunk is tried, those without a free line last: one may free up, or its limit be ours alone. */
function emergency(
  service: string,
  call: OutboundCall,
  caller: RoutedUser,
  tenant: RoutedTenant,
  tables: RoutingTables,
): RoutingPlan {
  const [best, ...next] = fullOnesLast(call.trunks);
  if (best === undefined) return reject(503, "no-trunk");
  return {
    kind: "trunk",
    number: { kind: "service", digits: service },
    callerId: emergencyCallerIdOf(caller, call.device, tenant, tables),
    candidates: [best, ...next],
    emergency: true,
  };
}

function fullOnesLast(trunks: readonly TrunkCandidate[]): TrunkId[] {
  const full = trunks.filter(({ hasRoom }) => !hasRoom);
  return [...trunks.filter(({ hasRoom }) => hasRoom), ...full].map(({ trunk }) => trunk);
}
