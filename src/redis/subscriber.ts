import type { Redis } from "ioredis";

export interface Subscription {
  readonly channels: readonly string[];
  readonly onMessage: (text: string, channel: string) => void;
  /** Called after each subscription, also after every reconnection: what was published meanwhile is lost. */
  readonly onSubscribed?: () => void;
}

/** Hears what is published in these channels, on a connection of its own, until disposed; again after every reconnection. */
export function subscribe(redis: Redis, { channels, onMessage, onSubscribed }: Subscription): Disposable {
  const subscriber = redis.duplicate();
  subscriber.on("error", () => undefined); // the other connection to the same Redis tells
  subscriber.on("message", (channel: string, text: string) => onMessage(text, channel));
  subscriber.on("ready", () => {
    subscriber.subscribe(...channels).then(
      () => onSubscribed?.(),
      () => undefined, // away again; the next "ready" comes
    );
  });
  void subscriber.connect().catch(() => undefined);
  return { [Symbol.dispose]: () => subscriber.disconnect() };
}
