import type { DeviceId } from "../vocabulary/identifiers.ts";
import { devicesAskedFor } from "./asking.ts";
import type { Situation } from "./branches.ts";
import type { InboundCall, Reachable } from "./call.ts";
import { planForDestination } from "./plan-for-destination.ts";
import { reject } from "./plan-for-user.ts";
import type { RoutingPlan } from "./plan.ts";
import type { RoutedNumber, RoutingTables } from "./tables.ts";

/** What else a decision rests on: where a call can be sent on to, and whose turn it is. */
export type Resources = Partial<Pick<Situation, "trunks" | "turns">>;

/** DID → destination → plan. Pure: the same call, tables and registrations always give the same plan. */
export function decideInbound(
  call: InboundCall,
  tables: RoutingTables,
  reachable: Reachable,
  { trunks = [], turns = new Map() }: Resources = {},
): RoutingPlan {
  const number = dialledNumber(call, tables);
  const tenant = tables.tenant(call.tenant);
  if (number === undefined || tenant === undefined) return reject(404, "unknown-number");
  const { caller, dialled } = call;
  return planForDestination(number.destination, { tables, tenant, caller, dialled, reachable, trunks, turns });
}

/** Whose registrations must be looked up before the decision. */
export function devicesForInbound(call: InboundCall, tables: RoutingTables): readonly DeviceId[] {
  return devicesAskedFor((reachable) => decideInbound(call, tables, reachable));
}

/** A trunk brings calls to its own company only: another's number is as unknown to it as nobody's. */
function dialledNumber(call: InboundCall, tables: RoutingTables): RoutedNumber | undefined {
  const number = tables.number(call.dialled);
  return number?.tenant === call.tenant ? number : undefined;
}
