import { isAbsolute, join } from "node:path";
import { createRecording } from "../../audio/wav-recording.ts";
import type { WavRecording } from "../../audio/wav-recording.ts";
import { samplesPerFrame } from "../../../rtp/codec.ts";
import { meanLevel } from "../../../rtp/level.ts";
import { RateConverter } from "../../../rtp/rate-converter.ts";
import { RecordingTimeline } from "../../../rtp/recording-timeline.ts";
import type { Clock } from "../../../../runtime/clock.ts";
import { FRAME_MS } from "../../ticker.ts";
import type { Application, Outcome } from "../application.ts";
import { DESTINATION_OUT_OF_ORDER } from "../cause.ts";
import type { AudioFrame, FrameHandler } from "../../audio/frame-handler.ts";
import { isTrue } from "../variables.ts";
import { terminator } from "./playback.ts";

const FRAMES_PER_SECOND = 1000 / FRAME_MS;
/** Seconds of silence that end a recording when a threshold is given without them. */
const DEFAULT_SILENCE_SECONDS = 3;

/**
 * record FILE [LIMIT [THRESHOLD [HITS]]]: until LIMIT seconds, HITS seconds below THRESHOLD (mean sample value), a terminating DTMF
 * digit, uuid_break or the end of the call. The file is complete and on stable storage before the application is.
 * While the caller is silent it hears silence too, so that NAT and jitter buffers stay open.
 */
export const record: Application = async (run): Promise<Outcome> => {
  const [path = "", limit, threshold, hits] = run.argument.split(" ").filter((word) => word !== "");
  const { variables } = run.channel;
  variables.set("playback_terminator_used", undefined);

  const file = isAbsolute(path) ? path : join(run.channel.soundsDir, path);
  const recording = await createRecording(file, run.channel.rate);
  if (recording === undefined) {
    run.channel.hangUp(DESTINATION_OUT_OF_ORDER);
    return {};
  }
  run.channel.publish("RECORD_START", { "Record-File-Path": file });

  const { clock } = run.channel;
  const recorder = recordingTo(recording, clock, {
    limitFrames: (seconds(limit) ?? 0) * FRAMES_PER_SECOND || Infinity,
    threshold: seconds(threshold) ?? 0,
    silentFrames: (seconds(hits) || DEFAULT_SILENCE_SECONDS) * FRAMES_PER_SECOND,
    fillsGaps: isTrue(variables.get("record_fill_cng")),
    onDigit: terminator(run.channel),
  });
  variables.set("silence_hits_exhausted", "false");
  await run.handleFrames(recorder);
  recorder.finish();
  if (recorder.silence) variables.set("silence_hits_exhausted", "true");

  await recording.close().catch(() => run.channel.hangUp(DESTINATION_OUT_OF_ORDER));
  variables.set("record_seconds", Math.floor(recording.samples / recording.rate));
  variables.set("record_ms", Math.floor((recording.samples * 1000) / recording.rate));
  variables.set("record_samples", recording.samples);
  run.channel.publish("RECORD_STOP", { "Record-File-Path": file });
  return {};
};

interface RecordOptions {
  readonly limitFrames: number;
  /** 0: silence does not end the recording. */
  readonly threshold: number;
  readonly silentFrames: number;
  /** True: time in which no packet came is recorded as silence; otherwise it is left out. */
  readonly fillsGaps: boolean;
  readonly onDigit: (digit: string) => boolean;
}

interface Recorder extends FrameHandler {
  /** It has ended for silence. */
  readonly silence: boolean;
  /** All that has come is in the recording; what comes from now on is not. */
  finish(): void;
}

/** The recording follows the timestamps of what is said, packet by packet; time and silence are counted frame by frame. */
function recordingTo(recording: WavRecording, clock: Clock, options: RecordOptions): Recorder {
  const { rate } = recording;
  const converter = new RateConverter();
  const timeline = new RecordingTimeline({ fillsGaps: options.fillsGaps, startMs: clock.nowMs(), rate });
  const mostSamples = options.limitFrames * samplesPerFrame(rate);
  const write = (samples: Int16Array | undefined): void => {
    if (samples !== undefined) recording.write(samples.subarray(0, Math.max(0, mostSamples - recording.samples)), rate);
  };
  let isLoud = false;
  let isOver = false;
  let leftFrames = options.limitFrames;
  let leftSilentFrames = options.silentFrames;
  return {
    listens: false,
    get silence() {
      return leftSilentFrames <= 0;
    },
    receive(audio) {
      if (isOver) return;
      const samples = converter.convert(audio.samples, audio.sampleRate, rate);
      timeline.push({ ...audio, samples: samples === audio.samples ? samples : samples.slice() }, clock.nowMs());
      isLoud ||= meanLevel(audio.samples) >= options.threshold;
    },
    finish() {
      isOver = true;
      write(timeline.end(clock.nowMs()));
    },
    handle(frame: AudioFrame) {
      const digit = frame.nextDigit();
      if (digit !== undefined && options.onDigit(digit)) return true;
      write(timeline.take(clock.nowMs()));
      frame.said.fill(0);
      frame.speaks = true;

      if (options.threshold > 0) {
        leftSilentFrames = isLoud ? options.silentFrames : leftSilentFrames - 1;
        isLoud = false;
      }
      return --leftFrames <= 0 || leftSilentFrames <= 0 || recording.failure !== undefined;
    },
  };
}

function seconds(text: string | undefined): number | undefined {
  const digits = /^\+?(?<digits>\d{1,9})$/.exec(text ?? "")?.groups?.["digits"];
  return digits === undefined ? undefined : Number(digits);
}
