import type { SessionExpires } from "../../../sip/scalars.ts";

/** An agreement that the session ends unless one side refreshes it in time (RFC 4028). */
export interface SessionTimer {
  readonly intervalSeconds: number;
  readonly refresher: "we" | "they";
}

/** RFC 4028 §5: no interval below this is accepted. */
export const MIN_SESSION_SECONDS = 90;

/** We refresh at half the interval, give or take this, so that many calls set up at once don't refresh at once. */
const REFRESH_SPREAD_MS = 5_000;

export const printSessionExpires = ({ intervalSeconds, refresher }: SessionExpires): string =>
  refresher === undefined ? `${intervalSeconds}` : `${intervalSeconds};refresher=${refresher}`;

/** What our 2xx to an INVITE or UPDATE says about session timers, and the timer that then runs. */
export interface SessionAnswer {
  /** Session-Expires to add; undefined when the user wrote its own or none is due. */
  readonly header: string | undefined;
  readonly timer: SessionTimer | undefined;
}

/**
 * We answer a request with 2xx (RFC 4028 §9).
 *
 * @param own      Session-Expires that the user put into the answer
 * @param offered  Session-Expires of the request
 * @param preferred  who refreshes when the request leaves it open; "none": no timer then
 */
export function answerSession(
  own: SessionExpires | undefined,
  offered: SessionExpires | undefined,
  preferred: "uac" | "uas" | "none",
): SessionAnswer {
  if (own !== undefined) {
    const refresher = own.refresher === "uas" ? "we" : "they";
    return { header: undefined, timer: { intervalSeconds: own.intervalSeconds, refresher } };
  }
  const refresher = offered?.refresher ?? (preferred === "none" ? undefined : preferred);
  if (offered === undefined || refresher === undefined) return { header: undefined, timer: undefined };
  const intervalSeconds = Math.max(MIN_SESSION_SECONDS, offered.intervalSeconds);
  return {
    header: printSessionExpires({ intervalSeconds, refresher }),
    timer: { intervalSeconds, refresher: refresher === "uas" ? "we" : "they" },
  };
}

/** Our request was answered 2xx (RFC 4028 §7.2): without a refresher in it, the duty is ours. */
export function sessionAnswered(answered: SessionExpires | undefined): SessionTimer | undefined {
  if (answered === undefined || answered.intervalSeconds <= 0) return undefined;
  return { intervalSeconds: answered.intervalSeconds, refresher: answered.refresher === "uas" ? "they" : "we" };
}

/** When something is to be done about the session: refresh it, or end it because they didn't. */
export function sessionDue(
  timer: SessionTimer,
  random: number,
): { readonly what: "refresh" | "end"; readonly afterMs: number } {
  if (timer.refresher === "they") return { what: "end", afterMs: timer.intervalSeconds * 1_000 };
  const spread = (2 * random - 1) * REFRESH_SPREAD_MS;
  return { what: "refresh", afterMs: Math.max(1_000, timer.intervalSeconds * 500 + spread) };
}
