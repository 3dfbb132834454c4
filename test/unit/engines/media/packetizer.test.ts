import { describe, expect, it } from "vitest";
import { packetMsFor, Packetizer } from "../../../../src/engines/media/rtp/packetizer.ts";

describe("the packets that a telephone gets", () => {
  it.each([
    [undefined, undefined, 20, 20],
    [30, undefined, 30, 20],
    [40, undefined, 40, 40],
    [60, 40, 40, 40],
    [20, 10, 10, 10],
    [undefined, 10, 10, 10],
    [undefined, 120, 20, 20],
    [200, undefined, 60, 60],
    [25, undefined, 20, 20],
    [5, 5, 10, 10],
  ])("are of its ptime (%s) within its maxptime (%s): %i ms, %i ms of Opus", (ptimeMs, maxptimeMs, ms, opusMs) => {
    expect(packetMsFor({ ptimeMs, maxptimeMs }, false)).toBe(ms);
    expect(packetMsFor({ ptimeMs, maxptimeMs }, true)).toBe(opusMs);
  });

  it.each([10, 30, 40, 60])("hold %i ms each, in one piece and at their time", (packetMs) => {
    const packetizer = new Packetizer(packetMs, 8000);
    const samples = 8 * packetMs;
    const packets: { readonly at: number; readonly said: readonly number[] }[] = [];
    for (let frame = 0; frame < 12; frame++) {
      const said = Int16Array.from({ length: 160 }, (_, at) => 160 * frame + at);
      packetizer.push(said, (packet, fromFrame) => packets.push({ at: 160 * frame + fromFrame, said: [...packet] }));
    }
    expect(packets.length).toBe(240 / packetMs);
    for (const [index, { at, said }] of packets.entries()) {
      expect(at).toBe(samples * index);
      expect(said).toEqual(Array.from({ length: samples }, (_, i) => samples * index + i));
    }
  });

  it("begin anew after a pause", () => {
    const packetizer = new Packetizer(40, 8000);
    packetizer.push(new Int16Array(160).fill(1), () => expect.unreachable());
    packetizer.clear();
    packetizer.push(new Int16Array(160).fill(2), () => expect.unreachable());
    packetizer.push(new Int16Array(160).fill(3), (packet, fromFrame) => {
      expect([packet[0], packet[319], fromFrame]).toEqual([2, 3, -160]);
    });
  });
});
