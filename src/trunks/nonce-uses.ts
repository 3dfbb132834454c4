import { BoundedMap } from "../runtime/bounded-map.ts";

/** Providers hand out a nonce for some seconds or minutes; those that are used no more are forgotten, the oldest first. */
const MOST_NONCES = 10_000;

/** How often this process has used each provider's nonce: its requests are numbered, over all calls (RFC 7616 §3.4, nc). */
export class NonceUses {
  readonly #counts = new BoundedMap<string, number>(MOST_NONCES);

  /** The number of the next request with this nonce, from 1 on. */
  next(realm: string, nonce: string): number {
    const key = `${realm}\n${nonce}`;
    const count = (this.#counts.get(key) ?? 0) + 1;
    this.#counts.set(key, count);
    return count;
  }
}
