import { meaningOf, type Meaning } from "../numbering/meaning.ts";
import type { DeviceId, TenantId, TrunkId } from "../vocabulary/identifiers.ts";
import type { OutboundCall, Reachable } from "./call.ts";
import { callerIdOf, emergencyCallerIdOf } from "./caller-id.ts";
import { planForDestination, reject, userAt } from "./plan-for-user.ts";
import type { PublicTarget, RoutingPlan } from "./plan.ts";
import type { Destination, RoutedTenant, RoutedUser, RoutingTables, TrunkCandidate } from "./tables.ts";

/** What a phone dialled → plan. Pure, and total: every text leads to a plan. */
export function decideOutbound(call: OutboundCall, tables: RoutingTables, reachable: Reachable): RoutingPlan {
  const tenant = tables.tenant(call.tenant);
  const caller = tables.user(call.tenant, call.user);
  if (tenant === undefined || caller === undefined) return reject(403, "unknown-caller");

  const meaning = meaningFor(call, tenant, tables);
  switch (meaning.kind) {
    case "emergency":
      return emergency(meaning.service, call, caller, tenant, tables);
    case "extension":
    case "own-number":
      return planForDestination(inside(meaning, tenant.id, tables), tenant.id, tables, others(reachable, call.device));
    case "feature":
      return reject(404, "feature-not-available");
    case "short-number":
      return outside({ kind: "service", digits: meaning.number }, call, caller, tenant, tables);
    case "public":
      return outside({ kind: "e164", number: meaning.number }, call, caller, tenant, tables);
    case "unknown":
      return reject(404, "not-a-number");
  }
}

/** Whose registrations must be looked up before the decision. */
export function devicesForOutbound(call: OutboundCall, tables: RoutingTables): readonly DeviceId[] {
  const tenant = tables.tenant(call.tenant);
  if (tenant === undefined) return [];
  const meaning = meaningFor(call, tenant, tables);
  if (meaning.kind !== "extension" && meaning.kind !== "own-number") return [];
  return userAt(inside(meaning, tenant.id, tables), tenant.id, tables)?.devices ?? [];
}

function meaningFor(call: OutboundCall, tenant: RoutedTenant, tables: RoutingTables): Meaning {
  return meaningOf(call.dialled, {
    country: tenant.country,
    isExtension: (extension) => tables.extension(tenant.id, extension) !== undefined,
    isOwnNumber: (number) => tables.number(number)?.tenant === tenant.id,
  });
}

type Inside = Extract<Meaning, { kind: "extension" | "own-number" }>;

function inside(meaning: Inside, tenant: TenantId, tables: RoutingTables): Destination | null | undefined {
  return meaning.kind === "extension"
    ? tables.extension(tenant, meaning.extension)
    : tables.number(meaning.number)?.destination;
}

/** A phone that calls its own user rings their other phones, never itself. */
function others(reachable: Reachable, calling: DeviceId): Reachable {
  if (!reachable.has(calling)) return reachable;
  const rest = new Set(reachable);
  rest.delete(calling);
  return rest;
}

function outside(
  number: PublicTarget,
  call: OutboundCall,
  caller: RoutedUser,
  tenant: RoutedTenant,
  tables: RoutingTables,
): RoutingPlan {
  const callerId = callerIdOf(caller, tenant, tables);
  if (callerId === undefined) return reject(403, "no-caller-id");
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
    callerId: emergencyCallerIdOf(caller, tenant, tables),
    candidates: [best, ...next],
    emergency: true,
  };
}

function fullOnesLast(trunks: readonly TrunkCandidate[]): TrunkId[] {
  const full = trunks.filter(({ hasRoom }) => !hasRoom);
  return [...trunks.filter(({ hasRoom }) => hasRoom), ...full].map(({ trunk }) => trunk);
}
