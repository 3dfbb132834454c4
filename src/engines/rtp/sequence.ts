/**
 * The sequence number without its wrap: the one of all numbers that are `wire` modulo 2^16 that lies nearest to `previous`.
 * @see RFC 3550 §A.1
 */
export function unwrapSequence(previous: number, wire: number): number {
  return previous + (((wire - previous) << 16) >> 16);
}
