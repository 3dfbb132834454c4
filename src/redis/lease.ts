import { randomUUID } from "node:crypto";
import type { Redis } from "ioredis";
import { isAborted } from "../runtime/aborted.ts";
import type { Clock } from "../runtime/clock.ts";
import { patiently } from "../runtime/gather-writes.ts";
import { timeOf } from "./time.ts";

/** What a process held that crashed is free again this much later, by the clock of Redis. */
export const LEASE_MS = 30_000;
const RENEW_EACH_MS = 10_000;

/** Something that is held, until disposed. */
export interface Lease extends Disposable {
  /** Its name in the sorted set. */
  readonly member: string;
}

export interface LeasesOptions {
  readonly redis: Redis;
  readonly clock: Clock;
}

/**
 * What this process holds of things that all processes count: members of sorted sets whose score is when they run out.
 * Renewed while they are held; with Redis away they are known here, and written again when it is back.
 */
export class Leases implements AsyncDisposable {
  readonly #options: LeasesOptions;
  readonly #held = new Map<string, Set<string>>();
  readonly #end = new AbortController();
  readonly #renewing: Promise<void>;

  constructor(options: LeasesOptions) {
    this.#options = options;
    this.#renewing = this.#renew();
  }

  /** How many of a set this process holds. */
  heldHere(key: string): number {
    return this.#held.get(key)?.size ?? 0;
  }

  /** A new member, renewed here until disposed; a script that counts the set writes it there first, or refuses it. */
  hold(key: string): Lease {
    const member = randomUUID();
    const held = this.#held.get(key) ?? new Set();
    this.#held.set(key, held.add(member));
    return {
      member,
      [Symbol.dispose]: () => {
        if (!held.delete(member)) return;
        if (held.size === 0) this.#held.delete(key);
        patiently(() => this.#options.redis.zrem(key, member)).catch(() => undefined); // it runs out by itself, then
      },
    };
  }

  async #renew(): Promise<void> {
    const { redis, clock } = this.#options;
    while (!this.#end.signal.aborted) {
      await clock.sleep(RENEW_EACH_MS, this.#end.signal).catch(() => undefined);
      if (this.#held.size === 0 || isAborted(this.#end.signal)) continue;
      try {
        const untilMs = (await timeOf(redis)) + LEASE_MS;
        const pipeline = redis.pipeline();
        for (const [key, members] of this.#held)
          pipeline.zadd(key, ...[...members].flatMap((member) => [untilMs, member]));
        await pipeline.exec();
      } catch {
        // Redis is away; at the next time
      }
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#end.abort();
    await this.#renewing;
    const { redis } = this.#options;
    const left = [...this.#held].map(([key, members]) => redis.zrem(key, ...members));
    this.#held.clear();
    await Promise.allSettled(left);
  }
}
