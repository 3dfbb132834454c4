import { beforeAll, describe, expect, it } from "vitest";
import { loadOpus, OPUS } from "../../../../src/engines/rtp/opus.ts";
import type { AudioDecoder, AudioEncoder } from "../../../../src/engines/rtp/codec.ts";
import { amplitudeAt } from "../../../support/goertzel.ts";

beforeAll(async () => {
  expect(await loadOpus()).toBeUndefined();
});

const RATE = 16_000;
const FRAME = 320;
const sine = (hz: number, count = RATE): Int16Array =>
  Int16Array.from({ length: count }, (_, i) => Math.round(8_000 * Math.sin((2 * Math.PI * hz * i) / RATE)));

/** Both are ready as soon as the library is, which is loaded. */
async function coders(): Promise<{ readonly encoder: AudioEncoder; readonly decoder: AudioDecoder }> {
  const made = { encoder: OPUS.newEncoder(), decoder: OPUS.newDecoder() };
  const probe = new Uint8Array(1_275);
  while (made.encoder.encode(new Int16Array(FRAME), probe) === 0) await Promise.resolve();
  return made;
}

function packets(encoder: AudioEncoder, samples: Int16Array): Uint8Array[] {
  const made: Uint8Array[] = [];
  const payload = new Uint8Array(1_275);
  for (let at = 0; at + FRAME <= samples.length; at += FRAME)
    made.push(payload.slice(0, encoder.encode(samples.subarray(at, at + FRAME), payload)));
  return made;
}

function decoded(decoder: AudioDecoder, received: readonly (Uint8Array | undefined)[]): Int16Array {
  const room = new Int16Array(1_920);
  const heard: number[] = [];
  for (const packet of received) {
    const count = packet === undefined ? (decoder.conceal?.(room) ?? 0) : decoder.decode(packet, room);
    heard.push(...room.subarray(0, count));
  }
  return Int16Array.from(heard);
}

/** The level of a tone over that of all else, in dB. */
function toneToRest(samples: Int16Array, hz: number): number {
  const amplitude = amplitudeAt(samples, hz, RATE);
  const power = samples.reduce((sum, sample) => sum + sample ** 2, 0) / samples.length;
  return 10 * Math.log10(amplitude ** 2 / 2 / Math.max(1, power - amplitude ** 2 / 2));
}

describe("Opus", () => {
  it.each([300, 1_000, 3_000, 6_000])("carries a tone of %i Hz with at least 12 dB over all else", async (hz) => {
    const { encoder, decoder } = await coders();
    const made = packets(encoder, sine(hz));
    expect(made.every(({ length }) => length < 160)).toBe(true); // less than G.711
    const heard = decoded(decoder, made);
    expect(heard.length).toBe(RATE);
    expect(toneToRest(heard.subarray(RATE / 2), hz)).toBeGreaterThan(12);
    expect(amplitudeAt(heard.subarray(RATE / 2), hz, RATE) / 8_000).toBeGreaterThan(0.7);
  });

  it("goes on over a packet that is lost, and over what is none, without falling silent", async () => {
    const { encoder, decoder } = await coders();
    const received: (Uint8Array | undefined)[] = packets(encoder, sine(500));
    received[25] = undefined;
    received[35] = new Uint8Array(40).fill(0xff);
    const heard = decoded(decoder, received);
    expect(heard.length).toBe(RATE);
    for (const at of [25, 35])
      expect(amplitudeAt(heard.subarray(at * FRAME, (at + 1) * FRAME), 500, RATE)).toBeGreaterThan(3_000);
  });

  it("makes nothing of an empty packet, and nothing any more once it is given back", async () => {
    const { encoder, decoder } = await coders();
    const room = new Int16Array(1_920);
    expect(decoder.decode(new Uint8Array(0), room)).toBe(0);
    const [packet] = packets(encoder, sine(500, FRAME));
    encoder[Symbol.dispose]();
    decoder[Symbol.dispose]();
    expect(encoder.encode(new Int16Array(FRAME), new Uint8Array(1_275))).toBe(0);
    expect(decoder.decode(packet!, room)).toBe(0);
  });
});
