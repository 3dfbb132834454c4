import type { Redis } from "ioredis";
import { isAborted } from "../runtime/aborted.ts";
import type { Clock } from "../runtime/clock.ts";
import { stateOf, thisProcess, type ProcessIdentity } from "../runtime/process-identity.ts";
import { timeOf } from "./time.ts";

/** A process that is silent for so long is gone, and its calls with it. */
const LEASE_MS = 15_000;
const RENEW_EACH_MS = 3_000;
/** On its own machine a dead process is known by its number: at once, not by its silence. */
const LOOK_EACH_MS = 1_000;

export interface ProcessRegistryOptions {
  readonly redis: Redis;
  /** This process. */
  readonly self: string;
  /** `processes`: a sorted set, by the end of their lease; `identities`: a hash, where each runs. */
  readonly keys: { readonly processes: string; readonly identities: string };
  readonly clock: Clock;
  /** Called each time this process has said that it lives: Redis is there. */
  readonly onRenewed: () => Promise<void>;
  /** Called for each process that is gone, until it resolves; by several processes perhaps, so that twice must do no harm. */
  readonly onLost: (process: string, lastSeenMs: number) => Promise<void>;
}

/** Which application processes live, by the clock of Redis: this one from now until disposed. */
export class ProcessRegistry implements AsyncDisposable {
  readonly #options: ProcessRegistryOptions;
  readonly #end = new AbortController();
  readonly #renewing: Promise<void>;

  constructor(options: ProcessRegistryOptions) {
    this.#options = options;
    this.#renewing = this.#renew();
  }

  /** This process. */
  get self(): string {
    return this.#options.self;
  }

  /** All others that live. @throws where Redis is away */
  async others(): Promise<readonly string[]> {
    const { redis, keys } = this.#options;
    const alive = await redis.zrange(keys.processes, await timeOf(redis), "+inf", "BYSCORE");
    return alive.filter((process) => process !== this.self);
  }

  /** Says that this process lives no more. Never rejects. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#end.abort();
    await this.#renewing;
    await this.#remove(this.self).catch(() => undefined); // its lease runs out, then
  }

  async #renew(): Promise<void> {
    const { redis, keys, clock, onRenewed, self } = this.#options;
    let renewedAtMs = -Infinity;
    while (!isAborted(this.#end.signal)) {
      try {
        const nowMs = await timeOf(redis);
        if (nowMs - renewedAtMs >= RENEW_EACH_MS) {
          const identity = JSON.stringify(thisProcess());
          await redis
            .pipeline()
            .zadd(keys.processes, nowMs + LEASE_MS, self)
            .hset(keys.identities, self, identity)
            .exec();
          renewedAtMs = nowMs;
          await onRenewed();
        }
        await this.#findLost(nowMs);
      } catch {
        renewedAtMs = -Infinity; // Redis is away; at the next time
      }
      await clock.sleep(LOOK_EACH_MS, this.#end.signal).catch(() => undefined);
    }
  }

  async #findLost(nowMs: number): Promise<void> {
    const { redis, keys, onLost } = this.#options;
    const known = await redis.zrange(keys.processes, 0, -1, "WITHSCORES");
    for (let at = 0; at + 1 < known.length; at += 2) {
      const [process = "", untilMs = ""] = known.slice(at, at + 2);
      if (process === this.self) continue;
      const isSilent = Number(untilMs) < nowMs;
      if (!isSilent && !isGone(await redis.hget(keys.identities, process))) continue;
      await onLost(process, Number(untilMs) - LEASE_MS);
      await this.#remove(process);
    }
  }

  async #remove(process: string): Promise<void> {
    const { redis, keys } = this.#options;
    await redis.pipeline().zrem(keys.processes, process).hdel(keys.identities, process).exec();
  }
}

/** Whether a process is known to have ended; of one on another machine only its silence tells. */
function isGone(identity: string | null): boolean {
  return identity !== null && stateOf(JSON.parse(identity) as ProcessIdentity) === "gone";
}
