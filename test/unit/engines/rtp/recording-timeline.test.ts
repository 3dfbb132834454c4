import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RecordingTimeline } from "../../../../src/engines/rtp/recording-timeline.ts";

/** One packet of 20 ms whose samples all are its number. */
interface Arrival {
  readonly index: number;
  readonly atMs: number;
  readonly timestamp?: number;
  readonly ssrc?: number;
}

/** The recording in frames of 20 ms; 0 is silence. */
function recorded(arrivals: readonly Arrival[], endMs: number, fillsGaps = true): number[] {
  const timeline = new RecordingTimeline({ fillsGaps, startMs: 0, rate: 8000 });
  const parts: Int16Array[] = [];
  const keep = (samples: Int16Array | undefined): unknown => samples && parts.push(samples);
  let nowMs = 0;
  for (const { index, atMs, timestamp = 160 * index, ssrc = 1 } of arrivals) {
    for (; nowMs <= atMs; nowMs += 20) keep(timeline.take(nowMs));
    const samples = new Int16Array(160).fill(index);
    timeline.push(
      {
        ssrc,
        sequence: (65_530 + index) & 0xffff,
        timestamp: (0xffff_fe00 + timestamp) >>> 0,
        clockRate: 8000,
        samples,
      },
      atMs,
    );
  }
  for (; nowMs <= endMs; nowMs += 20) keep(timeline.take(nowMs));
  keep(timeline.end(endMs));
  const all = Int16Array.from(parts.flatMap((part) => [...part]));
  return Array.from({ length: Math.ceil(all.length / 160) }, (_, frame) => all[160 * frame + 80] ?? 0);
}

const count = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, index) => from + index);

describe("a recording", () => {
  it("has each packet at its place, from the first", () => {
    expect(
      recorded(
        count(1, 50).map((index) => ({ index, atMs: 20 * index })),
        1000,
      ),
    ).toEqual(count(1, 50));
  });

  it.each([100, 300, 500, 800])("loses nothing of what comes in bursts of %i ms, in any order", (burstMs) => {
    fc.assert(
      fc.property(fc.infiniteStream(fc.nat(1_000)), (order) => {
        const sent = count(1, 100).map((index) => ({
          index,
          atMs: Math.ceil((20 * index) / burstMs) * burstMs,
          key: order.next().value ?? 0,
        }));
        sent.sort((one, other) => one.atMs - other.atMs || one.key - other.key);
        const heard = recorded(sent, 2000 + burstMs);
        const from = heard.indexOf(1);
        // of the first burst only what comes before its first packet to arrive may be missing
        const whole = heard.slice(heard.findIndex((each) => each > 0)).filter((each) => each > 0);
        expect(whole).toEqual(count(whole[0]!, 100));
        expect(from === -1 || from * 20 <= burstMs).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  it("has silence of the right length for what is lost, and for a pause in which nothing was sent", () => {
    const lost = [1, 2, 5, 6].map((index) => ({ index, atMs: 20 * index }));
    expect(recorded(lost, 120)).toEqual([1, 2, 0, 0, 5, 6]);
    const pause = [...count(1, 3), ...count(200, 203)].map((index) => ({ index, atMs: 20 * index }));
    expect(recorded(pause, 4100)).toEqual([1, 2, 3, ...Array<number>(196).fill(0), 200, 201, 202, 203, 0, 0]);
  });

  it("goes by the clock where a sender's timestamps stand still in a pause, or begin anew", () => {
    const still = [...count(1, 3).map((index) => ({ index, atMs: 20 * index })), { index: 4, atMs: 8000 }];
    expect(recorded(still, 8000)).toEqual([1, 2, 3, ...Array<number>(396).fill(0), 4]);
    const anew = [
      ...count(1, 3).map((index) => ({ index, atMs: 20 * index })),
      { index: 4, atMs: 80, timestamp: 9_000_000 },
      { index: 5, atMs: 100, timestamp: 9_000_160 },
    ];
    expect(recorded(anew, 100)).toEqual([1, 2, 3, 4, 5]);
    expect(
      recorded(
        [
          { index: 1, atMs: 20 },
          { index: 2, atMs: 40, ssrc: 2, timestamp: 77_777 },
        ],
        40,
      ),
    ).toEqual([1, 2]);
  });

  it("without filling leaves pauses out, but not what was lost", () => {
    const paused = [
      { index: 1, atMs: 20 },
      { index: 2, atMs: 40 },
      { index: 3, atMs: 5000, timestamp: 40_000 },
    ];
    expect(recorded(paused, 6000, false)).toEqual([1, 2, 3]);
    expect(
      recorded(
        [1, 2, 5].map((index) => ({ index, atMs: 20 * index })),
        6000,
        false,
      ),
    ).toEqual([1, 2, 0, 0, 5]);
    expect(recorded([], 3000, false)).toEqual([]);
  });

  it("of nothing is silence as long as it took", () => {
    expect(recorded([], 200).length).toBe(10);
  });

  it("takes each packet once", () => {
    expect(
      recorded(
        [1, 2, 2, 1, 3].map((index) => ({ index, atMs: 20 * index })),
        60,
      ),
    ).toEqual([1, 2, 3]);
  });
});
