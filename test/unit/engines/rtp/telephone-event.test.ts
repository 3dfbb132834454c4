import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  eventOf,
  receiveAudio,
  receiveTelephoneEvent,
  digitOf,
  dtmfPackets,
  NO_DTMF,
  readTelephoneEvent,
  writeTelephoneEvent,
} from "../../../../src/engines/rtp/telephone-event.ts";
import type { DtmfDigit, DtmfReception, TelephoneEvent } from "../../../../src/engines/rtp/telephone-event.ts";

/** What is told of a series of packets, each with the timestamp of its key. */
function told(packets: readonly (readonly [timestamp: number, packet: TelephoneEvent])[]): DtmfDigit[] {
  let state: DtmfReception = NO_DTMF;
  const digits: DtmfDigit[] = [];
  for (const [timestamp, packet] of packets) {
    const [next, ...more] = receiveTelephoneEvent(state, timestamp, packet);
    state = next;
    digits.push(...more);
  }
  return digits;
}

const key = (timestamp: number, digit: string, ticks = 800): [number, TelephoneEvent][] =>
  dtmfPackets(eventOf(digit) ?? 0, ticks, 160).map((packet) => [timestamp, packet]);

describe("a telephone event", () => {
  it("stands on the wire as RFC 4733 draws it", () => {
    const bytes = writeTelephoneEvent({ event: 11, end: true, volume: 10, durationTicks: 0x0320 });
    expect(Buffer.from(bytes).toString("hex")).toBe("0b8a0320");
    expect(readTelephoneEvent(bytes)).toEqual({ event: 11, end: true, volume: 10, durationTicks: 800 });
    expect(readTelephoneEvent(Uint8Array.of(1, 2, 3))).toBeUndefined();
  });

  it("has the sixteen keys of a telephone", () => {
    for (const digit of "0123456789*#ABCD") expect(digitOf(eventOf(digit)!)).toBe(digit);
    expect(eventOf("d")).toBe(15);
    expect(eventOf("E")).toBeUndefined();
    expect(eventOf("")).toBeUndefined();
    expect(digitOf(16)).toBeUndefined();
  });

  it("is sent as packets that share a timestamp, grow, and end three times", () => {
    const packets = dtmfPackets(5, 800, 160);
    expect(packets.map(({ durationTicks }) => durationTicks)).toEqual([160, 320, 480, 640, 800, 800, 800]);
    expect(packets.map(({ end }) => end)).toEqual([false, false, false, false, true, true, true]);
  });
});

describe("keys that are received", () => {
  it("are told once each, at their end, with how long they were pressed", () => {
    expect(told([...key(100, "1"), ...key(2000, "1", 960), ...key(5000, "#")])).toEqual([
      { digit: "1", durationTicks: 800 },
      { digit: "1", durationTicks: 960 },
      { digit: "#", durationTicks: 800 },
    ]);
  });

  it("are told when only one of their packets arrives, if it is an end", () => {
    const ends = key(100, "7").slice(-1);
    expect(told(ends)).toEqual([{ digit: "7", durationTicks: 800 }]);
  });

  it("whose ends are all lost are told when the next one starts", () => {
    expect(told([...key(100, "1").slice(0, 3), ...key(2000, "2").slice(0, 1)])).toEqual([
      { digit: "1", durationTicks: 480 },
    ]);
  });

  it("whose ends are all lost are told when speech goes on", () => {
    const [down] = receiveTelephoneEvent(NO_DTMF, 1000, { event: 4, end: false, volume: 10, durationTicks: 320 });
    expect(receiveAudio(down, 1400)).toEqual([down]);
    expect(receiveAudio(down, 1000 + 320 + 480).slice(1)).toEqual([{ digit: "4", durationTicks: 320 }]);
    expect(receiveAudio(NO_DTMF, 5)).toEqual([NO_DTMF]);
  });

  it("are told exactly once whatever packets are lost or doubled, as long as one end arrives", () => {
    const series = fc.array(fc.constantFrom(..."0123456789*#".match(/./g)!), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(series, fc.infiniteStream(fc.nat(2)), (digits, copies) => {
        const packets = digits.flatMap((digit, index) => {
          const all = key(1 + 3000 * index, digit);
          const [last] = all.slice(-1);
          const rest = all
            .slice(0, -1)
            .flatMap((packet) => Array.from({ length: copies.next().value ?? 1 }, () => packet));
          return [...rest, last!];
        });
        expect(told(packets).map(({ digit }) => digit)).toEqual(digits);
      }),
    );
  });

  it("that are no keys are passed over", () => {
    expect(told([[1, { event: 40, end: true, volume: 0, durationTicks: 800 }]])).toEqual([]);
  });
});
