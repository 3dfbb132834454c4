import type { Redis } from "ioredis";
import { createRedis } from "./connection.ts";

export interface Subscription {
  readonly channels: readonly string[];
  readonly onMessage: (text: string, channel: string) => void;
  /** Called after each subscription, also after every reconnection: what was published meanwhile is lost. */
  readonly onSubscribed?: () => void;
}

/** Hears what is published in these channels, on a connection of its own, until disposed; again after every reconnection. */
export function subscribe(redis: Redis, { channels, onMessage, onSubscribed }: Subscription): Disposable {
  const subscriber = createRedis(redis.options); // the other connection to the same Redis tells of its errors
  subscriber.on("message", (channel: string, text: string) => onMessage(text, channel));
  subscriber.on("ready", () => {
    subscriber.subscribe(...channels).then(
      () => onSubscribed?.(),
      () => subscriber.disconnect(true), // away again, or too slow: the next "ready" comes
    );
  });
  void subscriber.connect().catch(() => undefined);
  return { [Symbol.dispose]: () => subscriber.disconnect() };
}
