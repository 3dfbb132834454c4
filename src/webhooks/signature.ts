import { createHmac } from "node:crypto";

/**
 * What the receiver checks that it was us, and when: `t=<seconds>,v1=<HMAC-SHA256 of "<seconds>.<body>">`, in hex. A
 * receiver that refuses old times can't be sent the same twice by a third party.
 */
export function signatureOf(secret: string, body: string, atMs: number): string {
  const seconds = Math.floor(atMs / 1_000);
  return `t=${seconds},v1=${createHmac("sha256", secret).update(`${seconds}.${body}`).digest("hex")}`;
}
