import { isAbsolute, join } from "node:path";
import { parseToneScript, toneGenerator, toneLength } from "../../rtp/tone-stream.ts";
import { LINE_RATE } from "./audio-source.ts";
import type { AudioSource } from "./audio-source.ts";
import { openWavSource } from "./wav-source.ts";

const NOTHING_TO_CLOSE = (): Promise<void> => Promise.resolve();

/**
 * Opens what an application names: a file, `tone_stream://SCRIPT` or `silence_stream://MS`.
 * @param offsetSamples  where in a file to begin, in samples of the line
 * @returns undefined when there is no such thing to play
 */
export async function openSource(
  name: string,
  soundsDir: string,
  offsetSamples: number,
): Promise<AudioSource | undefined> {
  const scheme = /^(?<scheme>[a-z_]+):\/\/(?<rest>.*)$/i.exec(name)?.groups;
  if (scheme === undefined) return openWavSource(isAbsolute(name) ? name : join(soundsDir, name), offsetSamples);

  const kind = scheme["scheme"]?.toLowerCase();
  if (kind === "tone_stream") return toneSource(scheme["rest"] ?? "");
  if (kind === "silence_stream") return silenceSource(scheme["rest"] ?? "");
  return undefined;
}

/** A script that can't be read is played as nothing, as FreeSWITCH does. */
function toneSource(text: string): AudioSource {
  const script = parseToneScript(text);
  if (script === undefined || toneLength(script, LINE_RATE) === 0)
    return { read: () => 0, [Symbol.asyncDispose]: NOTHING_TO_CLOSE };
  return { read: toneGenerator(script, LINE_RATE), [Symbol.asyncDispose]: NOTHING_TO_CLOSE };
}

/** "500" or "500,1400" (the second number, comfort noise, is of no use on a clean line); -1 lasts until it is stopped. */
function silenceSource(text: string): AudioSource | undefined {
  const ms = /^(?<ms>-1|\d{1,9})(?:,-?\d+)?$/.exec(text)?.groups?.["ms"];
  if (ms === undefined) return undefined;
  let left = ms === "-1" ? Infinity : (Number(ms) * LINE_RATE) / 1000;
  return {
    read(target) {
      const count = Math.min(left, target.length);
      left -= count;
      target.fill(0, 0, count);
      return count;
    },
    [Symbol.asyncDispose]: NOTHING_TO_CLOSE,
  };
}
