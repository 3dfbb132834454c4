/** A caller or callee, as far as it says which kind of media it has. */
export interface MediaParty {
  /** A page in a browser, whose media is WebRTC. */
  readonly isBrowser: boolean;
}

/**
 * Whether a media server must stand between the two from the first moment: browsers speak WebRTC alone (RFC 8834: DTLS-SRTP and ICE),
 * which hardly a telephone and no trunk does; and two browsers, each behind a router of its own, reach each other no better than it.
 * Telephones that agree on keys in the stream themselves (DTLS) are left to each other.
 */
export function needsMediaBetween(caller: MediaParty, callee: MediaParty): boolean {
  return caller.isBrowser || callee.isBrowser;
}
