// npm run prompts: makes src/vocabulary/prompt-list.ts from prompts.json, so that a prompt that does not exist does not compile.
import { readFileSync, writeFileSync } from "node:fs";
import { format } from "prettier";

const prompts = JSON.parse(readFileSync(new URL("prompts.json", import.meta.url), "utf8"));
const names = Object.fromEntries(Object.entries(prompts).map(([area, texts]) => [area, Object.keys(texts)]));

const source = `// Made by \`npm run prompts\` from scripts/prompts/prompts.json: change that.

/** What the system says to callers, by area: config/prompts/<language>/<area>/<name>.wav. */
export const PROMPTS = ${JSON.stringify(names)} as const;
`;
writeFileSync(
  new URL("../../src/vocabulary/prompt-list.ts", import.meta.url),
  await format(source, { parser: "typescript", printWidth: 120 }),
);
