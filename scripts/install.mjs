// What the commands install before anything else: npm packages, and Debian packages whose program is missing.
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { projectDir, stop } from "./project.mjs";

const QUIET = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];

/**
 * Installs the npm packages that the lock file names and node_modules lacks. npm writes its own list of what is
 * installed last of all, so an interrupted installation lacks that list, or has an older one, and is mended here.
 *
 * @param development  with the packages that only tests and checks need; once installed, they stay
 */
export async function installPackages({ development }) {
  const wanted = packagesOf(join(projectDir, "package-lock.json"));
  const installed = packagesOf(join(projectDir, "node_modules", ".package-lock.json"));
  const isDevelopment = development || Object.values(installed).some(({ dev }) => dev);
  const isMissing = ([path, { version, dev, optional, devOptional, link }]) =>
    path !== "" &&
    !optional &&
    !devOptional &&
    !link &&
    (isDevelopment || !dev) &&
    installed[path]?.version !== version;
  if (!Object.entries(wanted).some(isMissing)) return;

  process.stdout.write("offhook: installing npm packages …\n");
  const which = isDevelopment ? "--include=dev" : "--omit=dev";
  // `npm ci` empties node_modules first: never under a system that runs from it.
  const command = Object.keys(installed).length === 0 ? ["ci"] : ["install", "--no-save"];
  const { code, output } = await run("npm", [...command, which, ...QUIET]);
  if (code !== 0) stop(`npm packages could not be installed:\n${output}`);
}

/** By path; empty when there is no such file, or half of one. */
function packagesOf(lockFile) {
  try {
    return JSON.parse(readFileSync(lockFile, "utf8")).packages;
  } catch {
    return {};
  }
}

/**
 * Installs the Debian packages whose program is missing: [program, package, another program that does where the package
 * can't be installed].
 */
export async function installPrograms(programs) {
  const missing = programs.filter(([program]) => !isOnPath(program));
  await installAll(missing.filter(([, , other]) => other === undefined || !isOnPath(other)));
  for (const [, name] of missing.filter(([, , other]) => other !== undefined && isOnPath(other)))
    if (isDebian() && process.getuid?.() === 0) await aptInstall([name]);
}

async function installAll(missing) {
  if (missing.length === 0) return;
  const packages = [...new Set(missing.map(([, name]) => name))];
  const names = packages.join(" ");
  if (!isDebian() || process.getuid?.() !== 0)
    stop(`please install: ${names} (on Debian or Ubuntu: sudo apt-get install ${names})`);

  const outcome = await aptInstall(packages);
  if (outcome.code !== 0) stop(`apt-get could not install ${names}: ${outcome.output.trim().split("\n").at(-1)}`);
}

async function aptInstall(packages) {
  process.stdout.write(`offhook: installing ${packages.join(" ")} …\n`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const apt = (...args) => run("apt-get", ["-q", "-o", "DPkg::Lock::Timeout=120", ...args], env);
  const install = () => apt("install", "-y", "--no-install-recommends", ...packages);
  let outcome = await install();
  if (outcome.code !== 0) {
    await apt("update");
    outcome = await install();
  }
  return outcome;
}

function isOnPath(program) {
  return (process.env.PATH ?? "").split(":").some((folder) => folder !== "" && existsSync(join(folder, program)));
}

function isDebian() {
  try {
    return /^ID(?:_LIKE)?=.*(?:debian|ubuntu)/m.test(readFileSync("/etc/os-release", "utf8"));
  } catch {
    return false;
  }
}

function run(command, args, env = process.env) {
  return new Promise((resolve) => {
    let output = "";
    const child = spawn(command, args, { cwd: projectDir, env, stdio: ["ignore", "pipe", "pipe"] });
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (chunk) => (output += chunk));
    child.once("error", (failure) => resolve({ code: 127, output: failure.message }));
    child.once("close", (code) => resolve({ code: code ?? 130, output }));
  });
}
