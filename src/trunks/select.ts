import type { TrunkCandidate } from "../routing/tables.ts";
import type { TrunkRecord } from "../settings/kinds/trunk.ts";
import type { TrunkId } from "../vocabulary/identifiers.ts";
import type { TrunkState, TrunkStateDirectory } from "./state.ts";

/**
 * The trunks that could carry a call out now, best first: those that are up by priority, then those that don't answer.
 * A trunk that must be registered and isn't counts as one without free capacity.
 *
 * @param trunks a tenant's, in the settings' order: by priority, then name
 * @param callsOn how many calls a trunk carries at this moment, both directions
 */
export function trunkCandidates(
  trunks: readonly TrunkRecord[],
  callsOn: (trunk: TrunkId) => number,
  states?: Pick<TrunkStateDirectory, "of">,
  nowMs = 0,
): readonly TrunkCandidate[] {
  const known = (id: TrunkId): TrunkState | undefined => states?.of(id);
  const isDown = ({ id }: TrunkRecord): number => Number(known(id)?.health?.kind === "down");
  return trunks
    .filter(({ enabled }) => enabled)
    .toSorted((a, b) => isDown(a) - isDown(b) || a.priority - b.priority)
    .map((trunk) => {
      const { id, capacity } = trunk;
      const hasLine = capacity === null || callsOn(id) < capacity;
      return { trunk: id, hasRoom: hasLine && (states === undefined || isServed(trunk, known(id), nowMs)) };
    });
}

/** Whether the provider takes our calls, as far as that depends on a registration. */
function isServed({ register }: TrunkRecord, state: TrunkState | undefined, nowMs: number): boolean {
  const registration = state?.registration;
  return !register || (registration?.kind === "registered" && registration.expiresAtMs > nowMs);
}
