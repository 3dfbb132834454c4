import { createDoubler, createHalver } from "./half-band.ts";
import type { Parsed } from "../vocabulary/parsed.ts";

/**
 * What a WAV file says about itself (RIFF, as media servers write it: PCM or WAVE_FORMAT_EXTENSIBLE).
 *
 * ```
 * "RIFF" size(4) "WAVE" { id(4) size(4) body }*     all numbers little-endian
 * "fmt "  format(2) channels(2) rate(4) bytes/s(4) frame(2) bits(2) …
 * "data"  samples
 * ```
 */
export interface Wav {
  /** 1 is PCM, 6 A-law, 7 µ-law, 0xfffe says it in `subformat`. */
  readonly encoding: number;
  /** Of WAVE_FORMAT_EXTENSIBLE only. */
  readonly subformat: number | undefined;
  readonly channels: number;
  readonly sampleRate: number;
  readonly bitsPerSample: number;
  /** The length that the whole file claims for itself, without its first 8 bytes. */
  readonly riffBytes: number;
  /** Where the samples begin. */
  readonly dataOffset: number;
  /** As the file's header has it; what is really there may be less, or more after a crash. */
  readonly dataBytes: number;
}

const EXTENSIBLE = 0xfffe;

/** More than this before the samples is no header. */
export const MOST_HEADER_BYTES = 64 * 1024;

/** Reads the beginning of a file: its header up to the first sample. */
export function parseWavHeader(head: Uint8Array): Parsed<Wav> {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const name = (at: number): string => String.fromCharCode(...head.subarray(at, at + 4));
  if (head.byteLength < 12 || name(0) !== "RIFF" || name(8) !== "WAVE") return { ok: false, problem: "not RIFF/WAVE" };

  const riffBytes = view.getUint32(4, true);
  let format: (Omit<Wav, "dataOffset" | "dataBytes"> & { readonly frameBytes: number }) | undefined;
  for (let at = 12; at + 8 <= head.byteLength;) {
    const size = view.getUint32(at + 4, true);
    if (name(at) === "fmt ") {
      if (size < 16 || at + 24 > head.byteLength) return { ok: false, problem: "fmt chunk too short" };
      format = {
        encoding: view.getUint16(at + 8, true),
        subformat: view.getUint16(at + 8, true) === EXTENSIBLE ? subformatAt(view, at, size) : undefined,
        channels: view.getUint16(at + 10, true),
        sampleRate: view.getUint32(at + 12, true),
        bitsPerSample: view.getUint16(at + 22, true),
        frameBytes: view.getUint16(at + 20, true),
        riffBytes,
      };
    } else if (name(at) === "data") {
      if (format === undefined) return { ok: false, problem: "data before fmt" };
      const { frameBytes, ...facts } = format;
      const { sampleRate, channels, bitsPerSample } = facts;
      if (sampleRate === 0 || channels === 0 || bitsPerSample % 8 !== 0 || bitsPerSample === 0)
        return { ok: false, problem: "fmt chunk makes no sense" };
      if (frameBytes !== channels * (bitsPerSample / 8)) return { ok: false, problem: "block align makes no sense" };
      return { ok: true, value: { ...facts, dataOffset: at + 8, dataBytes: size } };
    }
    at += 8 + size + (size % 2); // chunks are padded to even length
  }
  return { ok: false, problem: "no data chunk" };
}

function subformatAt(view: DataView, at: number, size: number): number | undefined {
  return size >= 26 && at + 34 <= view.byteLength ? view.getUint16(at + 32, true) : undefined;
}

/**
 * What is wrong with the lengths of a file of so many bytes; undefined: nothing. For files that come from elsewhere: of a
 * recording of ours that a crash cut off they are put right (`headerLengths`).
 */
export function lengthProblem(wav: Wav, fileBytes: number): string | undefined {
  const { riffBytes, dataBytes, dataOffset, channels, bitsPerSample } = wav;
  if (dataBytes === 0) return "its data chunk is empty";
  if (dataOffset + dataBytes > fileBytes)
    return "its data chunk is longer than the file: it was cut off, or its header is wrong";
  if (dataBytes % (channels * (bitsPerSample / 8)) !== 0) return "its data chunk ends within a sample";
  if (riffBytes + 8 > fileBytes + 1 || riffBytes + 8 < dataOffset + dataBytes)
    return "its RIFF length isn't that of the file";
  return undefined;
}

/** How long a file of this many bytes plays, whatever its header claims. */
export function durationMs(wav: Wav, fileBytes: number): number {
  const bytesPerSecond = wav.sampleRate * wav.channels * (wav.bitsPerSample / 8);
  return Math.floor((Math.max(0, fileBytes - wav.dataOffset) * 1_000) / bytesPerSecond);
}

/**
 * Two recordings as one, with a pause between them; undefined where they can't be joined, or one is no WAV. Where only one of them was
 * spoken in wideband, the first takes the rate of the second.
 */
export function joinWavs(first: Uint8Array, second: Uint8Array, pauseMs: number): Uint8Array | undefined {
  const [one, other] = [parseWavHeader(first), parseWavHeader(second)];
  if (!one.ok || !other.ok) return undefined;
  const converted = atRate(first, one.value, other.value.sampleRate);
  if (converted !== undefined) return joinWavs(converted, second, pauseMs);
  if (!isAlike(one.value, other.value)) return undefined;
  const { dataOffset, sampleRate, channels, bitsPerSample } = one.value;
  const frameBytes = channels * (bitsPerSample / 8);
  const samplesOf = (bytes: Uint8Array, { dataOffset: at }: Wav): Uint8Array =>
    bytes.subarray(at, bytes.byteLength - ((bytes.byteLength - at) % frameBytes));
  const pause = new Uint8Array(Math.round((sampleRate * pauseMs) / 1_000) * frameBytes); // 16-bit silence is zeros
  const joined = Buffer.concat([
    first.subarray(0, dataOffset),
    samplesOf(first, one.value),
    pause,
    samplesOf(second, other.value),
  ]);
  const { riff, data } = headerLengths(one.value, joined.byteLength);
  joined.writeUInt32LE(riff, 4);
  joined.writeUInt32LE(data, dataOffset - 4);
  return joined;
}

const PCM = 1;

/** With twice or half as many samples a second; undefined: that isn't what is wanted, or not of this kind of file. */
function atRate(
  bytes: Uint8Array,
  { encoding, channels, bitsPerSample, sampleRate, dataOffset }: Wav,
  wanted: number,
): Buffer | undefined {
  if (encoding !== PCM || channels !== 1 || bitsPerSample !== 16) return undefined;
  if (wanted !== 2 * sampleRate && 2 * wanted !== sampleRate) return undefined;
  const filter = wanted > sampleRate ? createDoubler() : createHalver();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const count = Math.floor((bytes.byteLength - dataOffset) / 2);
  const samples = filter.convert(Int16Array.from({ length: count }, (_, i) => view.getInt16(dataOffset + 2 * i, true)));
  const data = Buffer.alloc(2 * samples.length);
  for (const [i, sample] of samples.entries())
    data.writeInt16LE(Math.max(-32_768, Math.min(32_767, Math.round(sample))), 2 * i);
  return Buffer.concat([wavHeader(wanted, data.length), data]);
}

function isAlike(one: Wav, other: Wav): boolean {
  return (
    one.encoding === other.encoding &&
    one.channels === other.channels &&
    one.sampleRate === other.sampleRate &&
    one.bitsPerSample === 16 &&
    other.bitsPerSample === 16
  );
}

/** The two lengths that a header must carry for a file of this size: what a crash leaves undone. */
export function headerLengths(wav: Wav, fileBytes: number): { readonly riff: number; readonly data: number } {
  return { riff: Math.max(0, fileBytes - 8), data: Math.max(0, fileBytes - wav.dataOffset) };
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
