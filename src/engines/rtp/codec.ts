/** Samples a second of audio inside: what G.711 carries (narrowband), and what G.722 does (wideband). */
export type SampleRate = 8000 | 16_000;

/** One frame of 20 ms. */
export function samplesPerFrame(rate: SampleRate): number {
  return rate / 50;
}

/** Makes payloads of one stream's frames; most codecs remember what came before. */
export interface AudioEncoder {
  /** Encodes all of `samples` into `target`, which has room for it. @returns how many bytes */
  encode(samples: Int16Array, target: Uint8Array): number;
}

/** Makes samples of one stream's payloads, in the order in which they were sent. */
export interface AudioDecoder {
  /** Decodes all of `payload` into `target`, which has room for it. @returns how many samples */
  decode(payload: Uint8Array, target: Int16Array): number;
}

/** A way to carry audio by RTP, in frames of 20 ms. */
export interface AudioCodec {
  /** As session descriptions name it. */
  readonly name: "PCMA" | "PCMU" | "G722";
  /** The static payload type (RFC 3551 §6). */
  readonly payloadType: number;
  /** Ticks a second of RTP timestamps, as session descriptions name them too. */
  readonly clockRate: number;
  readonly sampleRate: SampleRate;
  /** The byte that fills up for audio that is missing: payloads may be cut and joined anywhere. */
  readonly silence: number;
  newEncoder(): AudioEncoder;
  newDecoder(): AudioDecoder;
}
