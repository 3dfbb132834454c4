import type { DeviceId, UserId } from "../vocabulary/identifiers.ts";
import { devicesAskedFor } from "./asking.ts";
import type { Situation } from "./branches.ts";
import type { InboundCall, Reachable } from "./call.ts";
import { planForDestination } from "./plan-for-destination.ts";
import { reject } from "./plan-for-user.ts";
import type { RoutingPlan } from "./plan.ts";
import type { RoutedNumber, RoutedUser, RoutingTables } from "./tables.ts";

/** What else a decision rests on: where a call can be sent on to, whose turn it is, and who may be called back. */
export interface Resources extends Partial<Pick<Situation, "trunks" | "turns">> {
  /** Who called an emergency service lately and showed the number that is called now. */
  readonly callback?: UserId | undefined;
}

/** An emergency service that calls back is patient, but others in the house shall hear it too. */
const CALLBACK_RING_MS = 60_000;

/** DID → destination → plan. Pure: the same call, tables and registrations always give the same plan. */
export function decideInbound(
  call: InboundCall,
  tables: RoutingTables,
  reachable: Reachable,
  { trunks = [], turns = new Map(), callback }: Resources = {},
): RoutingPlan {
  const number = dialledNumber(call, tables);
  const tenant = tables.tenant(call.tenant);
  if (number === undefined || tenant === undefined) return reject(404, "unknown-number");
  const { caller, dialled } = call;
  const situation = { tables, tenant, caller, dialled, reachable, trunks, turns };
  const usual = planForDestination(number.destination, situation);
  const inNeed = callback === undefined ? undefined : tables.user(tenant.id, callback);
  return inNeed === undefined ? usual : callBack(inNeed, reachable, usual);
}

/** First of all whoever called for help: neither do not disturb nor a forward keeps the service from their phones. */
function callBack(user: RoutedUser, reachable: Reachable, usual: RoutingPlan): RoutingPlan {
  const devices = user.devices.filter((device) => reachable.has(device));
  const [first, ...rest] = devices.map((device) => ({ kind: "device" as const, device, user: user.id }));
  if (first === undefined) return usual;
  const next = { otherwise: usual, toVoicemail: usual };
  return { kind: "ring", callee: user.id, branches: [first, ...rest], ringForMs: CALLBACK_RING_MS, ...next };
}

/** Whose registrations must be looked up before the decision. */
export function devicesForInbound(call: InboundCall, tables: RoutingTables, callback?: UserId): readonly DeviceId[] {
  return devicesAskedFor((reachable) => decideInbound(call, tables, reachable, { callback }));
}

/** A trunk brings calls to its own company only: another's number is as unknown to it as nobody's. */
function dialledNumber(call: InboundCall, tables: RoutingTables): RoutedNumber | undefined {
  const number = tables.number(call.dialled);
  return number?.tenant === call.tenant ? number : undefined;
}
