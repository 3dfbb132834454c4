import type { TrunkCandidate } from "../routing/tables.ts";
import type { TrunkRecord } from "../settings/schemas/trunk.ts";
import type { TrunkId } from "../vocabulary/identifiers.ts";

/**
 * The trunks that could carry a call out now, best first.
 *
 * @param trunks a tenant's, in the settings' order: by priority, then name
 * @param callsOn how many calls a trunk carries at this moment, both directions
 */
export function trunkCandidates(
  trunks: readonly TrunkRecord[],
  callsOn: (trunk: TrunkId) => number,
): readonly TrunkCandidate[] {
  return trunks
    .filter(({ enabled }) => enabled)
    .toSorted((a, b) => a.priority - b.priority)
    .map(({ id, capacity }) => ({ trunk: id, hasRoom: capacity === null || callsOn(id) < capacity }));
}
