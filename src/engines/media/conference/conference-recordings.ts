import type { SampleRate } from "../../rtp/codec.ts";
import { createRecording } from "../audio/wav-recording.ts";
import type { WavRecording } from "../audio/wav-recording.ts";
import { MAX_CONFERENCE_RECORDINGS } from "../limits.ts";
import type { MediaLogger } from "../logger.ts";
import { playbackHeaders } from "./playback-headers.ts";

/** The recordings of one conference: everything that is said and played, as one voice. */
export class ConferenceRecordings {
  readonly #tell: (action: string, facts: Readonly<Record<string, string>>) => void;
  readonly #logger: MediaLogger;
  readonly #recorders = new Map<string, { readonly recording: WavRecording; paused: boolean }>();
  #opening = 0;

  constructor(tell: (action: string, facts: Readonly<Record<string, string>>) => void, logger: MediaLogger) {
    this.#tell = tell;
    this.#logger = logger;
  }

  get size(): number {
    return this.#recorders.size;
  }

  get paths(): readonly string[] {
    return [...this.#recorders.keys()];
  }

  /** @returns false when it cannot be written, or there are too many */
  async start(path: string, rate: SampleRate): Promise<boolean> {
    if (this.#recorders.has(path)) return true;
    if (this.#recorders.size + this.#opening >= MAX_CONFERENCE_RECORDINGS) return false;
    this.#opening++;
    const recording = await createRecording(path, rate);
    this.#opening--;
    if (recording === undefined) {
      this.#tell("start-recording", { Path: path, Error: "File could not be opened for recording" });
      return false;
    }
    this.#recorders.set(path, { recording, paused: false });
    this.#tell("start-recording", { Path: path });
    return true;
  }

  /** @returns false when there is no such recording */
  pause(path: string, paused: boolean): boolean {
    const recorder = this.#recorders.get(path);
    if (recorder === undefined) return false;
    recorder.paused = paused;
    this.#tell(paused ? "pause-recording" : "resume-recording", { Path: path });
    return true;
  }

  /** Ends one, or all; they are complete and on stable storage before this resolves. @returns which those were */
  async stop(path: string): Promise<readonly string[]> {
    const stopped = this.paths.filter((each) => path === "all" || path === each);
    await Promise.all(stopped.map((each) => this.#stop(each)));
    return stopped;
  }

  write(samples: Int16Array, rate: SampleRate): void {
    for (const { recording, paused } of this.#recorders.values()) if (!paused) recording.write(samples, rate);
  }

  async #stop(path: string): Promise<void> {
    const recorder = this.#recorders.get(path);
    if (recorder === undefined) return;
    this.#recorders.delete(path);
    const { recording } = recorder;
    await recording.close().catch((failure: unknown) => {
      this.#logger.error({ event: "recording.failed", failure }, "recording failed");
    });
    this.#tell("stop-recording", { Path: path, ...playbackHeaders(recording.samples, recording.rate) });
  }
}
