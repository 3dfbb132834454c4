import { describe, expect, it } from "vitest";
import {
  eventOf,
  digitOf,
  dtmfPackets,
  readTelephoneEvent,
  writeTelephoneEvent,
} from "../../../../src/engines/rtp/telephone-event.ts";

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
