import { randomUUID } from "node:crypto";
import type { Redis } from "ioredis";
import { isAborted } from "../runtime/aborted.ts";
import type { Alarm, Clock } from "../runtime/clock.ts";
import { atNextBeat } from "../runtime/gather-writes.ts";
import { luaScript } from "./script.ts";
import { timeOf } from "./time.ts";

/** What a process held that crashed is free again this much later, by the clock of Redis. */
export const LEASE_MS = 30_000;
const RENEW_EACH_MS = 10_000;

/** KEYS: the sorted set · ARGV: the lease, members. */
const countScript = luaScript(`
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
for i = 2, #ARGV do redis.call('ZADD', KEYS[1], now + ARGV[1], ARGV[i]) end
return 1
`);

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
  /** Members that are held, or let go of, and of which Redis doesn't know yet: until the next beat. */
  readonly #uncounted = new Map<string, string[]>();
  readonly #letGo = new Map<string, string[]>();
  #beat: Alarm | undefined;
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
        this.#release(key, member);
      },
    };
  }

  /**
   * A new member that is only counted: Redis knows it by the next beat, or before what is counted next.
   */
  count(key: string): Lease {
    const lease = this.hold(key);
    add(this.#uncounted, key, lease.member);
    this.#writeAtBeat();
    return lease;
  }

  /** What is held and Redis doesn't know yet: for a script that counts this set, which writes it there first. */
  takeUncounted(key: string): readonly string[] {
    const held = this.#held.get(key);
    const members = (this.#uncounted.get(key) ?? []).filter((member) => held?.has(member) === true);
    this.#uncounted.delete(key);
    return members;
  }

  /** A script that counts this set and comes now doesn't find there what this process has let go of. */
  settle(key: string): void {
    const letGo = this.#letGo.get(key) ?? [];
    this.#letGo.delete(key);
    if (letGo.length > 0) this.#options.redis.zrem(key, ...letGo).catch(() => undefined); // they run out by themselves, then
  }

  #release(key: string, member: string): void {
    add(this.#letGo, key, member);
    this.#writeAtBeat();
  }

  #writeAtBeat(): void {
    const { clock } = this.#options;
    this.#beat ??= atNextBeat(clock, () => {
      this.#beat = undefined;
      for (const key of [...this.#uncounted.keys()]) this.#count(key, this.takeUncounted(key));
      for (const key of [...this.#letGo.keys()]) this.settle(key);
    });
  }

  #count(key: string, members: readonly string[]): void {
    if (members.length === 0) return;
    countScript(this.#options.redis, [key], [LEASE_MS, ...members]).catch(() => undefined); // with the next renewal, then
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
    this.#beat?.disarm();
    await this.#renewing;
    const { redis } = this.#options;
    for (const key of [...this.#letGo.keys()]) this.settle(key);
    const left = [...this.#held].map(([key, members]) => redis.zrem(key, ...members));
    this.#held.clear();
    await Promise.allSettled(left);
  }
}

function add(to: Map<string, string[]>, key: string, member: string): void {
  const members = to.get(key);
  if (members === undefined) to.set(key, [member]);
  else members.push(member);
}
