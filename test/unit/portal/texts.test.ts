import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { FAULT_CODES } from "../../../src/api/fault-codes.ts";

const PORTAL = join(import.meta.dirname, "../../../src/portal");
const LANGUAGES = ["en", "fr"] as const;
/** What i18next puts behind a key of a sentence that counts. */
const PLURAL = /_(?:zero|one|two|few|many|other)$/;
/** Looked up by codes that the API sends: `i18n/problem-text.ts`. */
const BY_CODE = /^errors:(?:codes|faults)\./;
/** Loaded at the start; the texts of every other area come with the page of its name. */
const SHARED = ["common", "errors", "navigation", "plan", "session"];
/** The navigation looks up each page's name. */
const BY_PAGE = /^[\w-]+:nav$/;

/** What only programs are told: the portal has no token, and asks for what is there. */
const NEVER_MET = ["SW_SCOPE_MISSING", "SW_METHOD_NOT_ALLOWED", "SW_RANGE_UNSATISFIABLE"];

type Texts = { readonly [key: string]: string | Texts };

function textsOf(language: string): ReadonlyMap<string, string> {
  const folder = join(PORTAL, "i18n", language);
  const texts = new Map<string, string>();
  const take = (prefix: string, part: Texts): void => {
    for (const [key, value] of Object.entries(part))
      if (typeof value === "string") texts.set(`${prefix}${key}`, value);
      else take(`${prefix}${key}.`, value);
  };
  for (const file of readdirSync(folder).sort())
    take(`${file.replace(".json", "")}:`, JSON.parse(readFileSync(join(folder, file), "utf8")) as Texts);
  return texts;
}

const sources = readdirSync(PORTAL, { recursive: true, encoding: "utf8" })
  .filter((name) => /(?<!\.d)\.tsx?$/.test(name))
  .map((name) => ({ name, text: readFileSync(join(PORTAL, name), "utf8") }));

/** The areas whose keys a file may name without them. */
function areasOf(text: string): readonly string[] {
  const named = [...text.matchAll(/useTranslation\(\s*\[?\s*((?:"[\w-]+"(?:,\s*)?)+)\s*\]?\s*\)/g)];
  const areas = named.flatMap(([, list = ""]) => [...list.matchAll(/"([\w-]+)"/g)].map(([, area = ""]) => area));
  return areas.length === 0 || /useTranslation\(\)/.test(text) ? [...areas, "common"] : areas;
}

/** The file and all that it imports, also by others. */
function withImports(name: string, seen = new Set<string>()): ReadonlySet<string> {
  const source = sources.find((one) => one.name === name);
  if (source === undefined || seen.has(name)) return seen;
  seen.add(name);
  for (const [, path = ""] of source.text.matchAll(/(?:from |import\()"(\.[^"]+)"/g))
    withImports(join(dirname(name), path), seen);
  return seen;
}

interface Used {
  readonly keys: ReadonlySet<string>;
  /** Of keys that are put together: t(`state.${state}`). */
  readonly beginnings: readonly string[];
}

/** A literal counts wherever it stands, so that a table of keys counts too; what t() names must be there. */
function usedBy(): Used {
  const keys = new Set<string>();
  const beginnings: string[] = [];
  for (const { text } of sources) {
    const areas = areasOf(text);
    for (const [, literal = ""] of text.matchAll(/"([\w:.-]+)"/g))
      for (const key of literal.includes(":") ? [literal] : areas.map((area) => `${area}:${literal}`)) keys.add(key);
    for (const [, start = ""] of text.matchAll(/`([\w:.-]+)\$\{/g))
      beginnings.push(...(start.includes(":") ? [start] : areas.map((area) => `${area}:${start}`)));
  }
  return { keys, beginnings };
}

const english = textsOf("en");
const used = usedBy();

describe("the texts of the portal", () => {
  it("are there in both languages, in none alone", () => {
    const bare = (texts: ReadonlyMap<string, string>): readonly string[] =>
      [...new Set([...texts.keys()].map((key) => key.replace(PLURAL, "")))].sort();
    expect(bare(textsOf("fr"))).toEqual(bare(english));
  });

  it.each(LANGUAGES)("are filled in, and take the same words from outside: %s", (language) => {
    for (const [key, text] of textsOf(language)) {
      expect(text.trim(), key).not.toBe("");
      const words = (sentence: string): readonly string[] =>
        [...new Set([...sentence.matchAll(/\{\{\s*([\w.]+)/g)].map(([, word = ""]) => word))]
          .filter((word) => word !== "count")
          .sort();
      const other = english.get(key) ?? english.get(key.replace(PLURAL, "_other"));
      if (other !== undefined) expect(words(text), `${language} ${key}`).toEqual(words(other));
    }
  });

  it("say in both languages whatever can be wrong with a field", () => {
    for (const language of LANGUAGES) {
      const texts = textsOf(language);
      for (const [code, parameters] of Object.entries(FAULT_CODES)) {
        if (code === "invalid") continue; // the server's own words say what
        const text = texts.get(`errors:faults.${code}`);
        expect(text, `${language}: ${code}`).toBeDefined();
        const named = [...(text ?? "").matchAll(/\{\{(\w+)\}\}/g)].map(([, word]) => word);
        for (const word of named) expect(parameters, code).toContain(word);
      }
      const known = [...texts.keys()].filter((key) => key.startsWith("errors:faults."));
      expect(known.map((key) => key.replace("errors:faults.", "")).filter((code) => !(code in FAULT_CODES))).toEqual(
        [],
      );
    }
  });

  it("say in both languages why the API has refused", () => {
    const readme = readFileSync(join(import.meta.dirname, "../../../README.md"), "utf8");
    // The table of the API has a status in its second column.
    const rows = [...readme.matchAll(/^\| ([^|]*SW_[^|]*)\| \d{3} /gm)].map(([, named = ""]) => named);
    const codes = rows.flatMap((named) => [...named.matchAll(/SW_\w+/g)].map(([code]) => code));
    expect(codes.length).toBeGreaterThan(20);
    for (const language of LANGUAGES) {
      const texts = textsOf(language);
      const lacking = codes.filter((code) => !NEVER_MET.includes(code) && !texts.has(`errors:codes.${code}`));
      expect(lacking, language).toEqual([]);
    }
  });

  it("are all used", () => {
    const unused = [...english.keys()].filter((key) => {
      const bare = key.replace(PLURAL, "");
      if (BY_CODE.test(bare) || BY_PAGE.test(bare)) return false;
      return !used.keys.has(bare) && !used.beginnings.some((start) => bare.startsWith(start));
    });
    expect(unused).toEqual([]);
  });

  it("lack none that a page asks for", () => {
    const has = (key: string): boolean => [...english.keys()].some((known) => known.replace(PLURAL, "") === key);
    const missing = sources.flatMap(({ name, text }) => {
      const areas = areasOf(text);
      return [...text.matchAll(/\bt\(\s*"([\w:.-]+)"/g)]
        .map(([, key = ""]) => key)
        .filter((key) => !(key.includes(":") ? [key] : areas.map((area) => `${area}:${key}`)).some(has))
        .map((key) => `${name}: ${key}`);
    });
    expect(missing).toEqual([]);
  });

  it("are those of the page that speaks them, or of all pages: others are not loaded with it", () => {
    const pages = sources.flatMap(({ name }) => (/^pages\/[\w-]+\/page\.tsx$/.test(name) ? [name] : []));
    expect(pages.length).toBeGreaterThan(10);
    const strangers = [...pages, "main.tsx"].flatMap((page) => {
      const area = dirname(page).replace("pages/", "");
      return (
        [...withImports(page)]
          // The pages themselves are loaded by pages.ts, each with its texts; the softphone, by its slot, likewise.
          .filter((name) => page !== "main.tsx" || !/^(?:pages|softphone)\//.test(name))
          .flatMap((name) =>
            areasOf(sources.find((one) => one.name === name)?.text ?? "").map((used) => ({ name, used })),
          )
          .filter(({ used }) => used !== area && !SHARED.includes(used))
          .map(({ name, used }) => `${page}: ${name} speaks ${used}`)
      );
    });
    expect(strangers).toEqual([]);
  });
});
