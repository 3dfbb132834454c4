import type { Brand } from "./brand.ts";

/** A public number: "+" and at most 15 digits (ITU-T E.164 §6). Example: "+4930123456". */
export type E164 = Brand<string, "E164">;

/** The one door into the type: no other file may write `as E164`. */
export function parseE164(text: string): E164 | undefined {
  return /^\+[1-9]\d{6,14}$/.test(text) ? (text as E164) : undefined;
}
