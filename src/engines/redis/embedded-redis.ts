import { spawn } from "node:child_process";
import type { ChildProcessWithoutNullStreams } from "node:child_process";
import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import type { Clock } from "../../runtime/clock.ts";
import type { Running } from "../../runtime/keep-running.ts";
import { SwitchError } from "../../vocabulary/switch-error.ts";
import { chooseAddress, probe } from "./address.ts";
import type { RedisAddress } from "./address.ts";
import { RedisFailed, RedisFolderUnwritable, RedisMissing } from "./errors.ts";
import { lockFolder } from "./folder-lock.ts";

export interface EmbeddedRedisOptions {
  /** Where its files lie; made if need be. */
  readonly folder: string;
  readonly clock: Clock;
  /** Where it was reached before: a restart must be found at the same place. */
  readonly address?: RedisAddress;
  /** What it logs: warnings only. */
  readonly onLine?: (line: string) => void;
  /** Another program than the `redis-server` of the path. */
  readonly command?: string;
  /** Begins with what an image holds (`IMAGE` in the folder), and keeps nothing until it is told to. */
  readonly fromImage?: boolean;
}

/** The name of an image of everything (an RDB file), which Redis writes beside its data when it is asked to. */
export const IMAGE = "dump.rdb";

/** A Redis of our own, and how to reach it (as ioredis options). */
export interface EmbeddedRedis extends Running {
  readonly address: RedisAddress;
  readonly pid: number;
}

const READY_WITHIN_MS = 30_000;
/** As long as it says that it reads the append-only file, which of a large system on a slow disk takes minutes. */
const LOADED_WITHIN_MS = 20 * 60_000;
const LOOK_AGAIN_AFTER_MS = 10;
/** Told to end, it writes what it has; then it is killed. */
const ENDS_WITHIN_MS = 5_000;
/** The shell's word for a program that isn't there. */
const NOT_FOUND = 127;

/**
 * The shell turns into redis-server, after leaving a process behind that waits for our end of the pipe to close:
 * so Redis ends, cleanly, even when we are killed. No other user of the machine reads what Redis writes.
 */
export const RUN =
  'umask 077; exec 3<&0 </dev/null; { cat <&3; kill -TERM $$; } >/dev/null 2>&1 & exec 3<&-; exec "$0" "$@"';

/**
 * Runs a redis-server child that keeps everything in an append-only file.
 * @throws RedisMissing, RedisFolderUnwritable, RedisFolderInUse, RedisFailed; nothing is left running then
 */
export async function startEmbeddedRedis(options: EmbeddedRedisOptions): Promise<EmbeddedRedis> {
  const folder = resolve(options.folder);
  const { clock, command = "redis-server" } = options;
  const { address, configuration, unlock } = await prepareFolder(folder, options);
  const child = spawn("/bin/sh", ["-c", RUN, command, configuration], { stdio: "pipe", detached: true });
  const { exited, lastWords } = watch(child, options.onLine);
  const end = async (): Promise<void> => {
    child.kill("SIGTERM");
    const kill = clock.arm(ENDS_WITHIN_MS, () => child.kill("SIGKILL"));
    await exited;
    kill.disarm();
    await unlock();
  };
  const startedMs = clock.nowMs();
  for (let found = await probe(address); found !== "ready"; found = await probe(address)) {
    const withinMs = found === "busy" ? LOADED_WITHIN_MS : READY_WITHIN_MS;
    const isLate = clock.nowMs() > startedMs + withinMs;
    if (hasEnded(child) || isLate) {
      await end();
      if (child.exitCode === NOT_FOUND) throw new RedisMissing(command);
      throw new RedisFailed(isLate ? `not ready within ${withinMs} ms` : lastWords());
    }
    await clock.sleep(LOOK_AGAIN_AFTER_MS);
  }
  return { address, pid: child.pid ?? 0, exited, [Symbol.asyncDispose]: end };
}

async function prepareFolder(folder: string, { clock, address: known, fromImage = false }: EmbeddedRedisOptions) {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const address = known ?? (await chooseAddress(folder));
    const unlock = await lockFolder(folder, address, clock);
    const configuration = join(folder, "redis.conf");
    await writeFile(configuration, configurationOf(folder, address, fromImage), { mode: 0o600 });
    await chmod(configuration, 0o600); // an older file keeps its mode
    await chmod(join(folder, "appendonlydir"), 0o700).catch(() => undefined); // an older Offhook's; none at the first start
    return { address, configuration, unlock };
  } catch (failure) {
    if (failure instanceof SwitchError) throw failure;
    throw new RedisFolderUnwritable(folder, failure);
  }
}

/** In a file, not on the command line, where every user of the machine could read the password. */
function configurationOf(folder: string, address: RedisAddress, fromImage: boolean): string {
  const reach =
    "path" in address
      ? ["port 0", `unixsocket ${quoted(address.path)}`, "unixsocketperm 700"]
      : [`bind ${address.host}`, `port ${address.port}`, `requirepass ${quoted(address.password)}`];
  const lines = [
    ...reach,
    `dir ${quoted(folder)}`,
    "daemonize no",
    "supervised no",
    'logfile ""',
    "loglevel warning",
    "databases 1",
    'save ""',
    `dbfilename ${IMAGE}`,
    // With it, Redis would not look at an image.
    `appendonly ${fromImage ? "no" : "yes"}`,
    "appendfsync everysec",
    "maxmemory-policy noeviction",
  ];
  return `${lines.join("\n")}\n`;
}

function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, "\\$&")}"`;
}

function hasEnded({ exitCode, signalCode, pid }: ChildProcessWithoutNullStreams): boolean {
  return exitCode !== null || signalCode !== null || pid === undefined;
}

function watch(child: ChildProcessWithoutNullStreams, onLine: ((line: string) => void) | undefined) {
  let last: string | undefined;
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on("line", (line) => {
      if (line.trim() === "") return;
      last = line.trim();
      onLine?.(line);
    });
  }
  const exited = new Promise<string>((resolve) => {
    child.once("error", (failure) => resolve(failure.message));
    child.once("exit", (code, signal) => {
      child.stdin.destroy(); // lets the one who waits at the pipe go
      resolve(`ended with ${signal ?? `code ${code ?? "?"}`}`);
    });
  });
  child.stdin.on("error", () => undefined);
  return { exited, lastWords: () => last ?? "it said nothing" };
}
