import { open } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import type { SampleRate } from "../../rtp/codec.ts";
import { resampler } from "../../rtp/resampler.ts";
import { MOST_HEADER_BYTES } from "../../../audio/wav.ts";
import { bytesPerFrame, decodeWav, readWavHeader } from "../../rtp/wav.ts";
import type { WavFormat } from "../../rtp/wav.ts";
import { LINE_RATE } from "./audio-source.ts";

/** Read at a time; the next block is fetched while the last one plays. */
const BLOCK_MS = 500;
const BLOCKS_AHEAD = 2;
/** The header of nearly every file fits; only one with long metadata needs a second read. */
const FIRST_READ_BYTES = 4096;

/**
 * Opens a WAV file; undefined when there is none at that path, or none that we can play.
 *
 * @param at  at which rate it is read, and where it begins, in samples of 8 kHz
 */
export async function openWavSource(
  path: string,
  at: { readonly rate: SampleRate; readonly offsetSamples: number },
): Promise<WavSource | undefined> {
  const file = await open(path, "r").catch(() => undefined);
  if (file === undefined) return undefined;
  const format = await readHeader(file).catch(() => undefined);
  if (format === undefined) {
    await file.close();
    return undefined;
  }
  const source = new WavSource(file, format, at);
  await source.fetched();
  return source;
}

async function readHeader(file: FileHandle): Promise<WavFormat | undefined> {
  for (const length of [FIRST_READ_BYTES, MOST_HEADER_BYTES]) {
    const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(length), 0, length, 0);
    const format = readWavHeader(buffer.subarray(0, bytesRead));
    if (format !== undefined || bytesRead < length) return format;
  }
  return undefined;
}

/** A file that is being played: read in blocks ahead of the ear, so that the beat never waits for the disk. */
export class WavSource implements AsyncDisposable {
  readonly #file: FileHandle;
  readonly #format: WavFormat;
  readonly #resampler: ReturnType<typeof resampler>;
  readonly #blocks: Int16Array[] = [];
  #used = 0;
  #position: number;
  readonly #end: number;
  #reading: Promise<void> | undefined;
  #exhausted = false;
  #closed = false;

  constructor(
    file: FileHandle,
    format: WavFormat,
    { rate, offsetSamples }: { readonly rate: SampleRate; readonly offsetSamples: number },
  ) {
    this.#file = file;
    this.#format = format;
    this.#resampler = resampler(format.sampleRate, rate);
    const skipped = Math.floor((offsetSamples * format.sampleRate) / LINE_RATE) * bytesPerFrame(format);
    this.#position = format.dataOffset + skipped;
    this.#end = format.dataBytes === undefined ? Infinity : format.dataOffset + format.dataBytes;
    this.#fetch();
  }

  /** The first block is there. */
  async fetched(): Promise<void> {
    await this.#reading;
  }

  /** Fills `target`. Fewer samples than asked for: that was the end. "later": the disk is slow. */
  read(target: Int16Array): number | "later" {
    let filled = 0;
    while (filled < target.length) {
      const block = this.#blocks[0];
      if (block === undefined) break;
      const taken = Math.min(block.length - this.#used, target.length - filled);
      target.set(block.subarray(this.#used, this.#used + taken), filled);
      filled += taken;
      this.#used += taken;
      if (this.#used === block.length) {
        this.#blocks.shift();
        this.#used = 0;
      }
    }
    this.#fetch();
    if (filled === 0 && !this.#exhausted) return "later";
    if (filled < target.length && !this.#exhausted) target.fill(0, filled);
    return this.#exhausted ? filled : target.length;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    await this.#reading;
    await this.#file.close();
  }

  #fetch(): void {
    if (this.#reading !== undefined || this.#exhausted || this.#closed || this.#blocks.length >= BLOCKS_AHEAD) return;
    this.#reading = this.#readBlock()
      .catch(() => {
        this.#exhausted = true; // a file that cannot be read any further ends there
      })
      .finally(() => {
        this.#reading = undefined;
      });
  }

  async #readBlock(): Promise<void> {
    const frame = bytesPerFrame(this.#format);
    const wanted = Math.min(
      Math.floor((this.#format.sampleRate * BLOCK_MS) / 1000) * frame,
      this.#end - this.#position,
    );
    const { buffer, bytesRead } =
      wanted <= 0
        ? { buffer: Buffer.alloc(0), bytesRead: 0 }
        : await this.#file.read(Buffer.allocUnsafe(wanted), 0, wanted, this.#position);
    if (bytesRead < frame) {
      this.#exhausted = true;
      return;
    }
    const whole = bytesRead - (bytesRead % frame);
    this.#position += whole;
    this.#blocks.push(this.#resampler.convert(decodeWav(this.#format, buffer.subarray(0, whole))));
  }
}
