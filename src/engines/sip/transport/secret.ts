import { createHash, timingSafeEqual } from "node:crypto";

/** Compared without telling by the time it takes how much of it was right. */
export function isSame(shown: string, secret: string): boolean {
  const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(shown), digest(secret));
}
