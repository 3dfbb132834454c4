import { readFileSync } from "node:fs";
import { readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Clock } from "../../runtime/clock.ts";
import { probe } from "./address.ts";
import type { RedisAddress } from "./address.ts";
import { RedisFolderInUse } from "./errors.ts";

/** Who runs a Redis in the folder, and where that one answers. */
interface Holder {
  readonly ownerPid: number;
  readonly address: RedisAddress;
}

/** The Redis of an owner that died ends by itself; this long we wait for it. */
const ORPHAN_ENDS_WITHIN_MS = 10_000;
const LOOK_AGAIN_AFTER_MS = 50;
/** A start that takes longer has failed: its lock is left over. */
const STARTS_WITHIN_MS = 15_000;

/**
 * Makes this process the only one that runs a Redis in the folder: two on the same append-only file would destroy it.
 * A lock counts only while the Redis behind it answers (or may still be starting), so that one left behind by a crash, or by another
 * container with the same process ids, stops no process.
 *
 * @returns the way to give the folder back
 * @throws RedisFolderInUse
 */
export async function lockFolder(folder: string, address: RedisAddress, clock: Clock): Promise<() => Promise<void>> {
  const file = join(folder, "redis.lock");
  const text = JSON.stringify({
    ownerPid: process.pid,
    address: "path" in address ? address : { ...address, password: "" },
  });
  for (;;) {
    try {
      await writeFile(file, text, { flag: "wx", mode: 0o600 });
      return () => rm(file, { force: true });
    } catch (failure) {
      if ((failure as NodeJS.ErrnoException).code !== "EEXIST") throw failure;
    }
    await requireLeftOver(file, folder, address, clock);
    await rm(file, { force: true });
  }
}

async function requireLeftOver(file: string, folder: string, address: RedisAddress, clock: Clock): Promise<void> {
  const holder = await readHolder(file);
  if (holder === undefined) return;
  const password = "password" in address ? address.password : "";
  const theirs = "path" in holder.address ? holder.address : { ...holder.address, password };
  const { ownerPid } = holder;
  const deadlineMs = clock.nowMs() + ORPHAN_ENDS_WITHIN_MS;
  while ((await probe(theirs)) !== "none") {
    if (isAlive(ownerPid) || clock.nowMs() > deadlineMs) throw new RedisFolderInUse(folder, ownerPid);
    await clock.sleep(LOOK_AGAIN_AFTER_MS);
  }
  const isStarting = ownerPid !== process.pid && isAlive(ownerPid) && (await ageMs(file, clock)) < STARTS_WITHIN_MS;
  if (isStarting) throw new RedisFolderInUse(folder, ownerPid);
}

/** Undefined for a file that is gone, or was cut off while it was written. */
async function readHolder(file: string): Promise<Holder | undefined> {
  try {
    const holder = JSON.parse(await readFile(file, "utf8")) as Partial<Holder>;
    return typeof holder.ownerPid === "number" && typeof holder.address === "object" ? (holder as Holder) : undefined;
  } catch {
    return undefined;
  }
}

async function ageMs(file: string, clock: Clock): Promise<number> {
  try {
    return clock.nowMs() - (await stat(file)).mtimeMs;
  } catch {
    return Infinity;
  }
}

/** Whether a process still runs. One that was killed and that its parent hasn't noticed yet, as in many containers, doesn't. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (failure) {
    return (failure as NodeJS.ErrnoException).code === "EPERM";
  }
  return !isZombie(pid);
}

/** Known on Linux only; elsewhere a process that has a number is taken to run. */
function isZombie(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).startsWith("Z");
  } catch {
    return false;
  }
}
