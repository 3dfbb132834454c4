// Builds src/portal to dist/portal, only when its sources or the versions of its libraries have changed.
import { createHash } from "node:crypto";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import { filesBelow, projectDir, stop } from "./project.mjs";

const SOURCES = ["portal", "api-client"].map((folder) => join(projectDir, "src", folder));
const BUILT = join(projectDir, "dist", "portal");
/** Says of which sources the portal in dist/ is; written last. */
const MARK = ".built-from";
const COMPRESSIBLE = /\.(?:js|css|svg|html|json)$/;
/** Below this a compressed file saves less than its header costs. */
const MIN_COMPRESSED_BYTES = 1_024;
/** The best that the formats have takes a second for a large file, for a percent. */
const BROTLI_QUALITY = 9;

const brotli = promisify(brotliCompress);
const zip = promisify(gzip);

export async function compilePortalOrStop() {
  const sources = await hashOfSources();
  if ((await readFile(join(BUILT, MARK), "utf8").catch(() => "")) === sources) return;

  process.stdout.write("offhook: building the portal …\n");
  // Beside the portal that a running system serves, until it is whole.
  const fresh = join(projectDir, "dist", `portal-${process.pid}`);
  const { build } = await import("vite");
  try {
    await build({
      configFile: join(projectDir, "vite.config.ts"),
      logLevel: "error",
      build: { outDir: fresh, emptyOutDir: true },
    });
    await compress(fresh);
    await writeFile(join(fresh, MARK), sources);
    await rm(BUILT, { recursive: true, force: true });
    await mkdir(dirname(BUILT), { recursive: true });
    await rename(fresh, BUILT);
  } catch (failure) {
    await rm(fresh, { recursive: true, force: true });
    stop(`the portal could not be built: ${failure instanceof Error ? failure.message : String(failure)}`);
  }
}

/** Beside each file its gzip and brotli forms, which the server sends as they are. */
async function compress(folder) {
  for (const file of await filesBelow(folder)) {
    if (!COMPRESSIBLE.test(file)) continue;
    const contents = await readFile(file);
    if (contents.length < MIN_COMPRESSED_BYTES) continue;
    const params = { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY };
    await Promise.all([
      zip(contents, { level: 9 }).then((bytes) => writeFile(`${file}.gz`, bytes)),
      brotli(contents, { params }).then((bytes) => writeFile(`${file}.br`, bytes)),
    ]);
  }
}

async function hashOfSources() {
  const hash = createHash("sha256");
  const own = [join(projectDir, "vite.config.ts"), join(projectDir, "package-lock.json")];
  for (const file of [...own, ...(await Promise.all(SOURCES.map(filesBelow))).flat().sort()]) {
    hash.update(`${relative(projectDir, file)}\0`);
    hash.update(await readFile(file));
  }
  return hash.digest("hex");
}
