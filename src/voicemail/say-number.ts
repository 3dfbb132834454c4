import type { Audio } from "../media/media-port.ts";
import type { Language } from "../vocabulary/language.ts";
import { digitPrompts, numberPrompts } from "../vocabulary/prompt.ts";

/** A count or an hour, as prompts. */
export function sayNumber(value: number, language: Language): readonly Audio[] {
  return numberPrompts(String(value)).map((name) => ({ kind: "prompt", language, name }));
}

/** A telephone number, digit by digit; what is no digit isn't said. */
export function sayDigits(text: string, language: Language): readonly Audio[] {
  return digitPrompts(text).map((name) => ({ kind: "prompt", language, name }));
}

/** Hours and minutes. @param timeZone  IANA */
export function sayTime(receivedAt: string, timeZone: string, language: Language): readonly Audio[] {
  const parts = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone }).formatToParts(
    new Date(receivedAt),
  );
  const part = (type: string): number => Number(parts.find((each) => each.type === type)?.value ?? 0);
  const pause: Audio = { kind: "silence", forMs: 150 };
  return [...sayNumber(part("hour"), language), pause, ...sayNumber(part("minute"), language)];
}
