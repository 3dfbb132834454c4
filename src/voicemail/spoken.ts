import type { Audio } from "../media/media-port.ts";
import type { Language } from "../vocabulary/language.ts";

/** Numbers that have a prompt of their own; larger ones are said digit by digit. */
const MOST_SPOKEN = 59;

/** A count or an hour, as prompts. */
export function spokenNumber(value: number, language: Language): readonly Audio[] {
  if (value > MOST_SPOKEN || value < 10) return spokenDigits(String(value), language);
  return [{ kind: "prompt", language, name: `number-${value}` }];
}

/** A telephone number, digit by digit; what is no digit isn't said. */
export function spokenDigits(text: string, language: Language): readonly Audio[] {
  return Array.from(text.replaceAll(/\D/g, ""), (digit) => ({ kind: "prompt", language, name: `digit-${digit}` }));
}

/** Hours and minutes. @param timeZone  IANA */
export function spokenTime(receivedAt: string, timeZone: string, language: Language): readonly Audio[] {
  const parts = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone }).formatToParts(
    new Date(receivedAt),
  );
  const part = (type: string): number => Number(parts.find((each) => each.type === type)?.value ?? 0);
  const pause: Audio = { kind: "silence", forMs: 150 };
  return [...spokenNumber(part("hour"), language), pause, ...spokenNumber(part("minute"), language)];
}
