import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { freePort } from "../support/free-ports.ts";
import { tempFolder } from "../support/temp-folder.ts";

const PROJECT = fileURLToPath(new URL("../..", import.meta.url));
/** It has packages of its own: drachtio-srf with its tests, and what those need. */
const HARNESS = join(import.meta.dirname, "harness");
/** Installed once for each version of its lock file. */
const CACHE = join(PROJECT, "node_modules", ".cache", "conformance");
const ENGINE = join(PROJECT, "dist", "engines", "signalling", "main.js");

export interface SuiteOutcome {
  readonly passed: readonly string[];
  readonly failed: readonly string[];
}

/** Installs a copy of the harness with its own dependencies; @returns where it is */
export async function installHarness(): Promise<string> {
  if (!existsSync(ENGINE)) throw new Error("dist/engines/signalling/main.js is missing: npm run build");
  const lock = readFileSync(join(HARNESS, "package-lock.json"));
  const installed = join(CACHE, createHash("sha256").update(lock).digest("hex").slice(0, 16));
  const unfinished = `${installed}.${process.pid}`;
  if (!existsSync(installed)) {
    mkdirSync(CACHE, { recursive: true });
    cpSync(HARNESS, unfinished, { recursive: true });
    await run("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], unfinished);
    if (existsSync(installed)) rmSync(unfinished, { recursive: true, force: true });
    else renameSync(unfinished, installed);
  }
  return installed;
}

/** Names of the tests of a suite that the original server passes. */
export async function baselineOf(harness: string, suite: string): Promise<readonly string[]> {
  const baseline = JSON.parse(await readFile(join(harness, "baseline.json"), "utf8")) as Record<string, string[]>;
  return baseline[suite] ?? [];
}

/** Loopback networks for the SIP peers of suites that run side by side. */
let networks = Math.floor(Math.random() * 200);

/** Runs one suite against an engine of its own. */
export async function runSuite(harness: string, suite: string): Promise<SuiteOutcome> {
  await using folder = await tempFolder("offhook-conformance-");
  const report = join(folder.path, "report.json");
  const network = `127.${151 + (process.pid % 50)}.${networks++ % 250}`;
  const [sip, control] = [await freePort(), await freePort()];
  const output = await run(
    "bash",
    [
      join(harness, "run.sh"),
      ...["--cmd", `${process.execPath} ${ENGINE} --config {config_json}`],
      ...["--suite", suite, "--uas-net", network, "--json", report],
      ...["127.0.0.1", `${sip}`, `${control}`, "cymru"],
    ],
    folder.path,
  );
  if (!existsSync(report)) throw new Error(`the harness made no report:\n${output}`);
  const results = JSON.parse(await readFile(report, "utf8")) as { name: string; ok: boolean }[];
  return {
    passed: results.filter(({ ok }) => ok).map(({ name }) => name),
    failed: results.filter(({ ok }) => !ok).map(({ name }) => name),
  };
}

/** Its output, whether it succeeds or not; the report says what came of it. */
function run(command: string, args: readonly string[], cwd: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (text: string) => (output += text));
    child.once("error", reject);
    child.once("close", () => resolve(output));
  });
}
