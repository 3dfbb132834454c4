/** What follows when a phone has not taken a NOTIFY. */
export type AfterFailure =
  /** The subscription is over: a refresh is answered 481. */
  | { readonly kind: "end" }
  /** The subscription goes on: the phone is told again after this long, or at its next refresh. */
  | { readonly kind: "again"; readonly afterMs: number };

/** They say that there is no such subscription, dialog or event package (RFC 6665 §4.2.2, RFC 5057 §5). */
const ENDS: ReadonlySet<number> = new Set([404, 405, 410, 416, 480, 481, 482, 483, 484, 485, 489, 501, 604]);
/** No answer in time: the phone is gone (RFC 6665 §4.2.2). */
const TIMEOUT = 408;
/** The first repetition of a NOTIFY that failed without Retry-After; the next ones wait twice as long each. */
const FIRST_AGAIN_MS = 2_000;
/** A phone that has refused so many NOTIFYs in a row takes none. */
export const MOST_FAILURES = 6;

/**
 * Pure. Other refusals concern the one NOTIFY only (RFC 5057 §5.1: 491, 500, 503, …): the subscription outlives them.
 *
 * @param status  undefined: the NOTIFY could not be sent
 * @param failures  in a row, with this one
 */
export function afterFailure(
  status: number | undefined,
  retryAfterSeconds: number | undefined,
  failures: number,
): AfterFailure {
  if (status === undefined || status === TIMEOUT) return { kind: "end" };
  if (ENDS.has(status) || failures >= MOST_FAILURES) return { kind: "end" };
  const afterMs = retryAfterSeconds === undefined ? FIRST_AGAIN_MS * 2 ** (failures - 1) : retryAfterSeconds * 1_000;
  return { kind: "again", afterMs };
}
