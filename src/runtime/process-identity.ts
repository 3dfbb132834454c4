import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";

/** A process as others find it again: its number alone is used anew after a reboot, and in every container. */
export interface ProcessIdentity {
  /** The machine since its last boot, and the container: within it, a process has its number alone. */
  readonly machine: string;
  readonly pid: number;
  /** In clock ticks since the boot; "" where that can't be known. */
  readonly startedAt: string;
}

/** What can be said of a process: of one on another machine, nothing. */
export type ProcessState = "runs" | "gone" | "elsewhere";

export function thisProcess(): ProcessIdentity {
  return { machine: thisMachine(), pid: process.pid, startedAt: startOf(process.pid) ?? "" };
}

/** Whether it still runs. One that was killed and that its parent hasn't noticed yet, as in many containers, doesn't. */
export function stateOf({ machine, pid, startedAt }: ProcessIdentity): ProcessState {
  if (machine !== thisMachine()) return "elsewhere";
  if (!isNumberTaken(pid) || isZombie(pid)) return "gone";
  const start = startOf(pid);
  return startedAt === "" || start === undefined || start === startedAt ? "runs" : "gone";
}

export function isSameProcess(one: ProcessIdentity, other: ProcessIdentity): boolean {
  return one.machine === other.machine && one.pid === other.pid && one.startedAt === other.startedAt;
}

function isNumberTaken(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (failure) {
    return (failure as NodeJS.ErrnoException).code === "EPERM";
  }
}

let machine: string | undefined;

/** Known on Linux; elsewhere the machine's name has to do. */
function thisMachine(): string {
  return (machine ??= readMachine());
}

function readMachine(): string {
  try {
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    return `${boot} ${readlinkSync("/proc/self/ns/pid")}`;
  } catch {
    return hostname();
  }
}

/** proc(5): what follows the name in brackets begins with the third field, the state. */
function statOf(pid: number): readonly string[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  } catch {
    return [];
  }
}

const isZombie = (pid: number): boolean => statOf(pid)[0] === "Z";

/** Field 22 of proc(5): `starttime`. */
const startOf = (pid: number): string | undefined => statOf(pid)[19];
