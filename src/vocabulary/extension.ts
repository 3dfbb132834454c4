import type { Brand } from "./brand.ts";

/** An internal number of a company: 2 to 6 digits. Example: "204". */
export type Extension = Brand<string, "Extension">;

/** The one door into the type: no other file may write `as Extension`. */
export function parseExtension(text: string): Extension | undefined {
  return /^\d{2,6}$/.test(text) ? (text as Extension) : undefined;
}
