/** Longer packets than this are no telephone's wish; shorter ones double the cost. */
const LONGEST_MS = 60;
const SHORTEST_MS = 10;
/** What all telephones take (RFC 3551 §4.2), and what a frame is. */
export const USUAL_PACKET_MS = 20;
/** RFC 6716 §2.1.4: Opus has no others, of those that telephones wish. */
const OPUS_MS: readonly number[] = [60, 40, 20, 10];

/** What a description wishes of the packets that its author gets, in ms (RFC 8866 §6.4, §6.3). */
export interface PacketWish {
  readonly ptimeMs: number | undefined;
  readonly maxptimeMs: number | undefined;
}

/** How much sound a packet to a peer holds: what it wishes, as far as there is such a packet, and never more than it takes. */
export function packetMsFor(
  { ptimeMs = USUAL_PACKET_MS, maxptimeMs = LONGEST_MS }: PacketWish,
  isOpus: boolean,
): number {
  const most = Math.min(ptimeMs, maxptimeMs, LONGEST_MS);
  if (isOpus) return OPUS_MS.find((ms) => ms <= most) ?? SHORTEST_MS;
  return Math.max(SHORTEST_MS, most - (most % SHORTEST_MS));
}

/** Joins and cuts frames into packets of another length. */
export class Packetizer {
  readonly #waiting: Int16Array;
  readonly #packetSamples: number;
  #count = 0;

  /** @param packetMs  a multiple of 10 */
  constructor(packetMs: number, sampleRate: number) {
    this.#packetSamples = (packetMs * sampleRate) / 1_000;
    this.#waiting = new Int16Array(this.#packetSamples + (LONGEST_MS * sampleRate) / 1_000);
  }

  /** What waits is too old to be said. */
  clear(): void {
    this.#count = 0;
  }

  /**
   * Takes the next frame. Gives out all packets that are full by it, each valid during the call.
   *
   * @param give  is told how many samples before (negative) or after the beginning of this frame its packet begins
   */
  push(frame: Int16Array, give: (samples: Int16Array, fromFrame: number) => void): void {
    let fromFrame = -this.#count;
    this.#waiting.set(frame, this.#count);
    this.#count += frame.length;
    while (this.#count >= this.#packetSamples) {
      give(this.#waiting.subarray(0, this.#packetSamples), fromFrame);
      this.#waiting.copyWithin(0, this.#packetSamples, this.#count);
      this.#count -= this.#packetSamples;
      fromFrame += this.#packetSamples;
    }
  }
}
