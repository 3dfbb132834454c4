import type { Application, ApplicationChannel, Outcome } from "../application.ts";
import { playFiles } from "./play-files.ts";
import type { PlayStatus } from "./play-files.ts";

const RESPONSES: Readonly<Record<PlayStatus, string>> = {
  played: "FILE PLAYED",
  stopped: "FILE PLAYED",
  hangup: "FILE PLAYED",
  "not-found": "FILE NOT FOUND",
  "timed-out": "PLAYBACK ERROR",
};

/** playback FILE[@@OFFSET]: plays until the end, a terminating digit, uuid_break, or playback_timeout_sec. */
export const playback: Application = async (run): Promise<Outcome> => {
  const { name, offset } = /^(?<name>.*?)(?:@@(?<offset>\d{0,10}))?$/s.exec(run.argument)?.groups ?? {};
  run.channel.variables.set("playback_terminator_used", undefined);
  const status = await playFiles(run, name ?? "", {
    offsetSamples: Number(offset ?? 0),
    onDigit: terminator(run.channel),
  });
  return { response: RESPONSES[status] };
};

/** endless_playback FILE: over and over (hold music), until uuid_break, a terminating digit or the end of the call. */
export const endlessPlayback: Application = async (run): Promise<Outcome> => {
  let status: PlayStatus = "played";
  while (status === "played") {
    status = await playFiles(run, run.argument, { onDigit: terminator(run.channel) });
    // a file without any sound would be played endlessly at once
    if (run.channel.variables.get("playback_samples") === "0") break;
  }
  return { response: RESPONSES[status] };
};

/** Tells whether a DTMF digit ends what is played or recorded (`playback_terminators`; "*" when nothing is said), and notes it. */
export function terminator(channel: ApplicationChannel): (digit: string) => boolean {
  return (digit) => {
    const setting = channel.variables.get("playback_terminators") ?? "*";
    const terminators = setting === "any" ? "0123456789*#" : setting === "none" ? "" : setting;
    if (!terminators.includes(digit)) return false;
    channel.variables.set("playback_terminator_used", digit);
    return true;
  };
}
