import { limitKeys } from "../../redis/keys.ts";
import type { ConcurrencyLimit } from "../../redis/concurrency-limit.ts";
import type { Extension } from "../../vocabulary/extension.ts";
import type { TenantId } from "../../vocabulary/identifiers.ts";
import type { CallParty } from "../../events/event.ts";
import type { AnsweredCallee } from "../leg/answered-callee.ts";
import type { CallingParty } from "../parts.ts";

/** A caller who waits in a parking slot, and the way to retrieve the call. */
export interface ParkedCall {
  /** Our own id of the call. */
  readonly id: string;
  readonly caller: CallingParty;
  /** The SDP offer for the telephone that retrieves the call. */
  offer(): string;
  /** This callee has the call. False: another was sooner, or the caller waits no more; then the callee is still the giver's. */
  take(callee: AnsweredCallee, party: CallParty): boolean;
}

/** A slot that is taken, over all processes of the system, until disposed. */
export interface ParkingSlot extends Disposable {
  readonly slot: Extension;
  /** From now on the call can be taken. */
  fill(call: ParkedCall): void;
}

/** The parking slots: all processes count which slots are taken; only the process with the call knows which caller a slot holds. */
export class ParkedCalls {
  readonly #concurrency: Pick<ConcurrencyLimit, "acquire">;
  readonly #parked = new Map<string, ParkedCall>();

  constructor(concurrency: Pick<ConcurrencyLimit, "acquire">) {
    this.#concurrency = concurrency;
  }

  /** The first of these that is free; undefined: none is. */
  async hold(tenant: TenantId, slots: readonly Extension[]): Promise<ParkingSlot | undefined> {
    for (const slot of slots) {
      const lease = await this.#concurrency.acquire(limitKeys().parking(tenant, slot), 1);
      if (lease !== undefined) return this.#held(tenant, slot, lease);
    }
    return undefined;
  }

  /** The call that waits in this slot, in this process. */
  find(tenant: TenantId, slot: Extension): ParkedCall | undefined {
    return this.#parked.get(nameOf(tenant, slot));
  }

  #held(tenant: TenantId, slot: Extension, lease: Disposable): ParkingSlot {
    const name = nameOf(tenant, slot);
    let own: ParkedCall | undefined;
    return {
      slot,
      fill: (call) => {
        own = call;
        this.#parked.set(name, call);
      },
      [Symbol.dispose]: () => {
        if (own !== undefined && this.#parked.get(name) === own) this.#parked.delete(name);
        lease[Symbol.dispose]();
      },
    };
  }
}

function nameOf(tenant: TenantId, slot: Extension): string {
  return `${tenant}/${slot}`;
}
