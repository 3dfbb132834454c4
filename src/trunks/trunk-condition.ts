import type { TrunkRecord } from "../settings/kinds/trunk.ts";
import type { TrunkState } from "./state.ts";

/** How a trunk does in a word; "unknown": it isn't monitored, or wasn't looked at yet. */
export type TrunkCondition =
  | { readonly kind: "up" | "unknown" | "disabled" }
  | { readonly kind: "down"; readonly sinceMs: number; readonly reason: string | undefined };

/** A trunk is down where its provider refuses us, doesn't know us, or doesn't answer; one that refuses says why. */
export function trunkCondition(
  { enabled }: TrunkRecord,
  { registration, health, refusal }: TrunkState,
): TrunkCondition {
  if (!enabled) return { kind: "disabled" };
  if (refusal !== undefined) return { kind: "down", sinceMs: refusal.sinceMs, reason: refusal.reason };
  if (registration?.kind === "failed")
    return { kind: "down", sinceMs: registration.sinceMs, reason: registration.reason };
  if (health?.kind === "down") return { kind: "down", sinceMs: health.sinceMs, reason: undefined };
  if (health?.kind === "up" || registration?.kind === "registered") return { kind: "up" };
  return { kind: "unknown" };
}
