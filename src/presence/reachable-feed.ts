import type { Redis } from "ioredis";
import type { EventBus } from "../events/bus.ts";
import { presenceKeys } from "../redis/keys.ts";
import { subscribe } from "../redis/subscriber.ts";
import { parseUserId, type UserId } from "../vocabulary/identifiers.ts";

export interface ReachableFeedOptions {
  readonly redis: Redis;
  readonly events: Pick<EventBus, "on">;
  readonly prefix?: string;
}

type Listener = (user: UserId | "all") => void;

/**
 * Which users' devices go online or offline, over all processes: the one that took the registration, or saw it expire, tells
 * the others.
 */
export class ReachableFeed implements AsyncDisposable {
  readonly #subscription: Disposable;
  readonly #listening: Disposable;
  readonly #listeners = new Set<Listener>();

  constructor({ redis, events, prefix }: ReachableFeedOptions) {
    const channel = presenceKeys(prefix).reachable;
    this.#listening = events.on("registration.changed", ({ user }) => {
      this.#tell(user);
      redis.publish(channel, user).catch(() => undefined); // the other processes look again when Redis is back
    });
    this.#subscription = subscribe(redis, {
      channels: [channel],
      onMessage: (text) => {
        const user = parseUserId(text);
        if (user !== undefined) this.#tell(user);
      },
      onSubscribed: () => this.#tell("all"),
    });
  }

  /** Called with each user of whom a device has gone online or offline; "all": any may have. */
  listen(listener: Listener): Disposable {
    this.#listeners.add(listener);
    return { [Symbol.dispose]: () => void this.#listeners.delete(listener) };
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#listeners.clear();
    this.#listening[Symbol.dispose]();
    this.#subscription[Symbol.dispose]();
    return Promise.resolve();
  }

  #tell(user: UserId | "all"): void {
    for (const listener of [...this.#listeners]) listener(user);
  }
}
