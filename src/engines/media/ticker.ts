import type { Alarm, Clock } from "../../runtime/clock.ts";

/** The time of one frame of audio. */
export const FRAME_MS = 20;
/** Behind by more, after a pause of the process, the missed frames are left out instead of being sent in a burst. */
const MAX_CATCH_UP = 5;
/** More than this is the machine's sleep, or a wall clock that was set. */
const LATEST_MS = 1_000;

/** Of each beat's lateness so much enters the average: a single pause of the process is no overload. */
const LATENESS_WEIGHT = 1 / 100;

/** One 20 ms beat for all channels: it does not drift, and it stops while it has no members. */
export interface Ticker {
  /** From now on `beat` is called each 20 ms. Adding it again changes nothing. */
  add(beat: () => void): void;
  remove(beat: () => void): void;
  /** How late the beat has been of late, on average over some two seconds, in ms. */
  readonly lateMs: number;
  /** Members; and, as there is one alarm for all of them, whether it is armed. */
  readonly size: number;
}

export function createTicker(clock: Clock): Ticker {
  const beats = new Set<() => void>();
  let alarm: Alarm | undefined;
  let dueMs = 0;
  let ringing = false;
  let lateMs = 0;

  const ring = (): void => {
    ringing = true;
    const nowMs = clock.nowMs();
    lateMs += (Math.min(Math.max(0, nowMs - dueMs), LATEST_MS) - lateMs) * LATENESS_WEIGHT;
    if (Math.abs(nowMs - dueMs) > MAX_CATCH_UP * FRAME_MS) dueMs = nowMs; // the process slept, or the wall clock was set
    for (; dueMs <= nowMs; dueMs += FRAME_MS) {
      // a copy: a channel that leaves and comes back meanwhile is due next time
      for (const beat of [...beats]) if (beats.has(beat)) beat();
    }
    ringing = false;
    alarm = beats.size === 0 ? undefined : clock.arm(dueMs - clock.nowMs(), ring);
  };

  return {
    add(beat) {
      beats.add(beat);
      if (alarm !== undefined || ringing) return;
      dueMs = clock.nowMs() + FRAME_MS;
      alarm = clock.arm(FRAME_MS, ring);
    },
    remove(beat) {
      beats.delete(beat);
      if (beats.size > 0) return;
      alarm?.disarm();
      alarm = undefined;
      lateMs = 0;
    },
    get lateMs() {
      return lateMs;
    },
    get size() {
      return beats.size;
    },
  };
}
