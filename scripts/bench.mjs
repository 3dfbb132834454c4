// npm run bench: measures Offhook beside Kamailio; see test/bench/README.md. What comes after "--" goes to the bench.
import { spawn } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { compileOrStop } from "./compile.mjs";
import { installPackages, installPrograms } from "./install.mjs";
import { checkNode, projectDir } from "./project.mjs";

checkNode();
await Promise.all([
  installPackages({ development: true }).then(compileOrStop),
  installPrograms([
    ["redis-server", "redis-server"],
    ["sipp", "sip-tester"],
    ["kamailio", "kamailio"],
  ]),
]);
const folder = join(projectDir, "node_modules", ".cache", "bench");
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
const bench = spawn(process.execPath, [program, ...process.argv.slice(2)], { cwd: projectDir, stdio: "inherit" });
bench.once("close", (code) => (process.exitCode = code ?? 1));
