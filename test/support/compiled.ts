import { mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import { ModuleKind, ScriptTarget, transpileModule } from "typescript";
import { tempFolder } from "./temp-folder.ts";

/** A program of the tests' own that Node can run: it and all that it imports, compiled into a folder. */
export interface CompiledProgram extends AsyncDisposable {
  readonly path: string;
}

const ROOT = resolve(".");
const IMPORT = /(?:from|import) "(?<path>\.[^"]+\.ts)"/g;
const compilerOptions = {
  module: ModuleKind.ESNext,
  target: ScriptTarget.ES2022,
  rewriteRelativeImportExtensions: true,
  verbatimModuleSyntax: true,
};

/** @param entry  from the project's root */
export async function compiled(entry: string): Promise<CompiledProgram> {
  const folder = await tempFolder("offhook-compiled-");
  await writeFile(join(folder.path, "package.json"), '{ "type": "module" }');
  await symlink(join(ROOT, "node_modules"), join(folder.path, "node_modules"));
  const done = new Set<string>();
  const compile = async (file: string): Promise<void> => {
    if (done.has(file)) return;
    done.add(file);
    const { outputText } = transpileModule(await readFile(file, "utf8"), { compilerOptions, fileName: file });
    const target = join(folder.path, relative(ROOT, file).replace(/\.ts$/, ".js"));
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, outputText);
    const imported = [...outputText.replaceAll('.js"', '.ts"').matchAll(IMPORT)];
    for (const { groups } of imported) await compile(resolve(dirname(file), groups?.["path"] ?? ""));
  };
  await compile(resolve(ROOT, entry));
  return {
    path: join(folder.path, entry.replace(/\.ts$/, ".js")),
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}
