import { samplesPerFrame, type SampleRate } from "../../rtp/codec.ts";
import { mixInto } from "../../rtp/level.ts";
import { createRecording } from "../audio/wav-recording.ts";
import type { WavRecording } from "../audio/wav-recording.ts";
import { MAX_SESSION_RECORDINGS } from "../limits.ts";
import type { MediaLogger } from "../logger.ts";

/** Recordings of both directions of one channel, which go on beside its applications. */
export class SessionRecordings {
  readonly #logger: MediaLogger;
  readonly #recordings = new Map<string, WavRecording>();
  #both = new Int16Array(0);
  #over = false;

  constructor(logger: MediaLogger) {
    this.#logger = logger;
  }

  get size(): number {
    return this.#recordings.size;
  }

  /** @returns false when it cannot be written, or there are too many */
  async start(path: string, rate: SampleRate): Promise<boolean> {
    if (this.#recordings.has(path)) return true;
    if (this.#recordings.size >= MAX_SESSION_RECORDINGS) return false;
    const recording = await createRecording(path, rate);
    if (recording === undefined) return false;
    if (this.#over) await recording.close().catch(() => undefined);
    else this.#recordings.set(path, recording);
    return true;
  }

  /** Ends one, or all; they are on stable storage then. */
  async stop(path: string): Promise<void> {
    for (const [file, recording] of this.#recordings) {
      if (path !== "all" && path !== file) continue;
      this.#recordings.delete(file);
      await recording.close().catch((failure: unknown) => {
        this.#logger.error({ event: "recording.failed", failure }, "recording failed");
      });
    }
  }

  /** The channel is gone; one that is still being opened is closed at once. */
  end(): Promise<void> {
    this.#over = true;
    return this.stop("all");
  }

  /** @param rate  of both, in this frame */
  write(rate: SampleRate, heard: Int16Array | undefined, said: Int16Array | undefined): void {
    if (this.#both.length !== samplesPerFrame(rate)) this.#both = new Int16Array(samplesPerFrame(rate));
    this.#both.fill(0);
    if (heard !== undefined) this.#both.set(heard);
    if (said !== undefined) mixInto(this.#both, said);
    for (const recording of this.#recordings.values()) recording.write(this.#both, rate);
  }
}
