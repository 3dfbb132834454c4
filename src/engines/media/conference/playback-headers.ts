import { LINE_RATE } from "../audio/audio-source.ts";

/** How much of a file was played. */
export function playbackHeaders(
  samples: number,
  rate: number = LINE_RATE,
): { seconds: string; milliseconds: string; samples: string } {
  return {
    seconds: String(Math.floor(samples / rate)),
    milliseconds: String(Math.floor((samples * 1000) / rate)),
    samples: String(samples),
  };
}
