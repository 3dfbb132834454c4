import type { DeviceId } from "../vocabulary/identifiers.ts";
import type { InboundCall, Reachable } from "./call.ts";
import { planForDestination, reject, userAt } from "./plan-for-user.ts";
import type { RoutingPlan } from "./plan.ts";
import type { RoutedNumber, RoutingTables } from "./tables.ts";

/** DID → destination → plan. Pure: the same call, tables and registrations always give the same plan. */
export function decideInbound(call: InboundCall, tables: RoutingTables, reachable: Reachable): RoutingPlan {
  const number = dialledNumber(call, tables);
  if (number === undefined) return reject(404, "unknown-number");
  return planForDestination(number.destination, call.tenant, tables, reachable);
}

/** Whose registrations must be looked up before the decision. */
export function devicesForInbound(call: InboundCall, tables: RoutingTables): readonly DeviceId[] {
  return userAt(dialledNumber(call, tables)?.destination, call.tenant, tables)?.devices ?? [];
}

/** A trunk brings calls to its own company only: another's number is as unknown to it as nobody's. */
function dialledNumber(call: InboundCall, tables: RoutingTables): RoutedNumber | undefined {
  const number = tables.number(call.dialled);
  return number?.tenant === call.tenant ? number : undefined;
}
