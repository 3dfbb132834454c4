import { recordTrace, type Decision, type DecisionTrace } from "../../routing/decision-trace.ts";
import type { RoutingPlan } from "../../routing/plan.ts";
import type { RoutingTables, TrunkCandidate } from "../../routing/tables.ts";
import { routingTables } from "../../settings/routing-tables.ts";
import type { Snapshot } from "../../settings/snapshot.ts";
import { trunkCandidates } from "../../trunks/select.ts";
import type { TenantRecord } from "../../settings/schemas/tenant.ts";
import type { E164 } from "../../vocabulary/e164.ts";
import type { TenantId } from "../../vocabulary/identifiers.ts";
import type { CallParts } from "../call.ts";

type Parts = Pick<CallParts, "network" | "trunkCapacity" | "clock">;

/** What routing decides on: the settings, and which limits of a tenant's are lifted now. */
export function tablesFor(snapshot: Snapshot, { network }: Parts): RoutingTables {
  return routingTables(snapshot, (tenant, obstacle) => network.limits.isLifted(tenant, obstacle));
}

/** What shall happen to a call, and why. Nothing has happened by it yet: it may be a question only. */
export interface RouteDecision<Plan = RoutingPlan> {
  readonly plan: Plan;
  readonly decisions: readonly Decision[];
  /** Numbers that it wanted to call and that the company's limits forbid: a forward's, a group's overflow. */
  readonly forbidden: ReadonlySet<E164>;
}

/** Decides on what calls see of the settings. */
export function decideOn<Plan>(
  snapshot: Snapshot,
  parts: Parts,
  decide: (tables: RoutingTables, trace: DecisionTrace) => Plan,
): RouteDecision<Plan> {
  const tables = tablesFor(snapshot, parts);
  const forbidden = new Set<E164>();
  const mayCall: RoutingTables["mayCall"] = (id, number) => {
    const may = tables.mayCall(id, number);
    if (!may) forbidden.add(number);
    return may;
  };
  const { trace, decisions } = recordTrace();
  return { plan: decide({ ...tables, mayCall }, trace), decisions, forbidden };
}

/**
 * A call goes by this decision. Where it wanted to call a number that the company's limits forbid, they are told: that is
 * how administrators hear of it.
 */
export function applyDecision<Plan>(
  { plan, forbidden }: RouteDecision<Plan>,
  tenant: TenantId,
  snapshot: Snapshot,
  parts: CallParts,
): Plan {
  const record = snapshot.tenant(tenant);
  if (record !== undefined) for (const number of forbidden) void refused(record, number, parts);
  return plan;
}

async function refused(tenant: TenantRecord, number: E164, { network }: Parts): Promise<void> {
  const admission = await network.limits.admit(tenant, { kind: "e164", number });
  if (admission.kind === "admitted") admission.call[Symbol.dispose](); // another process has just lifted the limit
}

/** The trunks that could carry a call of this tenant's now. */
export function trunksFor(tenant: TenantId, snapshot: Snapshot, parts: Parts): readonly TrunkCandidate[] {
  const { network, trunkCapacity, clock } = parts;
  return trunkCandidates(
    snapshot.trunks(tenant),
    (trunk) => trunkCapacity.callsOn(trunk),
    network.trunks,
    clock.nowMs(),
  );
}
