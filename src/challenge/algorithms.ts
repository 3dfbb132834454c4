import type { DigestAlgorithm } from "../sip/digest/digest.ts";

/** The algorithms that we ask for: a session's key would have to be kept (RFC 7616 §3.4.2). */
export type OfferedAlgorithm = Extract<DigestAlgorithm, "MD5" | "SHA-256">;

/**
 * MD5 stands first: RFC 8760 §2.4 lets phones take the first challenge they know, but many that only know MD5 (SIPp
 * 3.6 among them) read the first one alone and give up on another algorithm, which no setting on them can repair.
 */
export const CHALLENGE_ORDER: readonly OfferedAlgorithm[] = ["MD5", "SHA-256"];
