import type { Redis } from "ioredis";
import type { Logger } from "../observability/logging.ts";
import type { Clock } from "../runtime/clock.ts";
import { parseUserId, type DeviceId, type UserId } from "../vocabulary/identifiers.ts";

export interface LampFeedOptions {
  readonly redis: Redis;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly prefix?: string;
}

/** A lease of a subscription that nobody renews ends after this long: its process has died. */
export const LEASE_MS = 90_000;

/**
 * What the processes of the house tell each other of lamps: whose mailbox has changed, and which devices have a
 * subscription somewhere. `offhook:lamp:<device>` a sorted set: subscription → when its lease ends.
 */
export class LampFeed implements AsyncDisposable {
  readonly #options: LampFeedOptions;
  readonly #subscriber: Redis;
  readonly #listeners = new Set<(user: UserId | "all") => void>();
  readonly #channel: string;

  constructor(options: LampFeedOptions) {
    this.#options = options;
    this.#channel = `${options.prefix ?? "offhook"}:lamps`;
    this.#subscriber = options.redis.duplicate();
    this.#subscriber.on("error", () => undefined); // the other connection to the same Redis tells
    this.#subscriber.on("message", (_channel: string, text: string) => {
      const user = parseUserId(text);
      if (user !== undefined) this.#tell(user);
    });
    // Also after every reconnection: what was published meanwhile is lost.
    this.#subscriber.on("ready", () => {
      this.#subscriber.subscribe(this.#channel).then(
        () => this.#tell("all"),
        () => undefined, // away again; the next "ready" comes
      );
    });
    void this.#subscriber.connect().catch(() => undefined);
  }

  /** Called with every user whose mailbox has changed anywhere; "all": any may have. */
  listen(listener: (user: UserId | "all") => void): Disposable {
    this.#listeners.add(listener);
    return { [Symbol.dispose]: () => void this.#listeners.delete(listener) };
  }

  /** This process tells its own at once, the others over Redis. */
  changed(user: UserId): void {
    this.#tell(user);
    this.#options.redis.publish(this.#channel, user).catch(() => undefined); // they count again when Redis is back
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

  /** While Redis is away none has: a NOTIFY too many is better than a dark lamp. */
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
    this.#subscriber.disconnect();
    return Promise.resolve();
  }

  #tell(user: UserId | "all"): void {
    for (const listener of [...this.#listeners]) listener(user);
  }

  #leases(device: DeviceId): string {
    return `${this.#options.prefix ?? "offhook"}:lamp:${device}`;
  }
}
