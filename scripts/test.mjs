// npm test: installs what the tests need, checks the code, compiles, runs every test; ends with "N passed, N failed".
// --real runs the scenarios against the servers that SIGNALLING_URL and MEDIA_URL name. --network runs those with phones
// behind routers, in network namespaces that they make: as root. Names of test files: only those.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compileOrStop } from "./compile.mjs";
import { installPackages, installPrograms } from "./install.mjs";
import { checkNode, projectDir, stop } from "./project.mjs";

/** Scripts of package.json that look at the code, the longest first (`lint` looks at the types, too), and the bench in seconds a row. */
const CHECKS = ["lint", "format:check", "arrows", "unused", "bench:short"];
/** Tests on a virtual clock: other work beside them makes none of them late. */
const TIMELESS = ["unit", "soak"];
/** Tests in real time: only they run then. */
const TIMED = ["e2e", "portal", "conformance"];

const real = process.argv.includes("--real");
const network = process.argv.includes("--network");
const only = process.argv.slice(2).filter((argument) => !["--real", "--network"].includes(argument));

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
    ["linphone-daemon", "linphone-cli", "baresip"],
    ["chromium-headless-shell", "chromium-headless-shell", "chromium"],
    ...(network
      ? [
          ["ip", "iproute2"],
          ["nft", "nftables"],
          ["sysctl", "procps"],
        ]
      : []),
  ]),
]);

process.stdout.write(
  `engines under test: ${real ? "drachtio-server and FreeSWITCH" : "embedded (npm run test:real tries drachtio-server and FreeSWITCH)"}\n`,
);
if (!network && only.length === 0) {
  process.stdout.write("phones behind routers: not tried here (npm run test:network tries them, as root)\n");
  process.stdout.write("the sound of the browser's phone: not tried here (npm run test:sound tries it)\n");
}
const { failedChecks, runs } = real || network || only.length > 0 ? await runSome() : await runAll();
for (const name of failedChecks) process.stdout.write(`failed check: ${name}\n`);

const sum = (name) => runs.reduce((total, { counts }) => total + (counts?.[name] ?? 0), 0);
const skipped = sum("numPendingTests") + sum("numTodoTests");
// A run that fails without a failed test: a file that couldn't be loaded, an error outside of tests, or no report at all.
const broken = runs.filter(({ allGreen, counts }) => !allGreen && (counts?.numFailedTests ?? 0) === 0).length;
const failed = sum("numFailedTests") + failedChecks.length + broken;
process.stdout.write(`${sum("numPassedTests")} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}\n`);
process.exitCode = failed === 0 ? 0 : 1;

async function runSome() {
  // One signalling server gives each call to one of its applications: two test files must not share it at a time.
  const onRealServers = ["--no-file-parallelism", ...(only.length === 0 ? ["--project", "e2e"] : [])];
  const which = [...(real ? onRealServers : []), ...(network ? ["--project", "network"] : [])];
  return { failedChecks: [], runs: [await runTests([...which, ...only])] };
}

/** The machines have two cores: the checks keep one of them busy while the timeless tests run. */
async function runAll() {
  const checks = openChecks();
  const first = checks.runOneByOne();
  const timeless = await runTests([...projects(TIMELESS), "--maxWorkers=2"]);
  await Promise.all([first, checks.runOneByOne()]);
  const timed = await runTests(projects(TIMED));
  return { failedChecks: checks.failed, runs: [timeless, timed] };
}

function projects(names) {
  return names.flatMap((name) => ["--project", name]);
}

function openChecks() {
  const waiting = [...CHECKS];
  const failed = [];
  const runOneByOne = async () => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
      const startedMs = Date.now();
      const good = await run("npm", ["run", "--silent", name], { quiet: true });
      process.stdout.write(
        `check ${name}: ${good ? "ok" : "FAILED"} (${Math.round((Date.now() - startedMs) / 1000)} s)\n`,
      );
      if (!good) failed.push(name);
    }
  };
  return { failed, runOneByOne };
}

async function runTests(which) {
  const scratch = mkdtempSync(join(tmpdir(), "offhook-test-"));
  const report = join(scratch, "report.json");
  const allGreen = await run(
    join(projectDir, "node_modules", ".bin", "vitest"),
    ["run", "--reporter=dot", "--reporter=json", `--outputFile.json=${report}`, ...which],
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
