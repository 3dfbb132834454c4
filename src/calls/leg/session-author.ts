import { isSameAuthor, readOrigin, withOrigin, withoutOrigin, type Origin } from "../../sdp/origin.ts";

/**
 * What one telephone is told of the other end must look like one session of one author, although several speak to it: first
 * the callee, then the media server's music, then another party (RFC 3264 §8, RFC 4566 §5.2).
 *
 * As long as there is one author nothing is touched: its own versions say what changed. From the first change of author on,
 * all SDPs carry the first author's origin, with a version of ours that rises with each change. An SDP that we make or
 * change must show another author.
 */
export class SessionAuthor {
  #first: Origin | undefined;
  #last = "";
  /** The version that we sent last, once we number them ourselves. */
  #version: bigint | undefined;

  /** What the telephone shall be sent for this SDP. */
  next(sdp: string): string {
    const origin = readOrigin(sdp);
    if (origin === undefined) return sdp;
    this.#first ??= origin;
    if (this.#version === undefined && isSameAuthor(origin, this.#first)) {
      this.#last = sdp;
      return sdp;
    }
    const isSame = withoutOrigin(sdp) === withoutOrigin(this.#last);
    const before = this.#version ?? readOrigin(this.#last)?.version ?? 0n;
    this.#version = isSame ? before : before + 1n;
    this.#last = sdp;
    return withOrigin(sdp, { ...this.#first, version: this.#version });
  }
}
