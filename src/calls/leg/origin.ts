/**
 * What one telephone is told of the other end must look like one session of one author, whoever it is that speaks to it:
 * first the callee, then the media server's music, then somebody else (RFC 3264 §8, RFC 4566 §5.2).
 *
 * As long as there is one author nothing is touched: its own versions say what changed. From the first change of author on,
 * all SDPs carry the first author's origin, with a version of ours that rises with each change. An SDP that we make or
 * change must show another author.
 */
export class Origin {
  #first: OriginLine | undefined;
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
    const { user, session, address } = this.#first;
    return sdp.replace(ORIGIN, () => `o=${user} ${session} ${this.#version ?? before} ${address}`);
  }
}

interface OriginLine {
  readonly user: string;
  readonly session: string;
  readonly version: bigint;
  /** nettype, addrtype and unicast-address. */
  readonly address: string;
}

/** o=<username> <sess-id> <sess-version> <nettype> <addrtype> <unicast-address>   RFC 4566 §5.2 */
const ORIGIN = /^o=(\S+) (\d{1,20}) (\d{1,20}) (\S+ \S+ \S+)[ \t]*$/m;

function readOrigin(sdp: string): OriginLine | undefined {
  const [, user, session, version, address] = ORIGIN.exec(sdp) ?? [];
  if (user === undefined || session === undefined || version === undefined || address === undefined) return undefined;
  return { user, session, version: BigInt(version), address };
}

function isSameAuthor(one: OriginLine, other: OriginLine): boolean {
  return one.user === other.user && one.session === other.session && one.address === other.address;
}

function withoutOrigin(sdp: string): string {
  return sdp.replace(/^o=.*$/m, "");
}
