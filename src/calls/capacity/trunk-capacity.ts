import type { ConcurrencyLimit } from "../../redis/concurrency-limit.ts";
import { limitKeys } from "../../redis/keys.ts";
import type { TrunkId } from "../../vocabulary/identifiers.ts";

/**
 * How many calls each trunk carries at this moment, both directions: those of this process are known at once, what is
 * reserved is counted over all processes.
 */
export class TrunkCapacity {
  readonly #concurrency: Pick<ConcurrencyLimit, "acquire">;
  readonly #calls = new Map<TrunkId, number>();

  constructor(concurrency: Pick<ConcurrencyLimit, "acquire">) {
    this.#concurrency = concurrency;
  }

  /** Calls of this process: never more than there are. */
  callsOn(trunk: TrunkId): number {
    return this.#calls.get(trunk) ?? 0;
  }

  /** One more call, until disposed. Undefined: the trunk carries as many as it may. */
  async take(trunk: TrunkId, most: number | null): Promise<Disposable | undefined> {
    const lease = await this.#concurrency.acquire(limitKeys().lines(trunk), most);
    if (lease === undefined) return undefined;
    this.#calls.set(trunk, this.callsOn(trunk) + 1);
    let taken = true;
    return {
      [Symbol.dispose]: () => {
        if (!taken) return;
        taken = false;
        lease[Symbol.dispose]();
        const left = this.callsOn(trunk) - 1;
        if (left > 0) this.#calls.set(trunk, left);
        else this.#calls.delete(trunk);
      },
    };
  }
}
