import type { OfferedAlgorithm } from "./algorithms.ts";

/** Phones that give up altogether when one of several challenges names an algorithm they don't know (RFC 8760 §2.4 asks otherwise). */
const ONLY_MD5: readonly RegExp[] = [
  /^baresip v[0-2]\./i, // libre before 3.0
  /\bJsSIP\b/i, // browsers: it keeps the last challenge alone, and knows MD5 alone
];

/** The challenges that a phone can stand: all of them, unless its User-Agent is known to stumble. */
export function challengesFor(
  userAgent: string | undefined,
  algorithms: readonly OfferedAlgorithm[],
): readonly OfferedAlgorithm[] {
  if (userAgent === undefined || !ONLY_MD5.some((phone) => phone.test(userAgent))) return algorithms;
  return algorithms.filter((algorithm) => algorithm === "MD5");
}
