/** Samples a second of audio inside: what G.711 carries (narrowband), and what G.722 does (wideband). */
export type SampleRate = 8000 | 16_000;

/** One frame of 20 ms. */
export function samplesPerFrame(rate: SampleRate): number {
  return rate / 50;
}

/** Makes payloads of one stream's frames; most codecs remember what came before. */
export interface AudioEncoder extends Disposable {
  /** Encodes all of `samples`, one frame, into `target`, which has room for it. @returns how many bytes; 0: it can't yet */
  encode(samples: Int16Array, target: Uint8Array): number;
}

/** Makes samples of one stream's payloads, in the order in which they were sent. */
export interface AudioDecoder extends Disposable {
  /** Decodes all of `payload` into `target`, which has room for it. @returns how many samples */
  decode(payload: Uint8Array, target: Int16Array): number;
  /** What may have been said in a packet that is lost; left out: the codec can't tell. @returns how many samples */
  conceal?(target: Int16Array): number;
}

/** A way to carry audio by RTP, in frames of 20 ms. */
export interface AudioCodec {
  /** As session descriptions name it. */
  readonly name: "PCMA" | "PCMU" | "G722" | "opus";
  /** The static payload type (RFC 3551 §6), or the one by which we offer it. */
  readonly payloadType: number;
  /** Ticks a second of RTP timestamps, as session descriptions name them too. */
  readonly clockRate: number;
  /** As session descriptions name them; undefined: one. */
  readonly channels?: number;
  /** What else an offer or answer says of it (a=fmtp). */
  readonly parameters?: string;
  readonly sampleRate: SampleRate;
  /** The byte that fills up for audio that is missing, where payloads may be cut and joined anywhere; undefined: they may not. */
  readonly silence: number | undefined;
  newEncoder(): AudioEncoder;
  newDecoder(): AudioDecoder;
}
