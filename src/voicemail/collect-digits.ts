import type { Language } from "../vocabulary/language.ts";
import type { PromptPlayer } from "./prompt-player.ts";
import type { PromptName } from "../vocabulary/prompt.ts";

/** After the last word the listener has so long to press a key. */
export const DIGIT_WITHIN_MS = 5_000;
export const MOST_EXTENSION_DIGITS = 6;
export const MOST_PIN_DIGITS = 10;

/** Digits until "#", the most there can be, or a pause. "*" is a digit like any other: nothing begins with it. */
export async function collectDigits(
  player: PromptPlayer,
  language: Language,
  prompt: PromptName,
  most: number,
): Promise<string> {
  await player.play({ kind: "prompt", language, name: prompt });
  let digits = "";
  while (digits.length < most) {
    const key = await player.nextDigit(DIGIT_WITHIN_MS);
    if (key === undefined || key === "#") break;
    digits += key;
  }
  return digits;
}
