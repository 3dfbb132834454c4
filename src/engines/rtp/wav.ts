import { parseWavHeader } from "../../audio/wav.ts";
import { PCMA, PCMU } from "./g711.ts";

export type WavCoding = "pcm16" | "alaw" | "mulaw";

/** How to play a WAV file: what its `fmt ` chunk says and where its audio lies. */
export interface WavFormat {
  readonly coding: WavCoding;
  readonly sampleRate: number;
  readonly channels: 1 | 2;
  readonly dataOffset: number;
  /** Undefined in a file whose writer never closed it: then the audio goes to the end of the file. */
  readonly dataBytes: number | undefined;
}

const CODINGS: ReadonlyMap<number, WavCoding> = new Map([
  [1, "pcm16"],
  [6, "alaw"],
  [7, "mulaw"],
]);
/** What a writer leaves in the size field when it does not know the size. */
const UNKNOWN_SIZES = [0, 0xffff_ffff, 0x7fff_ffff];

/** Reads the header of a WAV file; undefined when it is none that we can play. */
export function readWavHeader(start: Uint8Array): WavFormat | undefined {
  const wav = parseWavHeader(start);
  if (!wav.ok) return undefined;
  const { encoding, subformat, channels, sampleRate, bitsPerSample, dataOffset, dataBytes } = wav.value;
  const coding = CODINGS.get(subformat ?? encoding);
  if (coding === undefined || (channels !== 1 && channels !== 2)) return undefined;
  if (bitsPerSample !== (coding === "pcm16" ? 16 : 8) || sampleRate < 8000 || sampleRate > 48_000) return undefined;
  return {
    coding,
    sampleRate,
    channels,
    dataOffset,
    dataBytes: UNKNOWN_SIZES.includes(dataBytes) ? undefined : dataBytes,
  };
}

/** Bytes of one sample of all channels. */
export function bytesPerFrame(format: Pick<WavFormat, "coding" | "channels">): number {
  return format.channels * (format.coding === "pcm16" ? 2 : 1);
}

/** Turns audio bytes of a WAV file into samples; two channels are averaged into one. Odd bytes at the end are left out. */
export function decodeWav(format: Pick<WavFormat, "coding" | "channels">, bytes: Uint8Array): Int16Array {
  const frames = Math.floor(bytes.length / bytesPerFrame(format));
  const values = new Int16Array(frames * format.channels);
  if (format.coding === "pcm16") {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    for (let i = 0; i < values.length; i++) values[i] = view.getInt16(2 * i, true);
  } else {
    (format.coding === "alaw" ? PCMA : PCMU).decode(bytes.subarray(0, values.length), values);
  }
  if (format.channels === 1) return values;
  return Int16Array.from({ length: frames }, (_, i) => ((values[2 * i] ?? 0) + (values[2 * i + 1] ?? 0)) >> 1);
}
