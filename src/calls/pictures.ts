import type { RoutingTables, TrunkCandidate } from "../routing/tables.ts";
import { routingTables } from "../settings/routing-tables.ts";
import type { Snapshot } from "../settings/snapshot.ts";
import { trunkCandidates } from "../trunks/select.ts";
import type { TenantId } from "../vocabulary/identifiers.ts";
import type { CallParts } from "./call.ts";

type Parts = Pick<CallParts, "network" | "lines" | "clock">;

/** What routing decides on: the settings, and which limits of a tenant's are lifted now. */
export function tablesFor(snapshot: Snapshot, { network }: Parts): RoutingTables {
  return routingTables(snapshot, (tenant, obstacle) => network.limits.isLifted(tenant, obstacle));
}

/** The trunks that could carry a call of this tenant's now. */
export function trunksFor(tenant: TenantId, snapshot: Snapshot, parts: Parts): readonly TrunkCandidate[] {
  const { network, lines, clock } = parts;
  return trunkCandidates(snapshot.trunks(tenant), (trunk) => lines.callsOn(trunk), network.trunks, clock.nowMs());
}
