import { once } from "node:events";
import type { Redis } from "ioredis";
import type { Logger } from "pino";
import type { Clock } from "../../runtime/clock.ts";
import { readEntry } from "./feed-entry.ts";
import type { SettingsKeys } from "../../redis/keys.ts";
import type { Replica } from "./replica.ts";

export interface ChangeFeedParts {
  /** A connection of its own: it waits in Redis most of the time. Owned by the feed. */
  readonly redis: Redis;
  readonly keys: SettingsKeys;
  readonly replica: Replica;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Each time nothing comes for so long, we ask whether that is so. */
const QUIET_MS = 1_000;
const BATCH_ENTRIES = 200;
/** After a failure with the connection still up. */
const RETRY_AFTER_MS = 100;

/** Follows the changes that other processes make. While Redis is away the last settings stand; when it is back they are compared. */
export class ChangeFeed implements AsyncDisposable {
  readonly #parts: ChangeFeedParts;
  readonly #closing = new AbortController();
  readonly #followed: Promise<void>;
  #inStep = true;

  /** The replica has been loaded already: the feed goes on from there. */
  constructor(parts: ChangeFeedParts) {
    this.#parts = parts;
    this.#followed = this.#follow();
  }

  get inStep(): boolean {
    return this.#inStep;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort(new Error("closing"));
    this.#parts.redis.disconnect();
    await this.#followed;
  }

  async #follow(): Promise<void> {
    const { redis, replica, logger } = this.#parts;
    while (!this.#isClosing()) {
      try {
        if (!this.#inStep) {
          await replica.repair(redis);
          this.#inStep = true;
          logger.info({ event: "settings.in-step", sequence: replica.sequence }, "settings follow the store again");
        }
        await this.#read();
      } catch (failure) {
        if (this.#isClosing()) return;
        if (this.#inStep)
          logger.warn({ event: "settings.out-of-step", reason: reasonOf(failure) }, "settings stand still");
        this.#inStep = false;
        await this.#untilWorthATry();
      }
    }
  }

  #isClosing(): boolean {
    return this.#closing.signal.aborted;
  }

  async #read(): Promise<void> {
    const { redis, keys, replica } = this.#parts;
    const from = `${replica.sequence}-0`;
    const reply = await redis.xread("COUNT", BATCH_ENTRIES, "BLOCK", QUIET_MS, "STREAMS", keys.feed, from);
    if (reply === null) await replica.catchUp(redis);
    else
      for (const [, entries] of reply)
        await replica.receive(
          entries.map((entry) => readEntry(replica.forms, entry)),
          { redis },
        );
  }

  async #untilWorthATry(): Promise<void> {
    const { redis, clock } = this.#parts;
    const { signal } = this.#closing;
    const moment = redis.status === "ready" ? clock.sleep(RETRY_AFTER_MS, signal) : once(redis, "ready", { signal });
    // `once` also ends with each failed attempt to connect; those are spaced out by the connection's own back-off.
    await moment.catch(() => undefined);
  }
}

/** ioredis errors carry the command; its words are enough. */
function reasonOf(failure: unknown): string {
  return failure instanceof Error ? failure.message : String(failure);
}
