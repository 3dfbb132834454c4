import { readFile, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Clock } from "../../runtime/clock.ts";
import { programOf } from "../../runtime/port-holder.ts";
import { isSameProcess, stateOf, thisProcess, type ProcessIdentity } from "../../runtime/process-identity.ts";
import { probe, readPassword, SOCKET } from "./address.ts";
import type { RedisAddress } from "./address.ts";
import { RedisFolderInUse } from "./errors.ts";

/** Who runs a Redis in the folder, and where that one answers. */
interface Holder {
  readonly ownerPid: number;
  readonly address: RedisAddress;
  /** Absent in locks of older versions. */
  readonly owner?: ProcessIdentity;
  /** The folder that is locked: a copy of it is another one. */
  readonly folder?: string;
}

/** The Redis of an owner that died ends by itself; this long we wait for it. */
const ORPHAN_ENDS_WITHIN_MS = 10_000;
const LOOK_AGAIN_AFTER_MS = 50;
/** A start that takes longer has failed: its lock is left over. */
const STARTS_WITHIN_MS = 15_000;

/**
 * Makes this process the only one that runs a Redis in the folder: two on the same append-only file would destroy it.
 * A lock counts only in the folder it was made for, and while the Redis behind it answers (or may still be starting): one that was
 * copied with the folder, or left behind by a crash, a reboot or another container, stops no process.
 *
 * @returns the way to give the folder back
 * @throws RedisFolderInUse
 */
export async function lockFolder(folder: string, address: RedisAddress, clock: Clock): Promise<() => Promise<void>> {
  const file = join(folder, "redis.lock");
  const holder: Holder = {
    ownerPid: process.pid,
    address: "path" in address ? address : { ...address, password: "" },
    owner: thisProcess(),
    folder: await identityOf(folder),
  };
  for (;;) {
    try {
      await writeFile(file, JSON.stringify(holder), { flag: "wx", mode: 0o600 });
      return () => rm(file, { force: true });
    } catch (failure) {
      if ((failure as NodeJS.ErrnoException).code !== "EEXIST") throw failure;
    }
    await requireLeftOver(file, folder, address, clock);
    await rm(file, { force: true });
  }
}

/** Where the Redis answers that runs in a folder; undefined: none does. */
export async function runningIn(folder: string): Promise<RedisAddress | undefined> {
  const holder = await readHolder(join(folder, "redis.lock"));
  if (holder === undefined || !(await isOf(holder, folder))) return undefined;
  const address =
    "path" in holder.address
      ? { path: join(folder, SOCKET) }
      : { ...holder.address, password: (await readPassword(folder)) ?? "" };
  return (await probe(address)) === "none" ? undefined : address;
}

async function requireLeftOver(file: string, folder: string, address: RedisAddress, clock: Clock): Promise<void> {
  const holder = await readHolder(file);
  if (holder === undefined || !(await isOf(holder, folder))) return;
  const password = "password" in address ? address.password : "";
  // The folder may have been moved, or be known by another name in this container: its socket is in it.
  const theirs = "path" in holder.address ? { path: join(folder, SOCKET) } : { ...holder.address, password };
  const state = stateOfOwner(holder);
  const deadlineMs = clock.nowMs() + ORPHAN_ENDS_WITHIN_MS;
  while ((await probe(theirs)) !== "none") {
    if (state !== "gone" || clock.nowMs() > deadlineMs) throw inUseBy(folder, holder);
    await clock.sleep(LOOK_AGAIN_AFTER_MS);
  }
  const mayBeStarting = state === "runs" && !isOurs(holder) && (await ageMs(file, clock)) < STARTS_WITHIN_MS;
  if (mayBeStarting) throw inUseBy(folder, holder);
}

function inUseBy(folder: string, holder: Holder): RedisFolderInUse {
  // On another machine or in another container its number is another program's here.
  const program = stateOfOwner(holder) === "runs" ? programOf(holder.ownerPid) : "";
  return new RedisFolderInUse(folder, holder.ownerPid, program);
}

/** Whether the lock was made for this folder, and not for one that this is a copy of. */
async function isOf({ folder: locked, address }: Holder, folder: string): Promise<boolean> {
  if (locked !== undefined && locked === (await identityOf(folder))) return true;
  // Some file systems number their folders anew at each mount: a Redis that answers in here is proof as well.
  if ("path" in address && (await probe({ path: join(folder, SOCKET) })) !== "none") return true;
  return locked === undefined && (!("path" in address) || dirname(address.path) === folder);
}

/** A copy has a number of its own; a folder that was moved or mounted elsewhere keeps it. */
async function identityOf(folder: string): Promise<string> {
  const { dev, ino } = await stat(folder);
  return `${dev}:${ino}`;
}

/** A lock of an older version doesn't say on which machine its process is. */
function stateOfOwner({ owner, ownerPid }: Holder): ReturnType<typeof stateOf> {
  return stateOf(owner ?? { ...thisProcess(), pid: ownerPid, startedAt: "" });
}

function isOurs({ owner, ownerPid }: Holder): boolean {
  return owner === undefined ? ownerPid === process.pid : isSameProcess(owner, thisProcess());
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
