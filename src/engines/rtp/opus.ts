import type * as Libopus from "libopus-wasm";
import type { AudioCodec, AudioDecoder, AudioEncoder } from "./codec.ts";

/** RFC 7587 §4.2: whatever is encoded, timestamps count 48,000 a second. */
const CLOCK_RATE = 48_000;
const SAMPLE_RATE = 16_000;
const FRAME_SAMPLES = 320;
/** RFC 7587 §3.1.1: what wideband speech needs at most. */
const BITRATE = 24_000;
/** Of 10: more costs twice as much, and is not heard in speech. */
const COMPLEXITY = 4;
/** So many packets may be lost: some of their sound is said again in the next ones, which their receiver may use (RFC 7587 §3.3). */
const EXPECTED_LOSS_PERCENT = 5;
/** RFC 6716 §3.4: a packet says at most 120 ms. */
const MOST_PACKET_SAMPLES = 1_920;

/**
 * Opus (RFC 6716) in wideband, by libopus as WebAssembly. What is said and heard before that is loaded (`loadOpus`) is lost.
 * @see RFC 7587
 */
export const OPUS: AudioCodec = {
  name: "opus",
  payloadType: 111,
  clockRate: CLOCK_RATE,
  channels: 2, // RFC 7587 §7: always, also for one voice
  sampleRate: SAMPLE_RATE,
  parameters: `maxplaybackrate=${SAMPLE_RATE};sprop-maxcapturerate=${SAMPLE_RATE};useinbandfec=1`,
  silence: undefined,
  newEncoder: () => new OpusEncoding(),
  newDecoder: () => new OpusDecoding(),
};

let library: Promise<typeof Libopus> | undefined;
let isBroken = false;

/** False: the library can't be used on this machine. */
export function isOpusUsable(): boolean {
  return !isBroken;
}

/** Loads the library, once a process, which takes some 50 ms; streams can code at once then. @returns why it can't be used */
export async function loadOpus(): Promise<unknown> {
  try {
    const { loadLibopus } = await opusLibrary();
    await loadLibopus();
    return undefined;
  } catch (failure) {
    isBroken = true;
    return failure;
  }
}

function opusLibrary(): NonNullable<typeof library> {
  return (library ??= import("libopus-wasm"));
}

/** What the library keeps of one stream; undefined until it is there. */
class Held<Handle extends { free(): void }> implements Disposable {
  handle: Handle | undefined;
  #isOver = false;

  constructor(made: Promise<Handle>) {
    made.then(
      (handle) => {
        if (this.#isOver) handle.free();
        else this.handle = handle;
      },
      () => (isBroken = true),
    );
  }

  [Symbol.dispose](): void {
    this.#isOver = true;
    this.handle?.free();
    this.handle = undefined;
  }
}

class OpusEncoding implements AudioEncoder {
  readonly #held = new Held<Libopus.OpusEncoderHandle>(newEncoderHandle());

  encode(samples: Int16Array, target: Uint8Array): number {
    const packet = this.#held.handle?.encode(samples, { frameSize: samples.length, maxPacketBytes: target.length });
    if (packet === undefined) return 0;
    target.set(packet);
    return packet.length;
  }

  [Symbol.dispose](): void {
    this.#held[Symbol.dispose]();
  }
}

class OpusDecoding implements AudioDecoder {
  readonly #held = new Held<Libopus.OpusDecoderHandle>(newDecoderHandle());
  #packetSamples = FRAME_SAMPLES;

  decode(payload: Uint8Array, target: Int16Array): number {
    const { handle } = this.#held;
    if (handle === undefined || payload.length === 0) return 0;
    let samples: Int16Array;
    try {
      samples = handle.decode(payload);
    } catch {
      return this.conceal(target); // no Opus, though it says so: as good as lost
    }
    this.#packetSamples = samples.length;
    target.set(samples);
    return samples.length;
  }

  conceal(target: Int16Array): number {
    const samples = this.#held.handle?.decodePacketLoss(this.#packetSamples);
    if (samples === undefined) return 0;
    target.set(samples);
    return samples.length;
  }

  [Symbol.dispose](): void {
    this.#held[Symbol.dispose]();
  }
}

async function newEncoderHandle(): Promise<Libopus.OpusEncoderHandle> {
  const { Application, createEncoder } = await opusLibrary();
  return createEncoder({
    sampleRate: SAMPLE_RATE,
    channels: 1,
    application: Application.Voip,
    frameSize: FRAME_SAMPLES,
    bitrate: BITRATE,
    complexity: COMPLEXITY,
    fec: true,
    packetLossPercent: EXPECTED_LOSS_PERCENT,
  });
}

async function newDecoderHandle(): Promise<Libopus.OpusDecoderHandle> {
  const { createDecoder } = await opusLibrary();
  return createDecoder({ sampleRate: SAMPLE_RATE, channels: 1, maxFrameSize: MOST_PACKET_SAMPLES });
}
