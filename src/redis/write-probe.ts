import type { Redis } from "ioredis";
import { isAborted } from "../runtime/aborted.ts";
import type { Clock } from "../runtime/clock.ts";
import { withinOrElse } from "../runtime/deadline.ts";

/** With the time for an answer: a Redis that stands still, or whose disk is full, is known within 1.5 s. */
const WRITE_EACH_MS = 500;
const ANSWER_WITHIN_MS = 1_000;
/** Nothing needs to be left of a system that is gone. */
const KEPT_MS = 60_000;

/** Whether Redis takes writes, by the last one: a connection that is open says nothing of that. Until disposed. */
export class WriteProbe implements AsyncDisposable {
  readonly #end = new AbortController();
  readonly #probing: Promise<void>;
  #isWritten = false;

  constructor(redis: Redis, key: string, clock: Clock) {
    this.#probing = this.#probe(redis, key, clock);
  }

  get isWritten(): boolean {
    return this.#isWritten;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#end.abort();
    await this.#probing;
  }

  async #probe(redis: Redis, key: string, clock: Clock): Promise<void> {
    while (!isAborted(this.#end.signal)) {
      const writing = redis.set(key, clock.nowMs(), "PX", KEPT_MS).then(() => true);
      this.#isWritten = await withinOrElse(writing, { withinMs: ANSWER_WITHIN_MS, clock }, () => false);
      await clock.sleep(WRITE_EACH_MS, this.#end.signal).catch(() => undefined);
    }
  }
}
