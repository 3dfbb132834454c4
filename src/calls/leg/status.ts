/** What a callee's refusal becomes on the way to the caller. */

/** Final refusals that drachtio-srf can send; others go as the first of their class (RFC 3261 §8.1.3.2). */
const SENDABLE = new Set([
  400, 402, 403, 404, 405, 406, 408, 409, 410, 412, 413, 414, 415, 416, 417, 420, 421, 422, 423, 424, 428, 429, 430,
  433, 436, 437, 438, 439, 470, 480, 481, 482, 483, 484, 485, 486, 487, 488, 489, 491, 493, 494, 500, 501, 502, 503,
  504, 505, 513, 580, 600, 603, 604, 606,
]);

/** The final status for the caller when a provider refused: ours with the provider is none of the caller's business. */
export function statusForCaller(status: number): number {
  if (status >= 300 && status < 400) return 480; // we follow no redirection of a provider's
  if (status !== 408 && TRUNK_FAILURES.has(status)) return 503;
  if (status >= 400 && status < 500 && !SENDABLE.has(status)) return 480;
  return sendable(status);
}

/** A status as drachtio-srf can send it, which throws at those it doesn't know. For answers within a dialog. */
export function sendable(status: number): number {
  if (SENDABLE.has(status)) return status;
  if (status < 300) return status === 202 ? 202 : 200;
  if (status < 400) return 488; // no redirection within a dialog
  return status < 500 ? 400 : status < 600 ? 500 : 603;
}

/**
 * Refusals that are between us and the provider, by what they mean to our INVITE; the rest of 4xx speaks of the callee or of the
 * number (404, 410, 480, 484, 486 …, as RFC 3398 §8.2.6.1 makes them of causes of the PSTN, 403 of "call rejected" among them),
 * of this caller (487), or of a session that no trunk would make better (415, 483, 488).
 */
const TRUNK_FAILURES: ReadonlySet<number> = new Set([
  400, // our INVITE is not understood there
  401, // the account is unknown, or its password wrong
  402, // the account has no credit
  405, // INVITE is not taken there
  406, // nor what we accept
  407,
  408, // it says nothing
  411, // what its message format lacks or can't hold
  413,
  414,
  416, // a URI scheme
  417,
  420, // an extension that we require
  421, // an extension that it requires
  422, // a session timer, asked for anew already
  423,
  424,
  428, // a signed identity, or one that it can't verify (RFC 8224 §6.2.2)
  429,
  430, // the flow has failed
  433, // no anonymous calls
  436,
  437,
  438,
  439, // its first hop can't keep our flow
  440, // too many hops of its own (RFC 5393)
  469,
  470, // consent (RFC 5360)
  481, // it has lost the transaction
  494, // security agreement (RFC 3329)
]);

/**
 * The trunk failed, not the callee: the next one may do better (RFC 3261 §21.5). A redirection too: its contacts are the
 * provider's, not the dial plan's, and none of them is called (§8.1.3.4 leaves that to the client).
 */
export function isTrunkFailure(status: number): boolean {
  return TRUNK_FAILURES.has(status) || (status >= 300 && status < 400) || (status >= 500 && status < 600);
}

/** The peer of a dialog is gone, whatever else it said (RFC 3261 §12.2.1.2). */
export function isGone(status: number): boolean {
  return status === 408 || status === 481;
}

/** The two ends can't agree on a session: waiting won't help, and the caller should know. */
export function isIncompatible(status: number): boolean {
  return status === 415 || status === 488 || status === 606;
}

/** What a phone's refusal means, besides its status. */
export interface PhoneRules {
  /** No other phone rings with it. */
  readonly isOnly: boolean;
  /** It speaks for itself only when it declines. */
  readonly declinesAlone: boolean;
}

/** Do not disturb at the phone itself answers sooner than any person does. */
const AT_ONCE_MS = 1_000;
const BUSY_HERE = 486;

/**
 * Phones answer 480, 486 or 603 where their own do not disturb is on, by maker: a 480 at once from the only phone is one
 * that is busy. A phone that may decline for itself only is busy where it declines for all (RFC 3261 §21.6).
 */
export function statusOfRefusal(status: number, afterMs: number, { isOnly, declinesAlone }: PhoneRules): number {
  if (status === 480 && isOnly && afterMs < AT_ONCE_MS) return BUSY_HERE;
  if (declinesAlone && (status === 600 || status === 603)) return BUSY_HERE;
  return status;
}
