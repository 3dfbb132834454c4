import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const PARENT_LOOKED_AT_EACH_MS = 500;

export const projectDir = fileURLToPath(new URL("..", import.meta.url));

/** All files in a folder and its folders. */
export async function filesBelow(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}

/** Ends the process with one line that says what to do. */
export function stop(line) {
  process.stderr.write(`offhook: ${line}\n`);
  process.exit(1);
}

export function checkNode() {
  if (Number(process.versions.node.split(".")[0]) < 20) stop(`needs Node.js 20 or newer, this is ${process.version}`);
}

/** npm passes SIGINT and SIGTERM on to the program that it runs; when npm is gone in any other way, we are told to end here. */
export function endWithParent() {
  if (process.env.npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    process.kill(process.pid, "SIGTERM");
  }, PARENT_LOOKED_AT_EACH_MS);
  watch.unref();
}
