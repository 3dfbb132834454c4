// npm run dev: as npm start, and anew whenever a source changes. What comes after "--" goes to the program.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { watch } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { compile } from "./compile.mjs";
import { installPackages, installPrograms } from "./install.mjs";
import { checkNode, endWithParent, projectDir } from "./project.mjs";

/** Editors write a file in several steps. */
const SETTLE_MS = 100;

checkNode();
endWithParent();
await Promise.all([installPackages({ development: true }), installPrograms([["redis-server", "redis-server"]])]);

let system;
let changed = resolvers();
watch(join(projectDir, "src"), { recursive: true }, () => changed.resolve());
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => void end().then(() => process.exit()));

for (;;) {
  if (await compile()) {
    await end();
    system = spawn(process.execPath, [join(projectDir, "dist", "main.js"), ...process.argv.slice(2)], {
      cwd: projectDir,
      stdio: "inherit",
    });
  }
  await changed.promise;
  await delay(SETTLE_MS);
  changed = resolvers();
}

async function end() {
  if (system === undefined || system.exitCode !== null || system.signalCode !== null) return;
  const ended = once(system, "exit");
  system.kill("SIGTERM");
  await ended;
}

function resolvers() {
  let resolve;
  const promise = new Promise((done) => (resolve = done));
  return { promise, resolve };
}
