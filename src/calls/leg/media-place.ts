import type { RoutingPlan } from "../../routing/plan.ts";
import type { Leg } from "./leg.ts";

/**
 * A leg's place at the media server: in a conference, at a mailbox, in a parking slot. Another party may take it (RFC 3891,
 * RFC 5589 §7): it is served by the same plan, and the leg that had the place is hung up. Disposed of when the step that
 * serves the leg is over and has released all it held.
 */
export class MediaPlace implements Disposable {
  /** What a party who takes the place is served. */
  plan: RoutingPlan;
  /** The id of the leg's call. */
  readonly call: string;
  /** The leg leaves because another party has taken the place. */
  isTaken = false;
  readonly #over: Promise<void>;
  #end: () => void = () => undefined;
  #leg: Leg | undefined;
  #known: Disposable | undefined;

  constructor(plan: RoutingPlan, call: string) {
    this.plan = plan;
    this.call = call;
    this.#over = new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  /** @param known  where other parties find the place, as long as it is one */
  occupy(leg: Leg, known: Disposable): void {
    this.#leg = leg;
    this.#known = known;
  }

  /** The leg leaves for the party that takes its place; resolves when nothing is held for it any more. */
  leave(): Promise<void> {
    if (!this.isTaken) {
      this.isTaken = true;
      void this.#leg?.hangUp();
    }
    return this.#over;
  }

  [Symbol.dispose](): void {
    this.#known?.[Symbol.dispose]();
    this.#end();
  }
}
