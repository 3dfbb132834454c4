import type { Alarm, Clock } from "../../runtime/clock.ts";

/** The time of one frame of audio. */
export const FRAME_MS = 20;
/** Behind by more, after a pause of the process, the missed frames are left out instead of being sent in a burst. */
const MAX_CATCH_UP = 5;

/** One 20 ms beat for all channels: it does not drift, and it stops while it has no members. */
export interface Ticker {
  /** From now on `beat` is called each 20 ms. Adding it again changes nothing. */
  add(beat: () => void): void;
  remove(beat: () => void): void;
  /** Members; and, as there is one alarm for all of them, whether it is armed. */
  readonly size: number;
}

export function createTicker(clock: Clock): Ticker {
  const beats = new Set<() => void>();
  let alarm: Alarm | undefined;
  let dueMs = 0;
  let ringing = false;

  const ring = (): void => {
    ringing = true;
    const nowMs = clock.nowMs();
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
    },
    get size() {
      return beats.size;
    },
  };
}
