import { open } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import { WAV_HEADER_BYTES, wavHeader } from "../../../audio/wav.ts";
import type { SampleRate } from "../../rtp/codec.ts";
import { RateConverter } from "../../rtp/rate-converter.ts";

/** Written to disk at a time. */
const BLOCK_SECONDS = 1;
/** A disk that is further behind counts as broken. */
const MAX_UNWRITTEN_BLOCKS = 30;

/** A WAV file that is being recorded: 8 or 16 kHz, 16 bit, one channel. Closing it makes it complete and puts it on stable storage. */
export class WavRecording implements AsyncDisposable {
  readonly #file: FileHandle;
  readonly rate: SampleRate;
  readonly #converter = new RateConverter();
  #block: Buffer;
  #used = 0;
  #written = 0;
  #unwritten = 0;
  #samples = 0;
  #writing: Promise<void> = Promise.resolve();
  #failure: Error | undefined;
  #closing: Promise<void> | undefined;

  private constructor(file: FileHandle, rate: SampleRate) {
    this.#file = file;
    this.rate = rate;
    this.#block = Buffer.allocUnsafe(2 * BLOCK_SECONDS * rate);
  }

  /** Creates the file, over one that is there. @throws the file system's error */
  static async create(path: string, rate: SampleRate): Promise<WavRecording> {
    const file = await open(path, "w");
    const recording = new WavRecording(file, rate);
    recording.#enqueue(wavHeader(rate, 0), 0);
    return recording;
  }

  /** Samples recorded so far. */
  get samples(): number {
    return this.#samples;
  }

  /** What went wrong with the disk; what was said until then may be in the file. */
  get failure(): Error | undefined {
    return this.#failure;
  }

  /** @param rate  of the samples, which are converted to that of the recording */
  write(said: Int16Array, rate: SampleRate): void {
    if (this.#closing !== undefined || this.#failure !== undefined) return;
    const samples = this.#converter.convert(said, rate, this.rate);
    this.#samples += samples.length;
    for (let i = 0; i < samples.length; i++) {
      this.#block.writeInt16LE(samples[i] as number, this.#used);
      this.#used += 2;
      if (this.#used === this.#block.length) this.#flush();
    }
  }

  /** Everything is on the disk, and the header says how much it is. @throws the file system's error */
  async close(): Promise<void> {
    this.#closing ??= this.#finish();
    await this.#closing;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close().catch(() => undefined);
  }

  #flush(): void {
    this.#enqueue(this.#block.subarray(0, this.#used), WAV_HEADER_BYTES + this.#written);
    this.#written += this.#used;
    this.#block = Buffer.allocUnsafe(this.#block.length);
    this.#used = 0;
  }

  #enqueue(bytes: Uint8Array, position: number): void {
    if (++this.#unwritten > MAX_UNWRITTEN_BLOCKS) {
      this.#failure ??= new Error("the disk does not keep up with the recording");
      return;
    }
    this.#writing = this.#writing
      .then(() => this.#writeAll(bytes, position))
      .catch((failure: unknown) => {
        this.#failure ??= failure instanceof Error ? failure : new Error("the recording could not be written");
      })
      .finally(() => this.#unwritten--);
  }

  async #writeAll(bytes: Uint8Array, position: number): Promise<void> {
    for (let done = 0; done < bytes.length;) {
      const { bytesWritten } = await this.#file.write(bytes, done, bytes.length - done, position + done);
      done += bytesWritten;
    }
  }

  async #finish(): Promise<void> {
    try {
      if (this.#used > 0) this.#flush();
      await this.#writing;
      await this.#writeAll(wavHeader(this.rate, this.#written), 0);
      await this.#file.datasync();
    } finally {
      await this.#file.close();
    }
    if (this.#failure !== undefined) throw this.#failure;
  }
}

/** Only WAV is written; any other name, or a folder that is not there, gives undefined. */
export async function createRecording(path: string, rate: SampleRate): Promise<WavRecording | undefined> {
  if (!/\.wav$/i.test(path)) return undefined;
  return WavRecording.create(path, rate).catch(() => undefined);
}
