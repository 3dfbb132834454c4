import { symlink, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { build } from "esbuild";
import { tempFolder } from "./temp-folder.ts";

/** A program of the tests' own that Node can run: one file of it and all that it imports, which starts quickly. */
export interface CompiledProgram extends AsyncDisposable {
  readonly path: string;
}

/** What packages written for CommonJS expect to find. */
const COMMON_JS = `
import { createRequire as requireFrom } from "node:module";
import { dirname as folderOf } from "node:path";
const require = requireFrom(import.meta.url);
const __filename = new URL(import.meta.url).pathname;
const __dirname = folderOf(__filename);
`;

/** @param entry  from the project's root */
export async function compiled(entry: string): Promise<CompiledProgram> {
  const folder = await tempFolder("offhook-compiled-");
  await writeFile(join(folder.path, "package.json"), '{ "type": "module" }');
  await symlink(resolve("node_modules"), join(folder.path, "node_modules"));
  const path = join(folder.path, "program.js");
  await build({
    ...{ entryPoints: [entry], outfile: path, bundle: true },
    ...{ platform: "node", format: "esm", target: "node20", logLevel: "error" },
    external: ["@node-rs/argon2"], // machine code
    banner: { js: COMMON_JS },
  });
  return { path, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() };
}
