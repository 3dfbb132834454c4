import type { CallParty } from "../../events/event.ts";
import type { TenantId } from "../../vocabulary/identifiers.ts";
import type { Answered } from "../dial/branch.ts";
import type { CallingParty } from "../parts.ts";

/** A call that rings now, and the way to take it. */
export interface RingingCall {
  /** Our own id of the call. */
  readonly id: string;
  readonly tenant: TenantId;
  readonly caller: CallingParty;
  /** What the caller offers; undefined: whoever takes the call makes the offer. */
  readonly offer: string | undefined;
  /** Who is rung, in the order of the call's branches. */
  readonly ringing: readonly CallParty[];
  readonly sinceMs: number;
  /**
   * All telephones of the call stop, as for a call completed elsewhere, and this callee has it. Make the callee with
   * `answerSilently` and `asCallee(leg, offer)`. False: somebody else was sooner; then the callee is still yours.
   */
  pickUp(callee: Answered, party: CallParty): boolean;
}

/** The calls of this process that ring; there are no more than live calls. */
export class RingingCalls {
  readonly #ringing = new Set<RingingCall>();

  add(call: RingingCall): Disposable {
    this.#ringing.add(call);
    return { [Symbol.dispose]: () => void this.#ringing.delete(call) };
  }

  /** The one that has rung for longest. */
  find(tenant: TenantId, rings: (call: RingingCall) => boolean): RingingCall | undefined {
    return [...this.#ringing].find((call) => call.tenant === tenant && rings(call));
  }
}
