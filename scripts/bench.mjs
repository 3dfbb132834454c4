// npm run bench: measures Offhook beside Kamailio; see test/bench/README.md. What comes after "--" goes to the bench.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { compileOrStop } from "./compile.mjs";
import { installPackages, installPrograms } from "./install.mjs";
import { checkNode, projectDir } from "./project.mjs";

checkNode();
const given = process.argv.slice(2);
const only = given[given.indexOf("--only") + 1];
const needsKamailio = !given.includes("--only") || only.includes("kamailio");
// What is installed is measured as it is: only a checkout without any packages gets them here.
const isInstalled = existsSync(join(projectDir, "node_modules", "esbuild"));
await Promise.all([
  (isInstalled ? Promise.resolve() : installPackages({ development: true })).then(compileOrStop),
  installPrograms([
    ["redis-server", "redis-server"],
    ["sipp", "sip-tester"],
    ...(needsKamailio ? [["kamailio", "kamailio"]] : []),
  ]),
]);
const folder = join(projectDir, "dist", "bench");
await mkdir(folder, { recursive: true });
const program = join(folder, "bench.mjs");
const { build, stop } = await import("esbuild");
await build({
  entryPoints: [join(projectDir, "test", "bench", "bench.ts")],
  outfile: program,
  bundle: true,
  packages: "external",
  platform: "node",
  format: "esm",
  target: "node20",
  logLevel: "error",
});
stop();
const bench = spawn(process.execPath, [program, ...given], { cwd: projectDir, stdio: "inherit" });
bench.once("close", (code) => (process.exitCode = code ?? 1));
