// npm test: installs what the tests need, checks the code, compiles, runs every test; ends with "N passed, N failed".
// --real runs the scenarios against the servers that SIGNALLING_URL and MEDIA_URL name. Names of test files: only those.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compileOrStop } from "./compile.mjs";
import { installPackages, installPrograms } from "./install.mjs";
import { checkNode, projectDir, stop } from "./project.mjs";

/** Scripts of package.json that look at the code without running it. */
const CHECKS = ["typecheck", "lint", "format:check", "arrows", "unused"];

const real = process.argv.includes("--real");
const only = process.argv.slice(2).filter((argument) => argument !== "--real");

checkNode();
if (real && (!process.env.SIGNALLING_URL || !process.env.MEDIA_URL)) {
  stop(
    "npm run test:real needs SIGNALLING_URL=drachtio://secret@host:port and MEDIA_URL=freeswitch://password@host:port",
  );
}
await Promise.all([
  installPackages({ development: true }).then(compileOrStop),
  installPrograms([
    ["redis-server", "redis-server"],
    ["sipp", "sip-tester"],
    ["baresip", "baresip-core"],
  ]),
]);

const failedChecks = real || only.length > 0 ? [] : await runChecks();
process.stdout.write(
  `engines under test: ${real ? "drachtio-server and FreeSWITCH" : "embedded (npm run test:real tries drachtio-server and FreeSWITCH)"}\n`,
);
const { allGreen, counts } = await runTests();
if (counts === undefined) failedChecks.push("the test runner left no report");
for (const name of failedChecks) process.stdout.write(`failed check: ${name}\n`);

const { numPassedTests = 0, numFailedTests = 0, numPendingTests = 0, numTodoTests = 0 } = counts ?? {};
const skipped = numPendingTests + numTodoTests;
const failed = numFailedTests + failedChecks.length + (allGreen || numFailedTests > 0 ? 0 : 1);
process.stdout.write(`${numPassedTests} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}\n`);
process.exitCode = failed === 0 ? 0 : 1;

/** Two at a time: the machines have two cores. */
async function runChecks() {
  const waiting = [...CHECKS];
  const failed = [];
  const worker = async () => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
      const startedMs = Date.now();
      const good = await run("npm", ["run", "--silent", name], { quiet: true });
      process.stdout.write(
        `check ${name}: ${good ? "ok" : "FAILED"} (${Math.round((Date.now() - startedMs) / 1000)} s)\n`,
      );
      if (!good) failed.push(name);
    }
  };
  await Promise.all([worker(), worker()]);
  return failed;
}

async function runTests() {
  const scratch = mkdtempSync(join(tmpdir(), "offhook-test-"));
  const report = join(scratch, "report.json");
  // One signalling server gives each call to one of its applications: two test files must not share it at a time.
  const onRealServers = ["--no-file-parallelism", ...(only.length === 0 ? ["--project", "e2e"] : [])];
  const allGreen = await run(
    join(projectDir, "node_modules", ".bin", "vitest"),
    [
      "run",
      "--reporter=dot",
      "--reporter=json",
      `--outputFile.json=${report}`,
      ...(real ? onRealServers : []),
      ...only,
    ],
    { env: { ...process.env, OFFHOOK_ENGINES: real ? "real" : "embedded" } },
  );
  try {
    return { allGreen, counts: JSON.parse(readFileSync(report, "utf8")) };
  } catch {
    return { allGreen, counts: undefined };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** Runs a command; its output is shown as it comes, or, when `quiet`, only if it fails. */
function run(command, args, { quiet = false, env = process.env } = {}) {
  return new Promise((resolve) => {
    let output = "";
    const child = spawn(command, args, {
      cwd: projectDir,
      env,
      stdio: ["ignore", quiet ? "pipe" : "inherit", quiet ? "pipe" : "inherit"],
    });
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding("utf8").on("data", (chunk) => (output += chunk));
    child.once("close", (code) => {
      if (quiet && code !== 0) process.stdout.write(output);
      resolve(code === 0);
    });
  });
}
