import { join } from "node:path";
import type { Application, Outcome, Execution } from "../application.ts";
import { playFiles } from "./play-files.ts";
import type { PlayStatus } from "./play-files.ts";
import { terminator } from "./playback.ts";
import { type PromptName, digitPrompts, numberPrompts, promptFile } from "../../../../vocabulary/prompt.ts";

/** Digits that are said one by one: longer numbers no listener can follow. */
const MAX_SPELLED = 64;

/**
 * say LANGUAGE[:ENGINE] TYPE METHOD [GENDER] TEXT: numbers, digit by digit or as a word where there is one, from the prompts
 * `digit-N` and `number-NN` of the language. What can't be said completes as such; the call goes on.
 */
export const say: Application = async (run): Promise<Outcome> => {
  const words = run.argument.split(" ").filter((word) => word !== "");
  const [language = "", type = "", method = ""] = words;
  const text = words.at(-1) ?? "";
  const names = type.toLowerCase().startsWith("number") && words.length > 3 ? spoken(text, method) : undefined;
  if (names === undefined) return { response: "SAY ERROR" };
  for (const name of names) {
    const status = await sayOne(run, join(language.split(":")[0] ?? "", promptFile(name)));
    if (status !== "played") return { response: status === "not-found" ? "SAY ERROR" : "FILE PLAYED" };
  }
  return { response: "FILE PLAYED" };
};

/** speak ENGINE|VOICE|TEXT: this server has no voice of its own; the application is told so. */
export const speak: Application = () => ({ response: "SPEAK ERROR" });

/** The prompts of a number; undefined for what is none. */
function spoken(text: string, method: string): readonly PromptName[] | undefined {
  if (!/^\d+$/.test(text) || text.length > MAX_SPELLED) return undefined;
  return method.toLowerCase() === "pronounced" ? numberPrompts(text) : digitPrompts(text);
}

async function sayOne(run: Execution, file: string): Promise<PlayStatus> {
  return playFiles(run, file, { onDigit: terminator(run.channel) });
}
