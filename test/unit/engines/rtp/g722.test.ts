import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { G722 } from "../../../../src/engines/rtp/g722.ts";

/** Noise of a linear congruential generator, in steps of 6 dB. */
function noise(): Int16Array {
  let state = 1;
  return Int16Array.from({ length: 16_000 }, (_, at) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff;
    return (((state >>> 15) & 0xffff) - 32_768) >> (((at >> 10) & 7) + 1);
  });
}

const sine = (hz: number, amplitude: number): Int16Array =>
  Int16Array.from({ length: 16_000 }, (_, i) => Math.round(amplitude * Math.sin((2 * Math.PI * hz * i) / 16_000)));

function encoded(samples: Int16Array): Uint8Array {
  const codes = new Uint8Array(samples.length / 2);
  expect(G722.newEncoder().encode(samples, codes)).toBe(codes.length);
  return codes;
}

function decoded(codes: Uint8Array): Int16Array {
  const samples = new Int16Array(2 * codes.length);
  expect(G722.newDecoder().decode(codes, samples)).toBe(samples.length);
  return samples;
}

const sha256 = (data: Uint8Array | Int16Array): string =>
  createHash("sha256")
    .update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
    .digest("hex");

/** Of what was said, against all that differs from it, in dB; the filters of both sides are 22 samples late together. */
function signalToNoise(said: Int16Array, heard: Int16Array): number {
  let signal = 0;
  let difference = 0;
  for (let i = 1_000; i + 22 < said.length; i++) {
    signal += said[i]! ** 2;
    difference += (said[i]! - heard[i + 22]!) ** 2;
  }
  return 10 * Math.log10(signal / difference);
}

describe("G.722", () => {
  it("makes the same bytes and the same samples of them as another implementation, bit by bit", () => {
    const codes = encoded(noise());
    expect(Buffer.from(codes.subarray(0, 24)).toString("hex")).toBe("18a484208a3a04201208048e322b2c2b179aac1fa5252bbc");
    expect(sha256(codes)).toBe("7c978de40ce8f5fe53f64bfbbedf67e613273036d61056179fb8239188e3e819");
    expect(sha256(decoded(codes))).toBe("64c9f84bd5bbc4f97d66b85e5d5a944fb847fb25bbc5d4012994ae7cfef2a7f1");
  });

  it.each([
    [300, 25],
    [1_000, 25],
    [3_000, 25],
    [5_000, 15],
    [6_500, 12],
  ])("carries a tone of %i Hz with at least %i dB over its noise", (hz, leastDb) => {
    for (const amplitude of [1_000, 10_000]) {
      const said = sine(hz, amplitude);
      expect(signalToNoise(said, decoded(encoded(said)))).toBeGreaterThan(leastDb);
    }
  });

  it("goes on from frame to frame as in one piece", () => {
    const said = noise();
    const [encoder, decoder] = [G722.newEncoder(), G722.newDecoder()];
    const codes = new Uint8Array(8_000);
    const heard = new Int16Array(16_000);
    for (let at = 0; at < said.length; at += 320) {
      const frame = codes.subarray(at / 2, at / 2 + 160);
      encoder.encode(said.subarray(at, at + 320), frame);
      decoder.decode(frame, heard.subarray(at, at + 320));
    }
    expect(codes).toEqual(encoded(said));
    expect(heard).toEqual(decoded(codes));
  });

  it("stays within 16 bits, whatever comes", () => {
    const loud = Int16Array.from({ length: 16_000 }, (_, at) => (at % 40 < 20 ? 32_767 : -32_768));
    expect(signalToNoise(loud, decoded(encoded(loud)))).toBeGreaterThan(5);
    for (const code of [0, 0x3f, 0xc0, 0xff]) expect(decoded(new Uint8Array(160).fill(code)).length).toBe(320);
  });

  it("is silent where packets are missing", () => {
    const missing = new Uint8Array(800).fill(G722.silence ?? 0);
    expect(Math.max(...decoded(missing).map(Math.abs))).toBeLessThan(5);
    const afterTone = decoded(Buffer.concat([encoded(sine(1_000, 10_000)), missing]));
    expect(Math.max(...afterTone.subarray(16_000 + 320).map(Math.abs))).toBeLessThan(100);
  });
});
