import type { WavRecording } from "../audio/wav-recording.ts";
import { MAX_SESSION_RECORDINGS } from "../limits.ts";
import type { MediaLogger } from "../logger.ts";
import { mixInto } from "../../rtp/level.ts";
import { createRecording } from "./applications/record.ts";

/** Recordings of both directions of one channel that go on beside its applications (record_session). */
export class SessionRecordings implements AsyncDisposable {
  readonly #logger: MediaLogger;
  readonly #recordings = new Map<string, WavRecording>();
  #over = false;

  constructor(logger: MediaLogger) {
    this.#logger = logger;
  }

  get size(): number {
    return this.#recordings.size;
  }

  /** @returns false when the file cannot be made, or too many are going on */
  async start(path: string): Promise<boolean> {
    if (this.#recordings.has(path)) return true;
    if (this.#recordings.size >= MAX_SESSION_RECORDINGS) return false;
    const recording = await createRecording(path);
    if (recording === undefined) return false;
    this.#recordings.set(path, recording);
    if (this.#over) await this.stop("all");
    return true;
  }

  /** The file is complete and on stable storage afterwards. */
  async stop(path: string): Promise<void> {
    for (const [file, recording] of this.#recordings) {
      if (path !== "all" && path !== file) continue;
      this.#recordings.delete(file);
      await recording.close().catch((failure: unknown) => {
        this.#logger.error({ event: "recording.failed", failure }, "recording failed");
      });
    }
  }

  /** One frame of both directions; undefined is silence. */
  frame(heard: Int16Array | undefined, said: Int16Array | undefined, samples: number): void {
    const both = new Int16Array(samples);
    if (heard !== undefined) both.set(heard);
    if (said !== undefined) mixInto(both, said);
    for (const recording of this.#recordings.values()) recording.write(both);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#over = true;
    await this.stop("all");
  }
}
