/** Where an engine takes RTP, and what it tells its peers of that. */
export interface RtpSettings {
  /** First and last port; only even ones are used. */
  readonly ports: readonly [number, number];
  /** The address to bind to; absent: all of them. */
  readonly address?: string;
  /** Written into session descriptions for peers outside `localNetworks`. */
  readonly publicAddress?: string;
  /** CIDRs of peers that reach our own addresses; absent: loopback, link-local and private ones. */
  readonly localNetworks?: readonly string[];
}
