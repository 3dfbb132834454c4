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

/** As much of a file's start as its header may take; recorders put some metadata before the audio. */
export const WAV_HEADER_LIMIT_BYTES = 64 * 1024;

const CODINGS: ReadonlyMap<number, WavCoding> = new Map([
  [1, "pcm16"],
  [6, "alaw"],
  [7, "mulaw"],
]);
const EXTENSIBLE = 0xfffe;
/** What a writer leaves in the size field when it does not know the size. */
const UNKNOWN_SIZES = [0, 0xffff_ffff, 0x7fff_ffff];

/** Reads the header of a RIFF/WAVE file; undefined when it is none that we can play. */
export function readWavHeader(start: Uint8Array): WavFormat | undefined {
  const view = new DataView(start.buffer, start.byteOffset, start.length);
  if (start.length < 12 || tag(view, 0) !== "RIFF" || tag(view, 8) !== "WAVE") return undefined;

  let format: Pick<WavFormat, "coding" | "sampleRate" | "channels"> | undefined;
  for (let at = 12; at + 8 <= start.length;) {
    const size = view.getUint32(at + 4, true);
    const body = at + 8;
    if (tag(view, at) === "fmt ") format = readFormat(view, body, size);
    if (tag(view, at) === "data") {
      if (format === undefined) return undefined;
      return { ...format, dataOffset: body, dataBytes: UNKNOWN_SIZES.includes(size) ? undefined : size };
    }
    at = body + size + (size & 1); // chunks are aligned to two bytes
  }
  return undefined;
}

function readFormat(
  view: DataView,
  at: number,
  size: number,
): Pick<WavFormat, "coding" | "sampleRate" | "channels"> | undefined {
  if (size < 16 || at + size > view.byteLength) return undefined;
  const kind = view.getUint16(at, true);
  const code = kind === EXTENSIBLE && size >= 26 ? view.getUint16(at + 24, true) : kind;
  const coding = CODINGS.get(code);
  const channels = view.getUint16(at + 2, true);
  const sampleRate = view.getUint32(at + 4, true);
  const bits = view.getUint16(at + 14, true);
  if (coding === undefined || (channels !== 1 && channels !== 2)) return undefined;
  if (bits !== (coding === "pcm16" ? 16 : 8) || sampleRate < 8000 || sampleRate > 48_000) return undefined;
  return { coding, sampleRate, channels };
}

function tag(view: DataView, at: number): string {
  return String.fromCharCode(view.getUint8(at), view.getUint8(at + 1), view.getUint8(at + 2), view.getUint8(at + 3));
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

export const WAV_HEADER_BYTES = 44;

/** The header of a mono 16-bit file. Written with 0 bytes first and again when the size is known. */
export function wavHeader(sampleRate: number, dataBytes: number): Buffer {
  const header = Buffer.alloc(WAV_HEADER_BYTES);
  header.write("RIFF", 0, "latin1");
  header.writeUInt32LE(36 + dataBytes, 4);
  header.write("WAVEfmt ", 8, "latin1");
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(sampleRate, 24);
  header.writeUInt32LE(2 * sampleRate, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write("data", 36, "latin1");
  header.writeUInt32LE(dataBytes, 40);
  return header;
}
