import type { Redis } from "ioredis";
import { isAborted } from "../runtime/aborted.ts";
import type { Clock } from "../runtime/clock.ts";
import { withinOrElse } from "../runtime/deadline.ts";

/** With the time for an answer: a Redis that stands still, or whose disk is full, is known within 1.5 s. */
const WRITE_EACH_MS = 500;
const ANSWER_WITHIN_MS = 1_000;
/** Nothing needs to be left of a system that is gone. */
const KEPT_MS = 60_000;

/** Whether Redis takes writes: its connection is up, and the last one was written. Until disposed. */
export class WriteProbe implements AsyncDisposable {
  readonly #redis: Redis;
  readonly #end = new AbortController();
  readonly #probing: Promise<void>;
  #isWritten = false;

  constructor(redis: Redis, key: string, clock: Clock) {
    this.#redis = redis;
    this.#probing = this.#probe(key, clock);
  }

  /** A connection that is lost is known at once; one that is open says nothing of writes. */
  get isWritten(): boolean {
    return this.#isWritten && this.#redis.status === "ready";
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#end.abort();
    await this.#probing;
  }

  async #probe(key: string, clock: Clock): Promise<void> {
    while (!isAborted(this.#end.signal)) {
      const writing = this.#redis.set(key, clock.nowMs(), "PX", KEPT_MS).then(() => true);
      this.#isWritten = await withinOrElse(writing, { withinMs: ANSWER_WITHIN_MS, clock }, () => false);
      await clock.sleep(WRITE_EACH_MS, this.#end.signal).catch(() => undefined);
    }
  }
}
