import type { Redis } from "ioredis";
import type { Logger } from "../observability/logging.ts";
import { presenceKeys } from "../redis/keys.ts";
import { subscribe } from "../redis/subscriber.ts";
import type { Clock } from "../runtime/clock.ts";
import { parseUserId, type DeviceId, type UserId } from "../vocabulary/identifiers.ts";

export interface MwiFeedOptions {
  readonly redis: Redis;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly prefix?: string;
}

/** The lease of a subscription ends after this long without renewal: its process has died. */
export const LEASE_MS = 90_000;

/**
 * What the processes of the system tell each other for MWI: which users' mailboxes have changed, and which devices have a
 * message-summary subscription in some process. `offhook:lamp:<device>` a sorted set: subscription → when its lease ends.
 */
export class MwiFeed implements AsyncDisposable {
  readonly #options: MwiFeedOptions;
  readonly #subscription: Disposable;
  readonly #listeners = new Set<(user: UserId | "all") => void>();
  readonly #channel: string;

  constructor(options: MwiFeedOptions) {
    this.#options = options;
    this.#channel = presenceKeys(options.prefix).mailboxes;
    this.#subscription = subscribe(options.redis, {
      channels: [this.#channel],
      onMessage: (text) => {
        const user = parseUserId(text);
        if (user !== undefined) this.#tell(user);
      },
      onSubscribed: () => this.#tell("all"),
    });
  }

  /** Called with each user whose mailbox has changed in any process; "all": any mailbox may have changed. */
  listen(listener: (user: UserId | "all") => void): Disposable {
    this.#listeners.add(listener);
    return { [Symbol.dispose]: () => void this.#listeners.delete(listener) };
  }

  /** Tells the listeners of this process at once, those of other processes over Redis. */
  changed(user: UserId): void {
    this.#tell(user);
    this.#options.redis.publish(this.#channel, user).catch(() => undefined); // the other processes count again when Redis is back
  }

  async hold(device: DeviceId, subscription: string): Promise<void> {
    const { redis, clock } = this.#options;
    const key = this.#leases(device);
    const endsMs = clock.nowMs() + LEASE_MS;
    await redis.multi().zadd(key, endsMs, subscription).pexpire(key, LEASE_MS).exec();
  }

  async release(device: DeviceId, subscription: string): Promise<void> {
    await this.#options.redis.zrem(this.#leases(device), subscription);
  }

  /** While Redis is away the answer is no: one NOTIFY too many is better than an indicator that stays dark. */
  async isSubscribed(device: DeviceId): Promise<boolean> {
    const { redis, clock } = this.#options;
    try {
      return (await redis.zcount(this.#leases(device), clock.nowMs(), "+inf")) > 0;
    } catch {
      return false;
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#listeners.clear();
    this.#subscription[Symbol.dispose]();
    return Promise.resolve();
  }

  #tell(user: UserId | "all"): void {
    for (const listener of [...this.#listeners]) listener(user);
  }

  #leases(device: DeviceId): string {
    return presenceKeys(this.#options.prefix).subscriptions(device);
  }
}
