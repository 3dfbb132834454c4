import { defined } from "../runtime/defined.ts";
import type { E164 } from "../vocabulary/e164.ts";
import type { DeviceId, TenantId } from "../vocabulary/identifiers.ts";
import type { Known } from "./branches.ts";
import type { Caller, Reachable } from "./call.ts";
import { NO_PREREQUISITES, prerequisitesOf, type Prerequisites } from "./prerequisites.ts";
import { planForOverflow } from "./plan-for-destination.ts";
import { reject } from "./plan-for-user.ts";
import { planInShort } from "./decision-trace.ts";
import type { MeetReceptionist, RoutingPlan } from "./plan.ts";
import type { Overflow, RoutingTables } from "./tables.ts";

/** What routing keeps of a call for decisions that come later: at a receptionist, by a transfer, by a redirection. */
export interface CallOrigin {
  readonly tenant: TenantId;
  readonly caller: Caller;
  /** The direct number that was called; undefined for a call by extension. */
  readonly dialled: E164 | undefined;
  /** The phone that calls: it doesn't ring for its own call. */
  readonly device: DeviceId | undefined;
}

/** What the decision rests on beside the settings. */
export type OnwardResources = Pick<Known, "reachable"> & Partial<Known>;

/** Destination that a caller chose, by a key or by a name → plan. Pure, like every decision. */
export function decideOnward(
  to: Overflow,
  call: CallOrigin,
  tables: RoutingTables,
  { reachable, trunks = [], turns = new Map(), ...others }: OnwardResources,
): RoutingPlan {
  const tenant = tables.tenant(call.tenant);
  if (tenant === undefined) return reject(404, "no-destination");
  const { caller, dialled, device } = call;
  const elsewhere: Reachable = { has: (each) => each !== device && reachable.has(each) };
  const situation = { tables, tenant, caller, dialled, reachable: elsewhere, trunks, turns, ...others };
  const plan = planForOverflow(to, situation);
  others.trace?.("plan", {}, planInShort(plan));
  return plan;
}

/** What must be looked up before the decision. The calling phone isn't: it doesn't ring for its own call. */
export function prerequisitesOfOnward(to: Overflow, call: CallOrigin, tables: RoutingTables): Prerequisites {
  const tenant = tables.tenant(call.tenant);
  if (tenant === undefined) return NO_PREREQUISITES;
  const { devices, roundRobin } = prerequisitesOf(to, tables, tenant);
  return { devices: devices.filter((device) => device !== call.device), roundRobin };
}

/** The same plan, but a caller whom no phone takes is back at this receptionist, who says why. Once: she doesn't return them again. */
export function returningTo(receptionist: MeetReceptionist["receptionist"], plan: RoutingPlan): RoutingPlan {
  if (plan.kind === "reject")
    return { kind: "receptionist", receptionist, back: plan.status === 486 ? "busy" : "no-answer" };
  if (plan.kind !== "ring") return plan;
  const { whenBusy } = plan;
  return {
    ...plan,
    otherwise: returningTo(receptionist, plan.otherwise),
    toVoicemail: returningTo(receptionist, plan.toVoicemail),
    ...defined({ whenBusy: whenBusy && returningTo(receptionist, whenBusy) }),
  };
}
