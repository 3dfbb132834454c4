import type { AudioCodec } from "../../rtp/codec.ts";
import { isOpusUsable, loadOpus, OPUS } from "../../rtp/opus.ts";
import type { MediaLogger } from "../logger.ts";

/**
 * Streams with Opus at once: each takes about 1 % of a processor, in the loop that has the beat of all calls. Calls beyond it have
 * another codec of their offer.
 */
const MAX_OPUS_STREAMS = 40;

/** How many streams have Opus, in the whole engine. */
export class OpusLimit {
  readonly #logger: MediaLogger;
  #count = 0;
  #loading: Promise<void> | undefined;

  constructor(logger: MediaLogger) {
    this.#logger = logger;
  }

  /** Streams can have it at once then, unless it can't be used. */
  load(): Promise<void> {
    return (this.#loading ??= this.#load());
  }

  async #load(): Promise<void> {
    const failure = await loadOpus();
    if (failure !== undefined) this.#logger.error({ event: "opus.unusable", failure }, "Opus can't be loaded");
  }

  /** One more may have it. */
  get isFree(): boolean {
    return isOpusUsable() && this.#count < MAX_OPUS_STREAMS;
  }

  /** A stream has this codec from now on, until what is returned is disposed of. */
  take(codec: AudioCodec): Disposable | undefined {
    if (codec !== OPUS) return undefined;
    this.#count++;
    let held = true;
    return {
      [Symbol.dispose]: () => {
        if (held) this.#count--;
        held = false;
      },
    };
  }
}
