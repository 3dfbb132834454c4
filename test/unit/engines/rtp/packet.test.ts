import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readPacket, writePacket } from "../../../../src/engines/rtp/packet.ts";
import { unwrapSequence } from "../../../../src/engines/rtp/sequence.ts";

const packets = fc.record({
  marker: fc.boolean(),
  payloadType: fc.oneof(fc.integer({ min: 0, max: 63 }), fc.integer({ min: 96, max: 127 })),
  sequence: fc.integer({ min: 0, max: 0xffff }),
  timestamp: fc.integer({ min: 0, max: 0xffff_ffff }),
  ssrc: fc.integer({ min: 0, max: 0xffff_ffff }),
  payload: fc.uint8Array({ maxLength: 400 }),
});

describe("an RTP packet", () => {
  it("is read as it was written", () => {
    fc.assert(
      fc.property(packets, (packet) => {
        const read = readPacket(writePacket(packet));
        expect({ ...read, payload: [...(read?.payload ?? [])] }).toEqual({ ...packet, payload: [...packet.payload] });
      }),
    );
  });

  it("stands on the wire as RFC 3550 draws it", () => {
    const payload = Uint8Array.of(0xaa, 0xbb);
    const datagram = writePacket({
      marker: true,
      payloadType: 8,
      sequence: 0x1234,
      timestamp: 0x89ab_cdef,
      ssrc: 1,
      payload,
    });
    expect(datagram.toString("hex")).toBe("80881234" + "89abcdef" + "00000001" + "aabb");
  });

  it("gives its payload without contributing sources, header extension and padding", () => {
    const head = "b2001234" + "00000001" + "00000002"; // V=2, P, X, two CSRCs
    const datagram = Buffer.from(`${head}0000000a0000000bbede0001deadbeefc0ffee000003`, "hex");
    expect(Buffer.from(readPacket(datagram)?.payload ?? []).toString("hex")).toBe("c0ffee");
  });

  it("is not made of noise: nothing throws, and RTCP or STUN is no packet", () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 80 }), (noise) => void readPacket(noise)));
    const receiverReport = Buffer.from("80c90001000000070000000000000000", "hex");
    const stunRequest = Buffer.from(`000100002112a442${"00".repeat(12)}`, "hex");
    expect(readPacket(receiverReport)).toBeUndefined();
    expect(readPacket(stunRequest)).toBeUndefined();
    expect(readPacket(Buffer.from("80", "hex"))).toBeUndefined();
  });

  it("with lengths that reach beyond its end is no packet", () => {
    expect(readPacket(Buffer.from("8f001234" + "00000001" + "00000002", "hex"))).toBeUndefined(); // 15 CSRCs
    expect(readPacket(Buffer.from("a0001234" + "00000001" + "00000002" + "ff", "hex"))).toBeUndefined(); // padding
    expect(readPacket(Buffer.from("90001234" + "00000001" + "00000002" + "bede00ff", "hex"))).toBeUndefined(); // extension
  });
});

describe("numbers that wrap", () => {
  it("go on counting over the edge, forwards and backwards", () => {
    expect(unwrapSequence(65_535, 0)).toBe(65_536);
    expect(unwrapSequence(65_536, 65_535)).toBe(65_535);
  });

  it("stay nearest to the one before", () => {
    fc.assert(
      fc.property(fc.nat(1_000_000), fc.integer({ min: -32_767, max: 32_767 }), (previous, step) => {
        expect(unwrapSequence(previous, (previous + step) & 0xffff)).toBe(previous + step);
      }),
    );
  });
});
