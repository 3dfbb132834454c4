/** Whose session a description is of, and which version of it (RFC 8866 §5.2). */
export interface Origin {
  readonly user: string;
  readonly session: string;
  readonly version: bigint;
  /** nettype, addrtype and unicast-address. */
  readonly address: string;
}

/** o=<username> <sess-id> <sess-version> <nettype> <addrtype> <unicast-address>   RFC 8866 §5.2 */
const ORIGIN = /^o=(\S+) (\S+) (\d{1,20}) (\S+ \S+ \S+)[ \t]*$/m;

export function readOrigin(sdp: string): Origin | undefined {
  const [, user, session, version, address] = ORIGIN.exec(sdp) ?? [];
  if (user === undefined || session === undefined || version === undefined || address === undefined) return undefined;
  return { user, session, version: BigInt(version), address };
}

/** The same session by another author; the same text where it names none that can be read. */
export function withOrigin(sdp: string, { user, session, version, address }: Origin): string {
  return sdp.replace(ORIGIN, () => `o=${user} ${session} ${version} ${address}`);
}

export function withoutOrigin(sdp: string): string {
  return sdp.replace(/^o=.*$/m, "");
}

/** The same description as the next version of its session (RFC 3264 §8). */
export function nextVersion(sdp: string): string {
  const origin = readOrigin(sdp);
  return origin === undefined ? sdp : withOrigin(sdp, { ...origin, version: origin.version + 1n });
}

export function isSameAuthor(one: Origin, other: Origin): boolean {
  return one.user === other.user && one.session === other.session && one.address === other.address;
}
