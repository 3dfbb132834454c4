import { isAbsolute, join } from "node:path";
import { samplesPerFrame, type SampleRate } from "../../rtp/codec.ts";
import { RateConverter } from "../../rtp/rate-converter.ts";
import { parseToneScript, toneGenerator, toneLength } from "../../rtp/tone-stream.ts";
import type { AudioSource } from "./audio-source.ts";
import { openWavSource } from "./wav-source.ts";

const NOTHING_TO_CLOSE = (): Promise<void> => Promise.resolve();

/**
 * Something to be played of which the rate is settled when it is opened: the one at which the line is then. When the line has another
 * one later, what is left of it is converted.
 */
function convertible(
  rate: SampleRate,
  source: AsyncDisposable & { read(target: Int16Array): number | "later" },
): AudioSource {
  let frame: Int16Array | undefined;
  const converter = new RateConverter();
  return {
    read(target, wanted) {
      if (wanted === rate) return source.read(target);
      frame ??= new Int16Array(samplesPerFrame(rate));
      const count = source.read(frame);
      if (count === "later") return count;
      frame.fill(0, count);
      target.set(converter.convert(frame, rate, wanted));
      return Math.floor((count * wanted) / rate);
    },
    [Symbol.asyncDispose]: () => source[Symbol.asyncDispose](),
  };
}

/**
 * Opens what an application names: a file, `tone_stream://SCRIPT` or `silence_stream://MS`.
 * @param at  at which rate the line is now, and where in a file to begin, in samples of 8 kHz
 * @returns undefined when there is no such thing to play
 */
export async function openSource(
  name: string,
  soundsDir: string,
  at: { readonly rate: SampleRate; readonly offsetSamples?: number },
): Promise<AudioSource | undefined> {
  const source = await openAt(name, soundsDir, at);
  return source === undefined ? undefined : convertible(at.rate, source);
}

type Readable = Parameters<typeof convertible>[1];

async function openAt(
  name: string,
  soundsDir: string,
  { rate, offsetSamples = 0 }: { readonly rate: SampleRate; readonly offsetSamples?: number },
): Promise<Readable | undefined> {
  const scheme = /^(?<scheme>[a-z_]+):\/\/(?<rest>.*)$/i.exec(name)?.groups;
  if (scheme === undefined)
    return openWavSource(isAbsolute(name) ? name : join(soundsDir, name), { rate, offsetSamples });

  const kind = scheme["scheme"]?.toLowerCase();
  if (kind === "tone_stream") return toneSource(scheme["rest"] ?? "", rate);
  if (kind === "silence_stream") return silenceSource(scheme["rest"] ?? "", rate);
  return undefined;
}

/** A script that can't be read is played as nothing, as FreeSWITCH does. */
function toneSource(text: string, rate: SampleRate): Readable {
  const script = parseToneScript(text);
  if (script === undefined || toneLength(script, rate) === 0)
    return { read: () => 0, [Symbol.asyncDispose]: NOTHING_TO_CLOSE };
  return { read: toneGenerator(script, rate), [Symbol.asyncDispose]: NOTHING_TO_CLOSE };
}

/** "500" or "500,1400" (the second number, comfort noise, is of no use on a clean line); -1 lasts until it is stopped. */
function silenceSource(text: string, rate: SampleRate): Readable | undefined {
  const ms = /^(?<ms>-1|\d{1,9})(?:,-?\d+)?$/.exec(text)?.groups?.["ms"];
  if (ms === undefined) return undefined;
  let left = ms === "-1" ? Infinity : (Number(ms) * rate) / 1000;
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
