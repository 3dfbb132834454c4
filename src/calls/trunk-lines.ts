import type { TrunkId } from "../vocabulary/identifiers.ts";

/** How many calls each trunk carries through this process at this moment, both directions. */
export class TrunkLines {
  readonly #calls = new Map<TrunkId, number>();

  callsOn(trunk: TrunkId): number {
    return this.#calls.get(trunk) ?? 0;
  }

  /** One more call, until disposed. Undefined: the trunk carries as many as it may. */
  take(trunk: TrunkId, most: number | null): Disposable | undefined {
    if (most !== null && this.callsOn(trunk) >= most) return undefined;
    this.#calls.set(trunk, this.callsOn(trunk) + 1);
    let taken = true;
    return {
      [Symbol.dispose]: () => {
        if (!taken) return;
        taken = false;
        const left = this.callsOn(trunk) - 1;
        if (left > 0) this.#calls.set(trunk, left);
        else this.#calls.delete(trunk);
      },
    };
  }
}
