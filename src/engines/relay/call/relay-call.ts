import { isIP } from "node:net";
import type { FindMediaAddress } from "../../rtp/network/media-address.ts";
import type { MediaPorts } from "../../rtp/network/ports.ts";
import { parseSdp, type SessionDescription } from "../../../sdp/session-description.ts";
import { MAX_STREAMS } from "../limits.ts";
import { RequestRefused } from "../errors.ts";
import { rewrite, type StreamRewrite } from "../sdp/rewrite.ts";
import type { Described } from "./described.ts";
import { answerStream, offerStream, partyOf, type OfferedStream } from "./negotiate.ts";
import { RelaySide, type SideCounts } from "./side.ts";

export interface RelayCallParts {
  readonly ports: MediaPorts;
  readonly mediaAddress: FindMediaAddress;
}

/** The party that made the call's first offer, and the other one. */
type PartyIndex = 0 | 1;

/** One m= line of both parties. Its two sides face one party each. */
interface RelayedStream {
  readonly sides: readonly [RelaySide, RelaySide];
}

interface Offer {
  readonly by: PartyIndex;
  readonly described: Described;
  readonly description: SessionDescription;
  readonly streams: ReadonlyMap<number, OfferedStream>;
}

/** One call that is relayed: two parties, and the streams between them. Disposing gives its ports back. */
export class RelayCall implements Disposable {
  readonly startedAtMs: number;
  readonly #parts: RelayCallParts;
  readonly #tags: [string | undefined, string | undefined] = [undefined, undefined];
  readonly #streams = new Map<number, RelayedStream>();
  /** Where each party's packets come from, as far as is known: it decides which address of ours the party is told. */
  readonly #whereabouts: [string | undefined, string | undefined] = [undefined, undefined];
  #offer: Offer | undefined;
  #isOver = false;

  constructor(parts: RelayCallParts, startedAtMs: number) {
    this.#parts = parts;
    this.startedAtMs = startedAtMs;
  }

  get tags(): readonly string[] {
    return this.#tags.filter((tag) => tag !== undefined);
  }

  /** Of each stream, the two sides: the first offerer's comes first. */
  get counts(): readonly (readonly [SideCounts, SideCounts])[] {
    return [...this.#streams.values()].map(({ sides: [one, other] }) => [one.counts, other.counts]);
  }

  /** @returns the offer as the other party is to get it */
  async offer(fromTag: string, toTag: string | undefined, described: Described): Promise<string> {
    const description = readDescription(described.sdp);
    const by = this.#offererOf(fromTag, toTag);
    const other = otherThan(by);
    this.#whereabouts[by] = whereabouts(description, described) ?? this.#whereabouts[by];
    this.#whereabouts[other] ??= described.receiver;
    const streams = new Map<number, OfferedStream>();
    for (const [at, line] of description.media.entries()) {
      if (line.port === 0 || !isRelayed(line.protocol)) continue;
      if (streams.size >= MAX_STREAMS) throw new RequestRefused("Too many streams");
      const { sides } = await this.#streamAt(at, by, description);
      streams.set(at, offerStream(line, sides[other], described));
    }
    this.#offer = { by, described, description, streams };
    const rewrites = [...streams].map(([at, { rewrite: change }]) => [at, change] as const);
    return this.#rewritten(described, other, new Map(rewrites), this.#whereabouts[by]);
  }

  /** @returns the answer as the offerer is to get it; from now on packets pass */
  async answer(fromTag: string, toTag: string, described: Described): Promise<string> {
    const offer = this.#offer;
    if (offer === undefined) throw new RequestRefused("There is no offer to this answer");
    const description = readDescription(described.sdp);
    const { by } = offer;
    const other = otherThan(by);
    this.#tags[other] = fromTag === this.#tags[by] ? toTag : fromTag;
    this.#whereabouts[other] = whereabouts(description, described) ?? this.#whereabouts[other];
    const rewrites = new Map<number, StreamRewrite>();
    for (const [at, offered] of offer.streams) {
      const [line, sides] = [description.media[at], this.#streams.get(at)?.sides];
      if (line === undefined || sides === undefined || line.port === 0) continue;
      const agreed = answerStream(line, offered, { offerer: sides[by], answerer: sides[other] });
      const isMuxed = offered.line.isMuxed && line.isMuxed;
      sides[by].encrypt(agreed.offererKeys);
      sides[other].encrypt(agreed.answererKeys);
      sides[by].agree(partyOf(offered.line, offer.described.receivedFrom, isMuxed));
      sides[other].agree(partyOf(line, described.receivedFrom, isMuxed));
      rewrites.set(at, agreed.rewrite);
    }
    return this.#rewritten(described, by, rewrites, this.#whereabouts[other]);
  }

  [Symbol.dispose](): void {
    this.#isOver = true;
    for (const { sides } of this.#streams.values()) for (const side of sides) side[Symbol.dispose]();
  }

  #offererOf(fromTag: string, toTag: string | undefined): PartyIndex {
    const [first, second] = this.#tags;
    if (first === undefined || first === fromTag) {
      this.#tags[0] = fromTag;
      return 0;
    }
    if (second === fromTag || toTag === first) {
      this.#tags[1] = fromTag;
      return 1;
    }
    throw new RequestRefused("Unknown from-tag");
  }

  async #streamAt(at: number, by: PartyIndex, description: SessionDescription): Promise<RelayedStream> {
    const known = this.#streams.get(at);
    if (known !== undefined) return known;
    const own = familyOf(this.#whereabouts[by] ?? description.media[at]?.address);
    const families = by === 0 ? ([own, this.#familyOf(1, own)] as const) : ([this.#familyOf(0, own), own] as const);
    const one = new RelaySide(await this.#parts.ports.open(families[0]));
    let other: RelaySide;
    try {
      other = new RelaySide(await this.#parts.ports.open(families[1]));
    } catch (failure) {
      one[Symbol.dispose]();
      throw failure;
    }
    one.passTo(other);
    other.passTo(one);
    const stream = { sides: [one, other] } as const;
    this.#streams.set(at, stream);
    if (this.#isOver) this[Symbol.dispose](); // deleted while its ports were opened
    return stream;
  }

  #familyOf(party: PartyIndex, otherwise: 4 | 6): 4 | 6 {
    const address = this.#whereabouts[party];
    return address === undefined ? otherwise : familyOf(address);
  }

  async #rewritten(
    { sdp, replacesOrigin }: Described,
    receiver: PartyIndex,
    changes: ReadonlyMap<number, StreamRewrite>,
    author: string | undefined,
  ): Promise<string> {
    const address = await this.#parts.mediaAddress(this.#whereabouts[receiver] ?? author ?? "127.0.0.1");
    const streams = new Map<number, StreamRewrite>();
    for (const [at, change] of changes) {
      const side = this.#streams.get(at)?.sides[receiver];
      if (side === undefined) continue;
      const { port, controlPort } = side;
      streams.set(at, { ...change, port, controlPort: controlPort === port + 1 ? undefined : controlPort });
    }
    return rewrite(sdp, { address, replacesOrigin, streams });
  }
}

function otherThan(party: PartyIndex): PartyIndex {
  return party === 0 ? 1 : 0;
}

function familyOf(address: string | undefined): 4 | 6 {
  return isIP(address ?? "") === 6 ? 6 : 4;
}

/** Audio and video, and a fax (T.38), which goes over UDP as well; what goes over TCP is none of ours. */
function isRelayed(protocol: string): boolean {
  return /^(?:RTP\/|UDP\/TLS\/RTP\/|udptl$)/i.test(protocol);
}

function readDescription(sdp: string): SessionDescription {
  const parsed = parseSdp(sdp);
  if (!parsed.ok) throw new RequestRefused(`Failed to parse SDP: ${parsed.problem}`);
  return parsed.value;
}

/** Where the party is as we see it: behind NAT that is where its SIP comes from. */
function whereabouts(description: SessionDescription, { receivedFrom }: Described): string | undefined {
  return receivedFrom ?? description.media.find(({ port }) => port !== 0)?.address;
}
