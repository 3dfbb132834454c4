// Compiles src/ to dist/, a program a process, each with all that it imports in one file: so each starts in half the time.
// It doesn't look at types (`npm run lint` does).
import { createHash } from "node:crypto";
import { mkdir, readFile, readdir, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { compilePortalOrStop } from "./compile-portal.mjs";
import { filesBelow, projectDir, stop } from "./project.mjs";

const SOURCES = join(projectDir, "src");
const COMPILED = join(projectDir, "dist");
/** The portal has a compiler of its own, which works beside it in dist/. */
const [PORTAL_SOURCES, PORTAL] = [join(SOURCES, "portal/"), join(COMPILED, "portal")];
/** What dist/ was compiled from: while that is the same, nothing is to be done. */
const COMPILED_FROM = join(COMPILED, "compiled-from");
const PROGRAMS = ["main", "engines/signalling/main", "engines/media/main", "engines/relay/main"];

/** They stay in node_modules: machine code, files that they read there, libraries that are found by name when they run. */
const APART = [
  "@fastify/swagger-ui",
  "@node-rs/argon2",
  "drachtio-fsmrf",
  "drachtio-srf",
  "libopus-wasm",
  "msgpackr-extract",
];

/** What packages written for CommonJS expect to find, by names that no source has. */
const COMMON_JS = `
import { createRequire as $requireFrom } from "node:module";
import { dirname as $folderOf } from "node:path";
import { fileURLToPath as $pathOf } from "node:url";
const require = $requireFrom(import.meta.url);
const __filename = $pathOf(import.meta.url);
const __dirname = $folderOf(__filename);
`;

/** Writes only what has changed and removes what is no program any more, so a system that runs from dist/ is left in peace. */
export async function compile() {
  const sources = await fingerprint();
  if (await isCompiledFrom(sources)) return true;
  const { build, stop: endCompiler } = await import("esbuild");
  const { errors, outputFiles } = await build({
    entryPoints: PROGRAMS.map((program) => join(SOURCES, `${program}.ts`)),
    outbase: SOURCES,
    outdir: COMPILED,
    bundle: true,
    external: APART,
    platform: "node",
    format: "esm",
    target: "node20",
    banner: { js: COMMON_JS },
    sourcemap: true,
    sourcesContent: false,
    write: false,
    logLevel: "error",
    absWorkingDir: projectDir,
  })
    .catch(({ errors }) => ({ errors }))
    .finally(endCompiler);
  if (errors.length > 0) return false;

  const compiled = new Set(outputFiles.map(({ path }) => path));
  const entries = await readdir(COMPILED).catch(() => []);
  const stale = entries
    .map((name) => join(COMPILED, name))
    .filter(
      (path) => !path.startsWith(PORTAL) && ![...compiled].some((file) => file === path || file.startsWith(`${path}/`)),
    );
  await Promise.all([...outputFiles.map(writeIfChanged), ...stale.map((path) => rm(path, { recursive: true }))]);
  await writeFile(COMPILED_FROM, sources);
  return true;
}

/** All that a running system is: the program, and the portal that it serves. */
export async function compileOrStop() {
  if (!(await compile())) stop("src/ could not be compiled; see above");
  await compilePortalOrStop();
}

async function isCompiledFrom(sources) {
  const [before, ...programs] = await Promise.all([
    readFile(COMPILED_FROM, "utf8").catch(() => ""),
    ...PROGRAMS.map((program) => stat(join(COMPILED, `${program}.js`)).catch(() => undefined)),
  ]);
  return before === sources && !programs.includes(undefined);
}

/** Changes with any file that ends up in dist/: by time and size, as make does. */
async function fingerprint() {
  const files = [
    ...(await filesBelow(SOURCES)).filter((file) => !file.startsWith(PORTAL_SOURCES)),
    ...["package.json", "node_modules/.package-lock.json", "scripts/compile.mjs"].map((file) => join(projectDir, file)),
  ];
  const states = await Promise.all(
    files.sort().map(async (file) => {
      const { mtimeMs, size } = await stat(file);
      return `${file} ${mtimeMs} ${size}`;
    }),
  );
  return createHash("sha256").update(states.join("\n")).digest("hex");
}

async function writeIfChanged({ path, contents }) {
  const before = await readFile(path).catch(() => undefined);
  if (before?.equals(contents)) return;
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, contents);
}
