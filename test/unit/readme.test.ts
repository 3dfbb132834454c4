import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { VARIABLES } from "../../src/runtime/environment.ts";

const projectDir = new URL("../..", import.meta.url).pathname;
const readme = readFileSync(join(projectDir, "README.md"), "utf8");
/** The first cell of each row of a table, and the row. */
const rows = readme
  .split("\n")
  .flatMap((line) => (line.startsWith("|") ? [{ head: line.split("|")[1] ?? "", line }] : []));

describe("the README", () => {
  it("shows every variable with its default", () => {
    for (const { name, defaultText } of VARIABLES) {
      const row = rows.find(({ head }) => head.includes(`\`${name}\``));
      expect(row?.line, name).toContain(defaultText);
    }
  });

  it("explains every error code that the system throws", () => {
    const sources = readdirSync(join(projectDir, "src"), { recursive: true, encoding: "utf8" }).filter((name) =>
      name.endsWith(".ts"),
    );
    const codes = new Set(
      sources.flatMap((name) =>
        [...readFileSync(join(projectDir, "src", name), "utf8").matchAll(/code = "(SW_[A-Z_]+)"/g)].map(
          ([, code]) => code ?? "",
        ),
      ),
    );
    expect(codes.size).toBeGreaterThan(30);
    for (const code of codes)
      expect(
        rows.some(({ head }) => head.includes(`\`${code}\``)),
        code,
      ).toBe(true);
  });

  it.each(["README.md", "CONTRIBUTING.md", "SECURITY.md"])("links and names only files that are there: %s", (page) => {
    const text = readFileSync(join(projectDir, page), "utf8");
    const named = [...text.matchAll(/`((?:src|docker|config|test|scripts)\/[\w./-]+)`/g)];
    const linked = [...text.matchAll(/\]\(([\w./-]+)\)/g)];
    const files = new Set([...named, ...linked].map(([, path]) => path ?? ""));
    expect(files.size).toBeGreaterThan(0);
    for (const path of files) expect(existsSync(join(projectDir, path)), path).toBe(true);
  });

  it("leads each entry of its table of contents to a section", () => {
    const sections = [...readme.matchAll(/^#{2,3} (.+)$/gm)].map(([, title = ""]) =>
      title.toLowerCase().replaceAll(" ", "-"),
    );
    for (const [, anchor] of readme.matchAll(/\]\(#([\w-]+)\)/g)) expect(sections).toContain(anchor);
  });
});

describe("the example of an .env file", () => {
  it("names every variable, and no other", () => {
    const example = readFileSync(join(projectDir, ".env.example"), "utf8");
    const named = [...example.matchAll(/^#?(?<name>[A-Z_]+)=/gm)].map(({ groups }) => groups?.["name"]);
    expect(named.sort()).toEqual(VARIABLES.map(({ name }) => name).sort());
  });
});
