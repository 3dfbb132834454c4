import type { Meaning } from "../numbering/meaning.ts";
import { parseExtension } from "../vocabulary/extension.ts";
import { withheldNumber } from "../numbering/withholding.ts";
import type { DeviceId, TrunkId } from "../vocabulary/identifiers.ts";
import type { Situation } from "./branches.ts";
import type { OutboundCall, Reachable } from "./call.ts";
import { callerIdOf, emergencyCallerIdOf } from "./caller-id.ts";
import { planInShort } from "./decision-trace.ts";
import { destinationOf, meaningFor } from "./dialled-meaning.ts";
import { planForParking } from "./parking.ts";
import { pickUpAt, pickUpInGroups } from "./pick-up.ts";
import { planForDestination } from "./plan-for-destination.ts";
import { mailboxOr, reject } from "./plan-for-user.ts";
import { NO_PREREQUISITES, prerequisitesOf, type Prerequisites } from "./prerequisites.ts";
import type { ChangeSetting, PublicTarget, RoutingPlan } from "./plan.ts";
import type { RoutedTenant, RoutedUser, RoutingTables, TrunkCandidate } from "./tables.ts";

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

/** A call with the user and the company that make it. */
interface Dialling {
  readonly call: OutboundCall;
  readonly caller: RoutedUser;
  readonly tenant: RoutedTenant;
  readonly tables: RoutingTables;
}

function planForDialled(
  dialling: OutboundCall,
  tables: RoutingTables,
  reachable: Reachable,
  { turns = new Map(), trace, occupied }: OutboundResources,
): RoutingPlan {
  const tenant = tables.tenant(dialling.tenant);
  const caller = tables.user(dialling.tenant, dialling.user);
  if (tenant === undefined || caller === undefined) return reject(403, "unknown-caller");

  const { dialled, shows } = readDialled(dialling.dialled);
  const call = { ...dialling, dialled };
  const meaning = meaningFor(dialled, tenant, tables);
  trace?.("dialled", { dialled, user: caller.extension, callerId: shows }, meaning.kind);
  if (tenant.isSuspended === true && meaning.kind !== "emergency") return reject(403, "company-suspended");
  switch (meaning.kind) {
    case "emergency":
      return emergency(meaning.service, { call, caller, tenant, tables });
    case "extension":
    case "own-number": {
      const situation: Situation = {
        ...{ tables, tenant, turns, occupied, trace, trunks: call.trunks },
        caller: { kind: "user", user: caller.id },
        dialled: meaning.kind === "own-number" ? meaning.number : undefined,
        reachable: others(reachable, call.device),
      };
      return planForDestination(destinationOf(meaning, situation), situation);
    }
    case "feature":
      return feature(meaning, { call, caller, tenant, tables }, reachable);
    case "short-number":
      return toPstn({ kind: "service", digits: meaning.number }, shows, { call, caller, tenant, tables });
    case "public":
      return toPstn({ kind: "e164", number: meaning.number }, shows, { call, caller, tenant, tables });
    case "unknown":
      return reject(404, "not-a-number");
  }
}

/** Whether a user calls an emergency service: such a call is taken while every other one is refused. */
export function callsForHelp(
  { tenant, dialled }: Pick<OutboundCall, "tenant" | "dialled">,
  tables: RoutingTables,
): boolean {
  const company = tables.tenant(tenant);
  return company !== undefined && meaningFor(readDialled(dialled).dialled, company, tables).kind === "emergency";
}

/** What must be looked up before the decision. The calling phone isn't: it doesn't ring for its own call. */
export function prerequisitesOfOutbound(call: Omit<OutboundCall, "trunks">, tables: RoutingTables): Prerequisites {
  const tenant = tables.tenant(call.tenant);
  const caller = tables.user(call.tenant, call.user);
  if (tenant === undefined || caller === undefined) return NO_PREREQUISITES;
  const meaning = meaningFor(readDialled(call.dialled).dialled, tenant, tables);
  switch (meaning.kind) {
    case "extension":
    case "own-number": {
      const { devices, roundRobin } = prerequisitesOf(destinationOf(meaning, { tables, tenant }), tables, tenant);
      return { devices: devices.filter((device) => device !== call.device), roundRobin };
    }
    case "feature": // a parked call comes back to the phones of the user who parked it
      return meaning.feature === "park" ? { devices: caller.devices, roundRobin: [] } : NO_PREREQUISITES;
    case "emergency":
    case "short-number":
    case "public":
    case "unknown":
      return NO_PREREQUISITES;
  }
}

/** Whether this one call withholds the caller's number, whatever the settings say. */
type CallerIdShown = "as-chosen" | "withheld";

/** What was dialled behind the code that withholds the caller's number, and whether that code was. */
function readDialled(text: string): { readonly dialled: string; readonly shows: CallerIdShown } {
  const withheld = withheldNumber(text);
  return { dialled: withheld ?? text, shows: withheld === undefined ? "as-chosen" : "withheld" };
}

/** A phone that calls its own user rings their other phones, never itself. */
function others(reachable: Reachable, calling: DeviceId | undefined): Reachable {
  return { has: (device) => device !== calling && reachable.has(device) };
}

/** What a phone asks of the system itself. */
function feature(
  { feature: asked, argument }: Extract<Meaning, { kind: "feature" }>,
  { caller, tenant, tables }: Dialling,
  reachable: Reachable,
): RoutingPlan {
  const change = (setting: ChangeSetting["setting"]): ChangeSetting => ({
    ...{ kind: "change-setting", user: caller.id, language: caller.language, setting },
  });
  switch (asked) {
    case "forwarding-on": {
      if (argument === undefined) return change({ kind: "forward", to: undefined });
      const to = meaningFor(argument, tenant, tables);
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

/** Straight to a colleague's mailbox, without ringing them: mostly for a caller who is transferred there. */
function leaveMessage(argument: string, tenant: RoutedTenant, tables: RoutingTables): RoutingPlan {
  const extension = parseExtension(argument);
  const owner = extension === undefined ? undefined : tables.extension(tenant.id, extension);
  const user = owner?.kind === "user" ? tables.user(tenant.id, owner.id) : undefined;
  return user === undefined ? reject(404, "no-destination") : mailboxOr(user, "unavailable", 480, "no-destination");
}

function toPstn(number: PublicTarget, shows: CallerIdShown, { call, caller, tenant, tables }: Dialling): RoutingPlan {
  const usual = callerIdOf(caller, tenant, tables);
  if (usual === undefined) return reject(403, "no-caller-id");
  const callerId = shows === "withheld" ? { ...usual, withheld: true } : usual;
  if (call.trunks.length === 0) return reject(503, "no-trunk");

  const [best, ...next] = call.trunks.filter(({ hasRoom }) => hasRoom).map(({ trunk }) => trunk);
  if (best === undefined) return reject(503, "trunks-full");
  return { kind: "trunk", number, callerId, candidates: [best, ...next], emergency: false };
}

/** Every trunk is tried, those without a free line last: one may free up, or its limit be ours alone. */
function emergency(service: string, { call, caller, tenant, tables }: Dialling): RoutingPlan {
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
