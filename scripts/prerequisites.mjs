// What both commands (npm start, npm test) do before anything else: npm packages, Debian packages, a fresh build.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const projectDir = fileURLToPath(new URL("..", import.meta.url));

/** Ends the process with one line that says what to do. */
export function stop(line) {
  process.stderr.write(`offhook: ${line}\n`);
  process.exit(1);
}

function run(command, args, failure) {
  const { status, signal } = spawnSync(command, args, { cwd: projectDir, stdio: ["ignore", "inherit", "inherit"] });
  if (signal !== null) process.exit(130);
  if (status !== 0) stop(failure);
}

export function checkNode() {
  if (Number(process.versions.node.split(".")[0]) < 20) stop(`needs Node.js 20 or newer, this is ${process.version}`);
}

/** Installs the npm packages where they are missing or older than the lock file. */
export function installPackages() {
  const installed = join(projectDir, "node_modules", ".package-lock.json");
  const lock = join(projectDir, "package-lock.json");
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs) return;
  process.stdout.write("offhook: installing npm packages …\n");
  run(
    "npm",
    ["ci", "--include=dev", "--no-audit", "--no-fund", "--loglevel=error"],
    "npm packages could not be installed; see above",
  );
}

/** Installs Debian packages whose program is missing: [program, package] pairs. */
export function installPrograms(programs) {
  const missing = programs.filter(([program]) => !onPath(program));
  if (missing.length === 0) return;
  const packages = [...new Set(missing.map(([, name]) => name))];
  const names = packages.join(" ");
  if (!isDebian() || process.getuid?.() !== 0)
    stop(`please install: ${names} (on Debian or Ubuntu: sudo apt-get install ${names})`);
  process.stdout.write(`offhook: installing ${names} …\n`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const apt = (...args) =>
    spawnSync("apt-get", ["-q", "-o", "DPkg::Lock::Timeout=120", ...args], { env, encoding: "utf8" });
  let outcome = apt("install", "-y", "--no-install-recommends", ...packages);
  if (outcome.status !== 0) {
    apt("update");
    outcome = apt("install", "-y", "--no-install-recommends", ...packages);
  }
  if (outcome.status !== 0)
    stop(`apt-get could not install ${names}: ${(outcome.stderr || "").trim().split("\n").at(-1)}`);
}

function onPath(program) {
  return (process.env.PATH ?? "").split(":").some((folder) => folder !== "" && existsSync(join(folder, program)));
}

function isDebian() {
  try {
    return /^ID(?:_LIKE)?=.*(?:debian|ubuntu)/m.test(readFileSync("/etc/os-release", "utf8"));
  } catch {
    return false;
  }
}

/** Compiles src/ to dist/ where a source is newer than the last build. */
export function build() {
  const stamp = join(projectDir, "dist", ".tsbuildinfo");
  const sources = [
    join(projectDir, "src"),
    join(projectDir, "tsconfig.base.json"),
    join(projectDir, "package-lock.json"),
  ];
  if (existsSync(stamp) && Math.max(...sources.map(newest)) < statSync(stamp).mtimeMs) return;
  process.stdout.write("offhook: building …\n");
  run(
    process.execPath,
    [join(projectDir, "node_modules", "typescript", "bin", "tsc"), "-p", "tsconfig.build.json"],
    "the build failed; see above",
  );
}

function newest(path) {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return readdirSync(path).reduce((latest, entry) => Math.max(latest, newest(join(path, entry))), stat.mtimeMs);
}
