/** One piece of a tone: sound for a time, then silence. */
export interface ToneSegment {
  readonly onMs: number;
  readonly offMs: number;
  /** Sounding together; empty means silence. */
  readonly frequenciesHz: readonly number[];
  /** Level of each frequency in dBm0; 3.14 is a full-scale sine (ITU-T G.711 §4). */
  readonly levelDbm0: number;
}

/** A tone as telephony scripts write it: "%(500,500,440);loops=3". */
export interface ToneScript {
  readonly segments: readonly ToneSegment[];
  /** How often all of it is played; Infinity for loops=-1. */
  readonly loops: number;
}

const DEFAULT_LEVEL_DBM0 = -7;
const FULL_SCALE_DBM0 = 3.14;
/** Longer scripts are mistakes. */
const MAX_SEGMENTS = 64;
const MAX_FREQUENCIES = 8;
const MAX_SEGMENT_MS = 3_600_000;

const SEGMENT = /^%\((?<on>\d{1,7}),(?<off>\d{1,7})(?<frequencies>(?:,\d{1,5}(?:\.\d{1,6})?)*)\)$/;

/**
 * tone   = item *( ";" item )
 * item   = "%(" on-ms "," off-ms *( "," hertz ) ")" / "loops=" number / "v=" level
 * @returns undefined for what is no tone script
 */
export function parseToneScript(text: string): ToneScript | undefined {
  const segments: ToneSegment[] = [];
  let levelDbm0 = DEFAULT_LEVEL_DBM0;
  let loops = 1;
  for (const item of text.split(";").map((part) => part.trim())) {
    if (item === "") continue;
    const setting = /^(?<name>loops|v)=(?<value>-?\d{1,6}(?:\.\d{1,3})?)$/.exec(item)?.groups;
    if (setting?.["name"] === "loops") loops = Number(setting["value"]) < 0 ? Infinity : Number(setting["value"]);
    else if (setting?.["name"] === "v") levelDbm0 = Math.min(FULL_SCALE_DBM0, Number(setting["value"]));
    else {
      const segment = parseSegment(item, levelDbm0);
      if (segment === undefined || segments.length >= MAX_SEGMENTS) return undefined;
      segments.push(segment);
    }
  }
  return segments.length === 0 ? undefined : { segments, loops: Math.max(1, Math.floor(loops)) };
}

function parseSegment(item: string, levelDbm0: number): ToneSegment | undefined {
  const { on, off, frequencies } = SEGMENT.exec(item)?.groups ?? {};
  if (on === undefined || off === undefined || frequencies === undefined) return undefined;
  const frequenciesHz = frequencies.split(",").slice(1).map(Number);
  const onMs = Number(on);
  const offMs = Number(off);
  if (frequenciesHz.length > MAX_FREQUENCIES || onMs + offMs === 0 || onMs + offMs > MAX_SEGMENT_MS) return undefined;
  return { onMs, offMs, frequenciesHz, levelDbm0 };
}

/** Samples of a whole script, or Infinity. */
export function toneLength(script: ToneScript, sampleRate: number): number {
  const once = script.segments.reduce(
    (sum, { onMs, offMs }) => sum + samplesOf(onMs, sampleRate) + samplesOf(offMs, sampleRate),
    0,
  );
  return once * script.loops;
}

function samplesOf(ms: number, sampleRate: number): number {
  return Math.round((ms * sampleRate) / 1000);
}

/** Plays a script: fills what it is given and says how much of it; less than asked for means the end. */
export function toneGenerator(script: ToneScript, sampleRate: number): (target: Int16Array) => number {
  let loop = 0;
  let index = 0;
  let at = 0;
  return (target) => {
    let filled = 0;
    while (filled < target.length) {
      const segment = script.segments[index];
      if (segment === undefined) {
        if (++loop >= script.loops) break;
        index = 0;
        continue;
      }
      const onSamples = samplesOf(segment.onMs, sampleRate);
      const length = onSamples + samplesOf(segment.offMs, sampleRate);
      const count = Math.min(length - at, target.length - filled);
      for (let i = 0; i < count; i++, at++)
        target[filled + i] = at < onSamples ? toneSample(segment, at, sampleRate) : 0;
      filled += count;
      if (at >= length) {
        at = 0;
        index++;
      }
    }
    return filled;
  };
}

function toneSample(segment: ToneSegment, at: number, sampleRate: number): number {
  const amplitude = 32_767 * 10 ** ((segment.levelDbm0 - FULL_SCALE_DBM0) / 20);
  let sum = 0;
  for (const hz of segment.frequenciesHz) sum += Math.sin((2 * Math.PI * hz * at) / sampleRate);
  return Math.max(-32_768, Math.min(32_767, Math.round(amplitude * sum)));
}
