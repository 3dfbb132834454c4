#!/usr/bin/env node
import cluster from "node:cluster";
import { fileURLToPath } from "node:url";
import { keepEnvironment, loadEnvironmentFile, readEnvironment } from "./runtime/environment.ts";
import { failureText } from "./runtime/failure-text.ts";
import { runSystem } from "./system.ts";
import { runWorker } from "./workers.ts";

const USAGE = `Offhook: the telephone system of an office

  npm start                 runs it
  npm start -- --demo       adds three users with phones to try
  npm start -- --help       this text

Settings are environment variables; the README lists them.
`;

/** Ends with one clear line for each fault. */
function fail(problem: string): never {
  for (const line of problem.split("\n")) process.stderr.write(`offhook: ${line}\n`);
  process.exit(1);
}

async function main(): Promise<void> {
  if (cluster.isWorker) {
    keepEnvironment();
    await runWorker();
    return;
  }
  const options = process.argv.slice(2);
  const unknown = options.find((option) => option !== "--demo" && option !== "--help");
  if (unknown !== undefined) fail(`unknown option ${unknown}; try --help`);
  if (options.includes("--help")) {
    process.stdout.write(USAGE);
    return;
  }
  const projectDir = fileURLToPath(new URL("..", import.meta.url));
  const environment = readEnvironment(loadEnvironmentFile(projectDir), projectDir, process.stdout.isTTY);
  keepEnvironment();
  await runSystem(environment, { demo: options.includes("--demo") });
}

main().then(
  () => process.exit(),
  (failure: unknown) => fail(failureText(failure)),
);
