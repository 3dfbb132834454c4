// Compiles src/ to dist/, file by file, without looking at types (`npm run typecheck` does): about half a second.
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { projectDir, stop } from "./project.mjs";

const SOURCES = join(projectDir, "src");
const COMPILED = join(projectDir, "dist");

/** Leaves each import as it is but for its ending: each source becomes one file of the same name. */
const keepImports = {
  name: "keep-imports",
  setup(build) {
    build.onResolve({ filter: /^\..*\.ts$/ }, ({ kind, path }) =>
      kind === "entry-point" ? undefined : { path: path.replace(/\.ts$/, ".js"), external: true },
    );
  },
};

/** Writes only what has changed and removes what has no source any more, so a system that runs from dist/ is left in peace. */
export async function compile() {
  const { build, stop: endCompiler } = await import("esbuild");
  const { errors, outputFiles } = await build({
    entryPoints: (await filesBelow(SOURCES)).filter((file) => /(?<!\.d)\.ts$/.test(file)),
    outbase: SOURCES,
    outdir: COMPILED,
    bundle: true,
    packages: "external",
    plugins: [keepImports],
    platform: "node",
    format: "esm",
    target: "node20",
    sourcemap: true,
    write: false,
    logLevel: "error",
    absWorkingDir: projectDir,
  })
    .catch(({ errors }) => ({ errors }))
    .finally(endCompiler);
  if (errors.length > 0) return false;

  const compiled = new Set(outputFiles.map(({ path }) => path));
  const stale = (await filesBelow(COMPILED)).filter((file) => !compiled.has(file));
  await Promise.all([...outputFiles.map(writeIfChanged), ...stale.map((file) => rm(file))]);
  return true;
}

export async function compileOrStop() {
  if (!(await compile())) stop("src/ could not be compiled; see above");
}

async function filesBelow(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}

async function writeIfChanged({ path, contents }) {
  const before = await readFile(path).catch(() => undefined);
  if (before?.equals(contents)) return;
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, contents);
}
