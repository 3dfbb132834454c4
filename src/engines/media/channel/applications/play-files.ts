import { defined } from "../../../../runtime/defined.ts";
import { LINE_RATE } from "../../audio/audio-source.ts";
import type { AudioSource } from "../../audio/audio-source.ts";
import { openSource } from "../../audio/open-source.ts";
import { MAX_PLAYLIST } from "../../limits.ts";
import type { Execution } from "../application.ts";
import { pause } from "../../audio/frame-handler.ts";
import type { AudioFrame, FrameHandler } from "../../audio/frame-handler.ts";
import { isTrue } from "../variables.ts";

/** How a list of files ended. What FreeSWITCH reports is what became of the last one. */
export type PlayStatus = "played" | "stopped" | "not-found" | "timed-out" | "hangup";

export interface PlayOptions {
  /** Where in the first file to begin, in samples of 8 kHz. */
  readonly offsetSamples?: number;
  /** A DTMF digit was pressed; true ends the whole list. */
  readonly onDigit?: (digit: string) => boolean;
}

/** Between two files of a list, unless `playback_sleep_val` says otherwise. */
const PAUSE_MS = 250;

/**
 * Plays one file, or several with a `playback_delimiter` between them, and tells of each.
 * `playback_timeout_sec` holds for all of them together.
 */
export async function playFiles(run: Execution, argument: string, options: PlayOptions = {}): Promise<PlayStatus> {
  const { variables, soundsDir } = run.channel;
  const delimiter = variables.get("playback_delimiter")?.[0];
  const files = delimiter === undefined ? [argument] : argument.split(delimiter, MAX_PLAYLIST);
  const pauseMs = wholeNumber(variables.get("playback_sleep_val")) ?? PAUSE_MS;
  const limit = { leftSamples: (wholeNumber(variables.get("playback_timeout_sec")) ?? 0) * LINE_RATE || Infinity };

  let status: PlayStatus = "played";
  for (const [index, file] of files.entries()) {
    if (index > 0 && pauseMs > 0) {
      const stop = stopping(options.onDigit);
      const ending = await run.handleFrames(pause(pauseMs, stop.onDigit));
      if (ending === "hangup") return "hangup";
      if (ending === "break" || stop.stopped) return "stopped";
    }
    const offsetSamples = index === 0 ? (options.offsetSamples ?? 0) : 0;
    const source = await openSource(file, soundsDir, { rate: run.channel.rate, offsetSamples });
    if (source === undefined) {
      status = "not-found";
      continue;
    }
    const { onDigit } = options;
    status = await playOne(run, { file, source, offsetSamples, limit, onDigit });
    if (status !== "played") return status;
  }
  return status;
}

interface OpenFile {
  readonly file: string;
  readonly source: AudioSource;
  readonly offsetSamples: number;
  /** Samples that may still be played of the whole list. */
  readonly limit: { leftSamples: number };
  readonly onDigit: PlayOptions["onDigit"];
}

async function playOne(run: Execution, { file, source, offsetSamples, limit, onDigit }: OpenFile): Promise<PlayStatus> {
  await using _closing = source;
  const { variables } = run.channel;
  const told = {
    ...defined({ "Playback-File-Type": file.startsWith("tone_stream:") ? "tone_stream" : undefined }),
    "Playback-File-Path": pathOf(run, file),
  };
  run.channel.publish("PLAYBACK_START", told);

  const stop = stopping(onDigit);
  const player = playing(source, limit, stop.onDigit);
  const ending = await run.handleFrames(player);
  const broken = ending === "break" || stop.stopped;

  variables.set("playback_last_offset_pos", offsetSamples + player.playedSamples);
  variables.set("playback_seconds", Math.floor(player.playedSamples / LINE_RATE));
  variables.set("playback_ms", Math.floor((player.playedSamples * 1000) / LINE_RATE));
  variables.set("playback_samples", player.playedSamples);
  run.channel.publish("PLAYBACK_STOP", { ...told, "Playback-Status": broken ? "break" : "done" });

  if (ending === "hangup") return "hangup";
  if (broken) return "stopped";
  if (limit.leftSamples > 0) return "played";
  return isTrue(variables.get("playback_timeout_as_success")) ? "played" : "timed-out";
}

/** Remembers whether a digit ended what it was pressed in. */
function stopping(onDigit: PlayOptions["onDigit"]): {
  stopped: boolean;
  onDigit: ((digit: string) => boolean) | undefined;
} {
  const stop: ReturnType<typeof stopping> = { stopped: false, onDigit: undefined };
  if (onDigit !== undefined) stop.onDigit = (digit) => (stop.stopped = onDigit(digit));
  return stop;
}

function playing(
  source: AudioSource,
  limit: { leftSamples: number },
  onDigit: ((digit: string) => boolean) | undefined,
): FrameHandler & { readonly playedSamples: number } {
  let playedSamples = 0;
  return {
    listens: false,
    get playedSamples() {
      return playedSamples;
    },
    handle(frame: AudioFrame) {
      const digit = onDigit === undefined ? undefined : frame.nextDigit();
      if (digit !== undefined && onDigit?.(digit) === true) return true;
      const count = source.read(frame.said, frame.rate);
      if (count === "later") return false;
      if (count > 0) {
        frame.said.fill(0, count);
        frame.speaks = true;
        playedSamples += Math.floor((count * LINE_RATE) / frame.rate);
      }
      limit.leftSamples -= (count * LINE_RATE) / frame.rate;
      return count < frame.said.length || limit.leftSamples <= 0;
    },
  };
}

function pathOf(run: Execution, file: string): string {
  return file.includes("://") || file.startsWith("/") ? file : `${run.channel.soundsDir}/${file}`;
}

function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}
