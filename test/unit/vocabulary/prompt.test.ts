import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { PROMPTS } from "../../../src/vocabulary/prompt-list.ts";
import { digitPrompts, numberPrompts, promptFile } from "../../../src/vocabulary/prompt.ts";

const root = join(import.meta.dirname, "../../..");
const texts = JSON.parse(readFileSync(join(root, "scripts/prompts/prompts.json"), "utf8")) as Readonly<
  Record<string, Readonly<Record<string, Readonly<Record<string, string>>>>>
>;
const names = Object.values(PROMPTS).flat();

describe("the prompts", () => {
  it("are those of the list they were made from (npm run prompts)", () => {
    expect(PROMPTS).toEqual(Object.fromEntries(Object.entries(texts).map(([area, of]) => [area, Object.keys(of)])));
  });

  it("are each written and recorded in every language, and no recording is there for nothing", () => {
    for (const language of ["en", "fr"]) {
      const folder = join(root, "config/prompts", language);
      const recorded = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.includes("."));
      expect(recorded.sort()).toEqual(names.map(promptFile).sort());
      for (const text of Object.values(texts).flatMap(Object.values)) expect(text).toHaveProperty(language);
    }
    expect(existsSync(join(root, "config/prompts/music.wav"))).toBe(true);
  });

  it("are each said somewhere", () => {
    const sources = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ts") && !name.endsWith("prompt-list.ts"))
      .map((name) => readFileSync(join(root, "src", name), "utf8"))
      .join("\n");
    /** Made of a word and what follows it, or precedes it. */
    const families = ["digit-", "number-", "receptionist-"];
    const isSaid = (name: string): boolean =>
      sources.includes(`"${name}"`) ||
      sources.includes(`"${name.replace(/s$/, "")}"`) ||
      families.some((family) => name.startsWith(family) && sources.includes(`\`${family}\${`));
    expect(names.filter((name) => !isSaid(name))).toEqual([]);
  });

  it("say a number as a word where there is one, and digit by digit otherwise", () => {
    expect(numberPrompts("42")).toEqual(["number-42"]);
    expect(numberPrompts("7")).toEqual(["digit-7"]);
    expect(numberPrompts("60")).toEqual(["digit-6", "digit-0"]);
    expect(digitPrompts("+33 1")).toEqual(["digit-3", "digit-3", "digit-1"]);
  });
});
