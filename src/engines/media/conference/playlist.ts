import type { AudioSource } from "../audio/audio-source.ts";
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
  readonly #buffer: Int16Array;

  constructor(frameSamples: number) {
    this.#buffer = new Int16Array(frameSamples);
  }

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
  next(): Int16Array | undefined {
    const piece = this.#pieces[0];
    if (piece === undefined) return undefined;
    const count = piece.source.read(this.#buffer);
    if (count === "later") return undefined;
    this.#buffer.fill(0, count);
    piece.samples += count;
    if (count < this.#buffer.length) this.#end();
    return this.#buffer;
  }

  /** Adds the next 20 ms to what is heard anyway; true when there was something. */
  addTo(target: Int16Array): boolean {
    const samples = this.next();
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
    piece.done(piece.samples);
  }
}
