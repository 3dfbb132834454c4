import type { SampleRate } from "../../rtp/codec.ts";
import type { ReceivedAudio } from "../rtp/stream.ts";
import { FRAME_MS } from "../ticker.ts";

/** What passes a channel in one frame of 20 ms. The arrays are valid during the call only. */
export interface AudioFrame {
  /** Of both; it may be another one in the next frame. */
  readonly rate: SampleRate;
  /** What the caller said; undefined when nothing came. */
  readonly heard: Int16Array | undefined;
  /** To be filled with what the caller shall hear. */
  readonly said: Int16Array;
  /** Set by the handler that has filled `said`; otherwise nothing is sent. */
  speaks: boolean;
  /** The oldest DTMF digit that no application has asked for yet. */
  nextDigit(): string | undefined;
}

/** A part of an application that lasts: it hears, speaks and takes DTMF, frame by frame, while nothing runs inside of it. */
export interface FrameHandler {
  /** False: `heard` need not be fetched. */
  readonly listens: boolean;
  /** Takes each packet of audio as it comes, whatever the order, for what has no hurry. */
  readonly receive?: (audio: ReceivedAudio) => void;
  /** @returns true when it is over */
  handle(frame: AudioFrame): boolean;
}

/** How a frame handler ended: by itself, by uuid_break, or with the call. */
export type HandlerEnd = "over" | "break" | "hangup";

/** Does nothing for a time; DTMF may end it. */
export function pause(forMs: number, onDigit?: (digit: string) => boolean): FrameHandler {
  let left = Math.ceil(forMs / FRAME_MS);
  return {
    listens: false,
    handle(frame) {
      const digit = onDigit === undefined ? undefined : frame.nextDigit();
      return (digit !== undefined && onDigit?.(digit) === true) || --left <= 0;
    },
  };
}
