import type { TenantId } from "../../vocabulary/identifiers.ts";
import type { RingingCall } from "../leg/ringing-call.ts";

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
