import { LINE_RATE } from "../audio/audio-source.ts";

/** How much of a file was played. */
export function playbackHeaders(samples: number): { seconds: string; milliseconds: string; samples: string } {
  return {
    seconds: String(Math.floor(samples / LINE_RATE)),
    milliseconds: String(Math.floor((samples * 1000) / LINE_RATE)),
    samples: String(samples),
  };
}
