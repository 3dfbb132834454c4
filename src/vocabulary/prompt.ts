import { PROMPTS } from "./prompt-list.ts";

type Area = keyof typeof PROMPTS;

/** A sentence, a word or a number that is recorded in every language. Example: "leave-message". */
export type PromptName = (typeof PROMPTS)[Area][number];

const AREA_OF: ReadonlyMap<string, string> = new Map(
  Object.entries(PROMPTS).flatMap(([area, names]) => names.map((name) => [name, area])),
);

/** Where its recording lies below the folder of a language. Example: "voicemail/leave-message.wav". */
export function promptFile(name: PromptName): string {
  return `${AREA_OF.get(name) ?? ""}/${name}.wav`;
}

/** A number as a word where there is one, otherwise digit by digit. @param text  digits only */
export function numberPrompts(text: string): readonly PromptName[] {
  const word = `number-${Number(text)}`;
  return isPromptName(word) ? [word] : digitPrompts(text);
}

/** A telephone number, one prompt a digit; what is no digit isn't said. */
export function digitPrompts(text: string): readonly PromptName[] {
  return Array.from(text, (digit) => `digit-${digit}`).filter(isPromptName);
}

function isPromptName(text: string): text is PromptName {
  return AREA_OF.has(text);
}
