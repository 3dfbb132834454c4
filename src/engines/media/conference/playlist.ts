import { LINE_RATE, type AudioSource } from "../audio/audio-source.ts";
import { samplesPerFrame, type SampleRate } from "../../rtp/codec.ts";
import { mixInto } from "../../rtp/level.ts";
import { MAX_QUEUED_FILES } from "../limits.ts";

interface Piece {
  readonly file: string;
  readonly source: AudioSource;
  readonly done: (samples: number) => void;
  samples: number;
}

/** Files that are played to a conference, or to one of its members, one after the other. Owns what it plays. */
export class Playlist implements Disposable {
  readonly #pieces: Piece[] = [];
  #buffer = new Int16Array(0);

  get length(): number {
    return this.#pieces.length;
  }

  /** Plays it after all that waits. @returns false when too much waits; `done` is called once it has been played or stopped */
  append(file: string, source: AudioSource, done: (samples: number) => void): boolean {
    if (this.#pieces.length >= MAX_QUEUED_FILES) {
      void source[Symbol.asyncDispose]();
      return false;
    }
    this.#pieces.push({ file, source, done, samples: 0 });
    return true;
  }

  /** The next 20 ms; undefined when nothing plays. Valid until the next call. */
  next(rate: SampleRate): Int16Array | undefined {
    const piece = this.#pieces[0];
    if (piece === undefined) return undefined;
    const wanted = samplesPerFrame(rate);
    if (this.#buffer.length !== wanted) this.#buffer = new Int16Array(wanted);
    const buffer = this.#buffer;
    const count = piece.source.read(buffer, rate);
    if (count === "later") return undefined;
    buffer.fill(0, count);
    piece.samples += (count * LINE_RATE) / rate;
    if (count < wanted) this.#end();
    return buffer;
  }

  /** Adds the next 20 ms to what is heard anyway; true when there was something. */
  addTo(target: Int16Array, rate: SampleRate): boolean {
    const samples = this.next(rate);
    if (samples !== undefined) mixInto(target, samples);
    return samples !== undefined;
  }

  /** Ends what plays now, or also all that waits. @returns how many files that were */
  stop(which: "current" | "all"): number {
    const count = which === "all" ? this.#pieces.length : Math.min(1, this.#pieces.length);
    for (let i = 0; i < count; i++) this.#end();
    return count;
  }

  [Symbol.dispose](): void {
    this.stop("all");
  }

  #end(): void {
    const piece = this.#pieces.shift();
    if (piece === undefined) return;
    void piece.source[Symbol.asyncDispose]();
    piece.done(Math.floor(piece.samples));
  }
}
