import { statfs } from "node:fs/promises";
import { isAborted } from "./aborted.ts";
import type { Clock } from "./clock.ts";
import { withinOrElse } from "./deadline.ts";

/** Less than this and no message is taken: an hour and a half of recordings, and what Redis writes meanwhile. */
const LEAST_FREE_BYTES = 100_000_000;
const LOOK_EACH_MS = 1_000;
/** A network share that doesn't answer by then has no room either. */
const ANSWER_WITHIN_MS = 1_000;

/** Whether the folders that the system writes to have room. Until disposed. */
export class DiskSpace implements AsyncDisposable {
  readonly #end = new AbortController();
  readonly #looking: Promise<void>;
  #hasRoom = true;

  constructor(folders: readonly string[], clock: Clock) {
    this.#looking = this.#look(folders, clock);
  }

  /** As of a second ago. */
  get hasRoom(): boolean {
    return this.#hasRoom;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#end.abort();
    await this.#looking;
  }

  async #look(folders: readonly string[], clock: Clock): Promise<void> {
    while (!isAborted(this.#end.signal)) {
      const all = Promise.all(folders.map(hasRoomIn)).then((each) => each.every(Boolean));
      this.#hasRoom = await withinOrElse(all, { withinMs: ANSWER_WITHIN_MS, clock }, () => false);
      await clock.sleep(LOOK_EACH_MS, this.#end.signal).catch(() => undefined);
    }
  }
}

async function hasRoomIn(folder: string): Promise<boolean> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize >= LEAST_FREE_BYTES;
}
