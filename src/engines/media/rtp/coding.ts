import type { AudioCodec, AudioDecoder, AudioEncoder } from "../../rtp/codec.ts";
import { Concealment } from "../../rtp/concealment.ts";
import type { JitterBuffer, Pulled } from "../../rtp/jitter-buffer.ts";

/** Of one frame of 20 ms: a byte of G.711 and of G.722 stands for 1/8 ms. */
const FRAME_BYTES = 160;
/** An Opus packet of 20 ms (RFC 6716 §3.4: one frame is no longer). */
const MOST_PAYLOAD_BYTES = 1_275;
/** Longer than any network's packet. */
const MOST_PACKET_BYTES = 1_500;
/** G.722 makes two samples of a byte; Opus fewer, 120 ms at most. */
const MOST_PACKET_SAMPLES = 2 * MOST_PACKET_BYTES;

/** Room for what is sent or has come, while it is copied. */
const PAYLOAD = new Uint8Array(MOST_PAYLOAD_BYTES);
const CODES = new Uint8Array(FRAME_BYTES);
const SAMPLES = new Int16Array(MOST_PACKET_SAMPLES);

/** The codec of one stream at work. What is heard live and what is taken packet by packet are decoded each in their own order. */
export class Coding implements Disposable {
  readonly codec: AudioCodec;
  readonly #encoder: AudioEncoder;
  readonly #live: AudioDecoder;
  #packets: AudioDecoder | undefined;
  readonly #concealment: Concealment;
  /** Decoded and not heard yet, of codecs whose packets can't be cut. */
  #ahead: Int16Array = new Int16Array(0);
  #left = 0;

  constructor(codec: AudioCodec) {
    this.codec = codec;
    this.#encoder = codec.newEncoder();
    this.#live = codec.newDecoder();
    this.#concealment = new Concealment(codec.sampleRate);
  }

  /** The payload of one frame, valid until the next call; undefined: the codec has none yet. */
  encode(samples: Int16Array): Uint8Array | undefined {
    const bytes = this.#encoder.encode(samples, PAYLOAD);
    return bytes === 0 ? undefined : PAYLOAD.subarray(0, bytes);
  }

  /** The next frame of what is heard live. */
  pull(jitter: JitterBuffer, target: Int16Array): Pulled {
    const { silence } = this.codec;
    if (silence === undefined) return this.#pullPackets(jitter, target);
    const pulled = jitter.pull(CODES, silence);
    if (pulled === "nothing") this.#concealment.pause();
    else if (jitter.isAllLost) this.#concealment.conceal(target);
    else {
      this.#live.decode(CODES, target);
      this.#concealment.hear(target);
    }
    return pulled;
  }

  /** What one packet says, wherever it belongs. */
  decode(payload: Uint8Array): Int16Array {
    this.#packets ??= this.codec.newDecoder();
    return SAMPLES.slice(0, this.#packets.decode(payload.subarray(0, MOST_PACKET_BYTES), SAMPLES));
  }

  [Symbol.dispose](): void {
    this.#encoder[Symbol.dispose]();
    this.#live[Symbol.dispose]();
    this.#packets?.[Symbol.dispose]();
  }

  #pullPackets(jitter: JitterBuffer, target: Int16Array): Pulled {
    let pulled: Pulled = "audio";
    if (this.#ahead.length === 0) this.#ahead = new Int16Array(MOST_PACKET_SAMPLES + target.length);
    while (this.#left < target.length) {
      const packet = jitter.next();
      if (packet === undefined) break;
      const room = this.#ahead.subarray(this.#left);
      if (packet === "lost") {
        pulled = "lost";
        this.#left += this.#live.conceal?.(room) ?? 0;
      } else this.#left += this.#live.decode(packet.subarray(0, MOST_PACKET_BYTES), room);
    }
    if (this.#left === 0) return "nothing";
    const count = Math.min(this.#left, target.length);
    target.set(this.#ahead.subarray(0, count));
    target.fill(0, count);
    this.#ahead.copyWithin(0, count, this.#left);
    this.#left -= count;
    return pulled;
  }
}
