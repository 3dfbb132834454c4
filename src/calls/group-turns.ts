import type { RoutingPlan } from "../routing/plan.ts";
import type { Turns } from "../routing/call.ts";
import type { RingGroupId } from "../vocabulary/identifiers.ts";

/** Groups beyond this forget whose turn it was: their next call begins with the first member. */
const MOST_GROUPS = 10_000;

/** How often each ring group was called through this process: a round-robin group begins with another member each time. */
export class GroupTurns {
  readonly #turns = new Map<RingGroupId, number>();

  get turns(): Turns {
    return this.#turns;
  }

  /** A call has been given this plan. */
  note(plan: RoutingPlan): void {
    const group = plan.kind === "ring" ? plan.group : undefined;
    if (group === undefined) return;
    if (this.#turns.size >= MOST_GROUPS && !this.#turns.has(group)) this.#turns.clear();
    this.#turns.set(group, (this.#turns.get(group) ?? 0) + 1);
  }
}
