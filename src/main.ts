#!/usr/bin/env node
import cluster from "node:cluster";
import { fileURLToPath } from "node:url";
import { parseCommand, USAGE } from "./commands/command.ts";
import { compileSooner } from "./runtime/compile-sooner.ts";
import { keepEnvironment, loadEnvironmentFile, readEnvironment } from "./runtime/environment.ts";
import { failureText } from "./runtime/failure-text.ts";

/** Ends with one clear line for each fault. */
function fail(problem: string): never {
  for (const line of problem.split("\n")) process.stderr.write(`offhook: ${line}\n`);
  process.exit(1);
}

async function main(): Promise<void> {
  if (cluster.isWorker) {
    compileSooner();
    keepEnvironment();
    const { runWorker } = await import("./worker.ts");
    await runWorker();
    return;
  }
  const command = parseCommand(process.argv.slice(2));
  if (typeof command === "string") fail(command);
  if (command.name === "help") {
    process.stdout.write(USAGE);
    return;
  }
  const projectDir = fileURLToPath(new URL("..", import.meta.url));
  const environment = readEnvironment(loadEnvironmentFile(projectDir), projectDir, process.stdout.isTTY);
  keepEnvironment();
  if (command.name === "start") {
    compileSooner();
    const { runSystem } = await import("./system.ts");
    await runSystem(environment, { demo: command.demo });
    return;
  }
  const { runCommand } = await import("./commands/run-command.ts");
  process.exitCode = await runCommand(command, environment, (line) => process.stdout.write(`${line}\n`));
}

main().then(
  () => process.exit(),
  (failure: unknown) => fail(failureText(failure)),
);
