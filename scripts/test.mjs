// npm test: installs what the tests need, checks the code, builds, runs every test; ends with "N passed, N failed".
// --real runs the scenarios against the servers that SIGNALLING_URL and MEDIA_URL name.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build, checkNode, installPackages, installPrograms, projectDir, stop } from "./prerequisites.mjs";

const real = process.argv.includes("--real");
const only = process.argv.slice(2).filter((argument) => argument !== "--real");

checkNode();
if (real && (!process.env.SIGNALLING_URL || !process.env.MEDIA_URL)) {
  stop(
    "npm run test:real needs SIGNALLING_URL=drachtio://secret@host:port and MEDIA_URL=freeswitch://password@host:port",
  );
}
installPackages();
installPrograms([
  ["redis-server", "redis-server"],
  ["sipp", "sip-tester"],
  ["baresip", "baresip-core"],
]);
build();

const npx = (name, ...args) => [join(projectDir, "node_modules", ".bin", name), ...args];
const checks = {
  types: npx("tsc", "--noEmit", "-p", "tsconfig.json"),
  lint: npx("eslint", "--max-warnings", "0", "."),
  format: npx("prettier", "--log-level", "warn", "--check", "."),
  arrows: npx("depcruise", "--config", ".dependency-cruiser.cjs", "--output-type", "err", "src"),
};

/** Runs a command; its output is shown as it comes, or, when `quiet`, only if it fails. */
function run([command, ...args], { quiet = false, env = process.env } = {}) {
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

/** Two at a time: the machines have two cores. */
async function runChecks() {
  const waiting = Object.entries(checks);
  const failed = [];
  const worker = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [name, command] = next;
      const good = await run(command, { quiet: true });
      process.stdout.write(`check ${name}: ${good ? "ok" : "FAILED"}\n`);
      if (!good) failed.push(name);
    }
  };
  await Promise.all([worker(), worker()]);
  return failed;
}

const failedChecks = real || only.length > 0 ? [] : await runChecks();
const scratch = mkdtempSync(join(tmpdir(), "offhook-test-"));
const report = join(scratch, "report.json");
const filter = real && only.length === 0 ? ["test/e2e"] : only;
const env = { ...process.env, OFFHOOK_ENGINES: real ? "real" : "embedded" };
process.stdout.write(
  `engines under test: ${real ? "drachtio-server and FreeSWITCH" : "embedded (npm run test:real tries drachtio-server and FreeSWITCH)"}\n`,
);
const allGreen = await run(
  npx(
    "vitest",
    "run",
    "--reporter=dot",
    "--reporter=json",
    `--outputFile.json=${report}`,
    // One signalling server gives each call to one of its applications: two test files must not share it at a time.
    ...(real ? ["--no-file-parallelism"] : []),
    ...filter,
  ),
  { env },
);
let counts = { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0 };
try {
  counts = JSON.parse(readFileSync(report, "utf8"));
} catch {
  failedChecks.push("the test runner left no report");
}
rmSync(scratch, { recursive: true, force: true });
for (const name of failedChecks) process.stdout.write(`failed check: ${name}\n`);
const skipped = counts.numPendingTests + counts.numTodoTests;
const failed = counts.numFailedTests + failedChecks.length + (allGreen || counts.numFailedTests > 0 ? 0 : 1);
process.stdout.write(`${counts.numPassedTests} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}\n`);
process.exitCode = failed === 0 ? 0 : 1;
