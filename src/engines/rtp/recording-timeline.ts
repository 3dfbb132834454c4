import type { SampleRate } from "./codec.ts";

/** A packet is waited for so long before its place is left silent: the network may deliver in bursts of half a second. */
const PATIENCE_MS = 1_000;
/** A packet further ahead of the time that has passed begins a new clock of the sender's. */
const MOST_AHEAD_MS = 1_000;
/** One further behind too: its sender's timestamps stood still while it was silent, or the network did. */
const MOST_BEHIND_MS = 3_000;

/** One packet's place in its stream, and what it says. */
export interface TimedAudio {
  readonly ssrc: number;
  readonly sequence: number;
  readonly timestamp: number;
  /** Ticks a second of its timestamps. */
  readonly clockRate: number;
  /** At the rate of the recording. */
  readonly samples: Int16Array;
}

/** The newest packet: places are counted from it. */
interface Anchor {
  readonly ssrc: number;
  readonly sequence: number;
  readonly timestamp: number;
  readonly clockRate: number;
  /** Where it begins and ends in the recording, in samples. */
  readonly start: number;
  readonly end: number;
}

/**
 * Puts what one sender says where its timestamps say, for a recording, which has no hurry: packets may come in bursts, late by up
 * to a second and in any order, and nothing of them is lost; what is missing is silence of the right length. Places are
 * counted in samples.
 */
export class RecordingTimeline {
  readonly #fillsGaps: boolean;
  readonly #startMs: number;
  readonly #samplesPerMs: number;
  /** By their start, all of them beyond `#settled`. */
  readonly #waiting = new Map<number, Int16Array>();
  #anchor: Anchor | undefined;
  /** So much has been given out. */
  #settled = 0;

  /** @param fillsGaps  false: time in which nothing was sent (not: was lost) is left out */
  constructor(options: { readonly fillsGaps: boolean; readonly startMs: number; readonly rate: SampleRate }) {
    this.#fillsGaps = options.fillsGaps;
    this.#startMs = options.startMs;
    this.#samplesPerMs = options.rate / 1_000;
  }

  /** Takes a packet in. A duplicate, or one whose place is given out already, is dropped. The samples must stay as they are. */
  push(audio: TimedAudio, nowMs: number): void {
    if (audio.samples.length === 0) return;
    const start = this.#placeOf(audio, nowMs);
    if (start < this.#settled || this.#waiting.has(start)) return;
    this.#waiting.set(start, audio.samples);
    const end = start + audio.samples.length;
    if (this.#anchor === undefined || start >= this.#anchor.start || audio.ssrc !== this.#anchor.ssrc)
      this.#anchor = { ...audio, start, end };
  }

  /** What is certain by now, in order; undefined: nothing new. */
  take(nowMs: number): Int16Array | undefined {
    const silentUntil = this.#fillsGaps ? this.#elapsed(nowMs - MOST_BEHIND_MS - PATIENCE_MS) : 0;
    return this.#giveOut(Math.max((this.#anchor?.end ?? 0) - PATIENCE_MS * this.#samplesPerMs, silentUntil));
  }

  /** All the rest, up to now. */
  end(nowMs: number): Int16Array | undefined {
    const end = this.#anchor?.end ?? 0;
    return this.#giveOut(this.#fillsGaps ? Math.max(end, this.#elapsed(nowMs)) : end);
  }

  #elapsed(nowMs: number): number {
    return Math.max(0, Math.round((nowMs - this.#startMs) * this.#samplesPerMs));
  }

  #placeOf({ ssrc, sequence, timestamp, clockRate, samples }: TimedAudio, nowMs: number): number {
    const anchor = this.#anchor;
    const now = this.#fillsGaps ? Math.max(0, this.#elapsed(nowMs) - samples.length) : (anchor?.end ?? 0);
    if (anchor === undefined) return now;
    const fresh = Math.max(anchor.end, now);
    if (ssrc !== anchor.ssrc || clockRate !== anchor.clockRate) return fresh;
    const ticks = (timestamp - anchor.timestamp) | 0;
    const place = anchor.start + Math.round((ticks * 1_000 * this.#samplesPerMs) / clockRate);
    if (!this.#fillsGaps) return this.#withoutPause(place, anchor, ((sequence - anchor.sequence) << 16) >> 16);
    return place > now + MOST_AHEAD_MS * this.#samplesPerMs || place < now - MOST_BEHIND_MS * this.#samplesPerMs
      ? fresh
      : place;
  }

  /** What was lost is left silent, what was not sent is left out. */
  #withoutPause(place: number, anchor: Anchor, step: number): number {
    if (step <= 0) return place;
    const lost = (step - 1) * (anchor.end - anchor.start);
    return Math.min(Math.max(place, anchor.end), anchor.end + Math.min(lost, PATIENCE_MS * this.#samplesPerMs));
  }

  #giveOut(until: number): Int16Array | undefined {
    if (until <= this.#settled) return undefined;
    const samples = new Int16Array(until - this.#settled);
    for (const [start, said] of this.#waiting) {
      if (start >= until) continue;
      const here = said.subarray(0, until - start);
      samples.set(here, start - this.#settled);
      this.#waiting.delete(start);
      if (here.length < said.length) this.#waiting.set(until, said.subarray(here.length));
    }
    this.#settled = until;
    return samples;
  }
}
