import type { Language } from "../vocabulary/language.ts";
import type { Ear } from "./ear.ts";
import type { PromptName } from "../vocabulary/prompt.ts";

/** After the last word the listener has so long to press a key. */
export const KEY_WITHIN_MS = 5_000;
export const MOST_EXTENSION_DIGITS = 6;
export const MOST_PIN_DIGITS = 10;

/** Digits until "#", the most there can be, or a pause. "*" is a digit like any other: nothing begins with it. */
export async function typed(ear: Ear, language: Language, prompt: PromptName, most: number): Promise<string> {
  await ear.hears({ kind: "prompt", language, name: prompt });
  let digits = "";
  while (digits.length < most) {
    const key = await ear.key(KEY_WITHIN_MS);
    if (key === undefined || key === "#") break;
    digits += key;
  }
  return digits;
}
