import { randomUUID } from "node:crypto";
import type { Redis } from "ioredis";
import { isAborted } from "../runtime/aborted.ts";
import type { Clock } from "../runtime/clock.ts";
import { timeOf } from "./time.ts";

/** A process that is silent for so long is gone, and its calls with it. */
const LEASE_MS = 15_000;
const RENEW_EACH_MS = 3_000;

export interface ProcessRegistryOptions {
  readonly redis: Redis;
  /** Sorted set: processes, by the end of their lease. */
  readonly key: string;
  readonly clock: Clock;
  /** Called each time this process has said that it lives: Redis is there. */
  readonly onRenewed: () => Promise<void>;
  /** Called for each process that is gone, until it resolves; by several processes perhaps, so that twice must do no harm. */
  readonly onLost: (process: string, lastSeenMs: number) => Promise<void>;
}

/** Which application processes live, by the clock of Redis: this one from now until disposed. */
export class ProcessRegistry implements AsyncDisposable {
  /** This process. */
  readonly self = randomUUID();
  readonly #options: ProcessRegistryOptions;
  readonly #end = new AbortController();
  readonly #renewing: Promise<void>;

  constructor(options: ProcessRegistryOptions) {
    this.#options = options;
    this.#renewing = this.#renew();
  }

  /** All others that live. @throws where Redis is away */
  async others(): Promise<readonly string[]> {
    const { redis, key } = this.#options;
    const alive = await redis.zrange(key, await timeOf(redis), "+inf", "BYSCORE");
    return alive.filter((process) => process !== this.self);
  }

  /** Says that this process lives no more. Never rejects. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#end.abort();
    await this.#renewing;
    await this.#options.redis.zrem(this.#options.key, this.self).catch(() => undefined); // its lease runs out, then
  }

  async #renew(): Promise<void> {
    const { redis, key, clock, onRenewed } = this.#options;
    while (!isAborted(this.#end.signal)) {
      try {
        const nowMs = await timeOf(redis);
        await redis.zadd(key, nowMs + LEASE_MS, this.self);
        await onRenewed();
        await this.#findLost(nowMs);
      } catch {
        // Redis is away; at the next time
      }
      await clock.sleep(RENEW_EACH_MS, this.#end.signal).catch(() => undefined);
    }
  }

  async #findLost(nowMs: number): Promise<void> {
    const { redis, key, onLost } = this.#options;
    for (const process of await redis.zrange(key, "-inf", nowMs, "BYSCORE")) {
      if (process === this.self) continue;
      await onLost(process, nowMs - LEASE_MS);
      await redis.zrem(key, process);
    }
  }
}
