import { fileURLToPath } from "node:url";

export const projectDir = fileURLToPath(new URL("..", import.meta.url));

/** Ends the process with one line that says what to do. */
export function stop(line) {
  process.stderr.write(`offhook: ${line}\n`);
  process.exit(1);
}

export function checkNode() {
  if (Number(process.versions.node.split(".")[0]) < 20) stop(`needs Node.js 20 or newer, this is ${process.version}`);
}
