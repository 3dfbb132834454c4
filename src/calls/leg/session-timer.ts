import { reasonsIn } from "../../sip/reason.ts";
import { parseMinSe, parseSessionExpires, printSessionExpires } from "../../sip/scalars.ts";
import { hasToken } from "../../sip/tokens.ts";
import type { Headers, SrfMessage } from "../../srf/srf.ts";

/**
 * Session timers (RFC 4028) of both legs of a call: each leg agrees on its own, so that a peer that vanishes without a
 * BYE is noticed. Here is what the messages say; the engine that holds the dialog refreshes, and ends it in time.
 */
export interface TimerPolicy {
  /** What we ask for; 0: nothing. */
  readonly seconds: number;
  /** What we accept at least. */
  readonly minimumSeconds: number;
  /**
   * The peer shall refresh, where the choice is ours: a trunk that may challenge. What we refresh the signalling engine
   * refreshes, which knows no passwords.
   */
  readonly theyRefresh?: boolean;
}

/** What a leg has agreed on. */
export interface SessionTimer {
  readonly seconds: number;
  readonly refresher: "we" | "they";
}

type Message = Pick<SrfMessage, "get">;

/** What an INVITE of ours asks for, beside `Supported: timer`; a peer that knows no timers leaves it out of its answer (§7.1). */
export function askForTimer({ seconds, minimumSeconds, theyRefresh = false }: TimerPolicy): Headers {
  if (seconds === 0) return {};
  const asked = {
    intervalSeconds: Math.max(seconds, minimumSeconds),
    refresher: theyRefresh ? "uas" : undefined,
  } as const;
  return { "Session-Expires": printSessionExpires(asked), "Min-SE": String(minimumSeconds) };
}

/** A peer wants a longer interval (422): what our next INVITE asks for; undefined: it doesn't say what (§7.3). */
export function askForLonger(refusal: Message): Headers | undefined {
  const minimum = parseMinSe(refusal.get("Min-SE") ?? "");
  if (minimum === undefined) return undefined;
  return { "Session-Expires": String(minimum), "Min-SE": String(minimum) };
}

/** What the 422 to this INVITE says; undefined: its interval will do (§9). One who can't read a 422 gets none. */
export function tooShortFor(invite: Message, { minimumSeconds }: TimerPolicy): Headers | undefined {
  const asked = parseSessionExpires(invite.get("Session-Expires") ?? "")?.intervalSeconds;
  return asked !== undefined && asked < minimumSeconds && supportsTimer(invite)
    ? { "Min-SE": String(minimumSeconds) }
    : undefined;
}

/** What our 200 to this INVITE agrees on; undefined: the caller knows no timers, or we want none (§9). */
export function agreeWith(invite: Message, policy: TimerPolicy): SessionTimer | undefined {
  const { seconds, minimumSeconds, theyRefresh = false } = policy;
  const offered = parseSessionExpires(invite.get("Session-Expires") ?? "");
  const asked = offered?.intervalSeconds;
  if (!supportsTimer(invite) || (asked === undefined && seconds === 0)) return undefined;
  const refresher = (offered?.refresher ?? (theyRefresh ? "uac" : "uas")) === "uac" ? "they" : "we";
  const wanted = Math.min(asked ?? Infinity, seconds === 0 ? Infinity : seconds);
  return { seconds: Math.max(wanted, minimumSeconds, parseMinSe(invite.get("Min-SE") ?? "") ?? 0), refresher };
}

/** What the 200 to a request of ours has agreed on. Without a refresher in it, the duty is ours (§7.2). */
export function agreedIn(response: Message): SessionTimer | undefined {
  const agreed = parseSessionExpires(response.get("Session-Expires") ?? "");
  return agreed && { seconds: agreed.intervalSeconds, refresher: agreed.refresher === "uas" ? "they" : "we" };
}

/** A request of ours without these would end the timer (§7.4). */
export function timerInRequest(timer: SessionTimer | undefined): Headers {
  if (timer === undefined) return {};
  return { "Session-Expires": print(timer, timer.refresher === "we" ? "uac" : "uas") };
}

/** The same for a 2xx of ours. The side that refreshes must know timers: Require says so to a peer that is to (§9, table 2). */
export function timerInResponse(timer: SessionTimer | undefined): Headers {
  if (timer === undefined) return {};
  if (timer.refresher === "we") return { "Session-Expires": print(timer, "uas") };
  return { "Session-Expires": print(timer, "uac"), Require: "timer" };
}

/** Whether the engine ended a dialog because it wasn't refreshed: the peer is gone. */
export function isTimerExpired(bye: Message): boolean {
  return reasonsIn(bye.get("Reason")).some(({ text }) => text?.toLowerCase().includes("session timer expired"));
}

function supportsTimer(message: Message): boolean {
  return hasToken(message.get("Supported"), "timer") || hasToken(message.get("Require"), "timer");
}

function print({ seconds }: SessionTimer, refresher: "uac" | "uas"): string {
  return printSessionExpires({ intervalSeconds: seconds, refresher });
}
