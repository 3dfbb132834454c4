import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  dtmfDueMs,
  LOST_END_MS,
  NO_DTMF,
  receiveDtmf,
  releaseOverdue,
} from "../../../../src/engines/rtp/dtmf-reception.ts";
import { dtmfPackets, eventOf, writeTelephoneEvent } from "../../../../src/engines/rtp/telephone-event.ts";
import type { DtmfDigit, TelephoneEvent } from "../../../../src/engines/rtp/telephone-event.ts";

interface Sent {
  readonly event: TelephoneEvent;
  readonly timestamp: number;
  readonly marker?: boolean;
  readonly sequence?: number;
  /** Since the packet before; 20 unless said. */
  readonly afterMs?: number;
}

/** What is told of these packets, in order, and of the time after them. */
function told(packets: readonly Sent[]): DtmfDigit[] {
  let state = NO_DTMF;
  let nowMs = 0;
  const digits: DtmfDigit[] = [];
  const release = (untilMs: number): void => {
    const dueMs = dtmfDueMs(state);
    if (dueMs === undefined || dueMs > untilMs) return;
    const released = releaseOverdue(state, dueMs);
    state = released.state;
    digits.push(...released.digits);
  };
  packets.forEach(({ event, timestamp, marker = false, sequence, afterMs = 20 }, index) => {
    nowMs += afterMs;
    release(nowMs);
    const packet = { ssrc: 7, sequence: (sequence ?? 65_530 + index) & 0xffff, timestamp: timestamp >>> 0, marker };
    const received = receiveDtmf(state, { ...packet, payload: writeTelephoneEvent(event) }, nowMs);
    state = received.state;
    digits.push(...received.digits);
  });
  release(nowMs + 10_000);
  return digits;
}

const keys = (packets: readonly Sent[]): string =>
  told(packets)
    .map(({ digit }) => digit)
    .join("");

/** A key as RFC 4733 has it; `options` bend it. */
function key(
  digit: string,
  timestamp: number,
  options: { ticks?: number; at?: (index: number) => number } = {},
): Sent[] {
  const { ticks = 800, at = () => timestamp } = options;
  return dtmfPackets(eventOf(digit) ?? 0, ticks, 160).map((event, index) => ({
    event,
    timestamp: at(index),
    marker: index === 0,
  }));
}

const apart = (packets: Sent[]): Sent[] =>
  packets.map((each, index) => (index === 0 ? { ...each, afterMs: 80 } : each));

describe("a key", () => {
  it("is told once, at its end, with how long it was pressed", () => {
    expect(told([...key("1", 100), ...apart(key("1", 2000, { ticks: 960 })), ...apart(key("#", 5000))])).toEqual([
      { digit: "1", durationTicks: 800 },
      { digit: "1", durationTicks: 960 },
      { digit: "#", durationTicks: 800 },
    ]);
  });

  it.each([
    ["runs on with each packet", (index: number) => 1000 + 160 * index],
    ["runs on by one", (index: number) => 1000 + index],
    ["is any number", (index: number) => (index * 2_654_435_761) % 2 ** 32],
    ["runs back", (index: number) => 100_000 - 160 * index],
    ["wraps", (index: number) => 2 ** 32 - 300 + 160 * index],
    ["moves for its ends alone", (index: number) => (index < 4 ? 1000 : 1000 + 160 * (index - 3))],
  ])("is one key where its timestamp %s, with and without a marker", (_, at) => {
    const packets = key("5", 0, { at });
    expect(keys(packets)).toBe("5");
    expect(keys(packets.map((each) => ({ ...each, marker: false })))).toBe("5");
    expect(keys([...packets, ...apart(key("5", 0, { at: (index) => at(index) + 20_000 }))])).toBe("55");
  });

  it("is one key where each packet has the same duration and its own timestamp", () => {
    const packets = Array.from({ length: 6 }, (_, index) => ({
      event: { event: 5, end: index > 3, volume: 10, durationTicks: 160 },
      timestamp: 1000 + 160 * index,
      marker: index === 0,
    }));
    expect(keys(packets)).toBe("5");
  });

  it("after another with the same timestamp is a second one, as an end was in between", () => {
    expect(keys([...key("1", 100), ...key("2", 100), ...key("2", 100), ...key("1", 100)])).toBe("1221");
  });

  it("without a marker is told all the same", () => {
    const bare = (digit: string, timestamp: number): Sent[] =>
      key(digit, timestamp).map((each) => ({ ...each, marker: false }));
    expect(keys([...bare("3", 100), ...apart(bare("3", 2000))])).toBe("33");
  });

  it("whose end is lost ends by time, once, however late the rest of it comes", () => {
    const [first, second, ...rest] = key("9", 100);
    expect(keys([first!, second!])).toBe("9");
    expect(
      dtmfDueMs(
        receiveDtmf(
          NO_DTMF,
          { ssrc: 7, sequence: 1, timestamp: 1, marker: true, payload: writeTelephoneEvent(first!.event) },
          50,
        ).state,
      ),
    ).toBe(50 + LOST_END_MS);
    expect(keys([first!, second!, { ...rest[0]!, afterMs: 400 }, ...rest.slice(1)])).toBe("9");
  });

  it("is told once though its sender or the network stands still for seconds in the middle of it, wherever that is", () => {
    const packets = key("#", 100);
    for (let at = 1; at < packets.length; at++) {
      const halting = packets.map((each, index) => (index === at ? { ...each, afterMs: 3_000 } : each));
      expect([at, keys(halting)]).toEqual([at, "#"]);
    }
  });

  it("whose end is lost is told when the next one begins", () => {
    expect(keys([...key("1", 100).slice(0, 3), ...key("2", 2000)])).toBe("12");
    expect(keys([...key("1", 100).slice(0, 4), ...apart(key("1", 100 + 800 + 640))])).toBe("11");
  });

  it("that never ends in words is told each time it is pressed", () => {
    const endless = (timestamp: number, afterMs: number): Sent[] =>
      key("4", timestamp)
        .slice(0, 4)
        .map((each, index) => ({ ...each, ...(index === 0 ? { afterMs } : {}) }));
    expect(keys([...endless(100, 20), ...endless(100 + 8 * 400, 330), ...endless(100 + 8 * 800, 330)])).toBe("444");
    const single = (timestamp: number): Sent => ({ ...key("4", timestamp)[0]!, marker: false, afterMs: 400 });
    expect(keys([single(100), single(3300), single(6500)])).toBe("444");
  });

  it("is one key when it is held so long that its duration overflows", () => {
    const segment = (timestamp: number, from: number, to: number, end: boolean): Sent[] =>
      Array.from({ length: (to - from) / 160 }, (_, index) => ({
        event: {
          event: 8,
          end: end && from + 160 * (index + 1) === to,
          volume: 10,
          durationTicks: from + 160 * (index + 1),
        },
        timestamp,
        marker: index === 0 && timestamp === 1000,
      }));
    const packets = [...segment(1000, 0, 65_440, false), ...segment(1000 + 65_440, 0, 1600, true)];
    expect(told(packets)).toEqual([{ digit: "8", durationTicks: 65_440 + 1600 }]);
  });

  it("is told once when its packets come twice, late, or in another order", () => {
    const order = fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6], { minLength: 7 });
    fc.assert(
      fc.property(order, fc.array(fc.nat(6), { maxLength: 6 }), (all, again) => {
        const sent = key("6", 100).map((each, index) => ({ ...each, sequence: 65_533 + index, afterMs: 5 }));
        expect(keys([...all, ...again].map((index) => sent[index]!))).toBe("6");
      }),
    );
  });

  it("is told once in a burst, and so are several at once", () => {
    const burst = "1123".split("").flatMap((digit, index) => key(digit, 100 + 2000 * index));
    expect(keys(burst.map((each, index) => ({ ...each, afterMs: index % 15 === 0 ? 300 : 0 })))).toBe("1123");
  });

  it("is told exactly once whatever packets are lost, as long as one end arrives", () => {
    const series = fc.array(fc.constantFrom(..."0123456789*#".split("")), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(series, fc.infiniteStream(fc.boolean()), (digits, arrives) => {
        const packets = digits.flatMap((digit, index) => {
          const all = key(digit, 1 + 3000 * index).map((each, at) => ({ ...each, sequence: 30 * index + at }));
          const ends = all.slice(-1).map((each) => ({ ...each, afterMs: 200 }));
          return [...all.slice(0, -1).filter(() => arrives.next().value ?? true), ...ends];
        });
        expect(keys(packets)).toBe(digits.join(""));
      }),
    );
  });

  it("that is none of a telephone's is passed over", () => {
    expect(keys([{ event: { event: 40, end: true, volume: 0, durationTicks: 800 }, timestamp: 1 }])).toBe("");
  });
});
