import { readFileSync, readdirSync, readlinkSync } from "node:fs";

/** Linux counts processor time in hundredths of a second, whatever the kernel's own clock. */
const TICKS_PER_SECOND = 100;

/** Seconds or MiB by part of a server, such as "application" and "signalling". */
export type ByPart = Readonly<Record<string, number>>;

interface Process {
  readonly pid: number;
  readonly parent: number;
  /** Own and of children that have ended. */
  readonly cpuSeconds: number;
}

/**
 * Some processes and all below them, as the operating system accounts for them.
 *
 * @param partOf  which part of the server a command line belongs to
 */
export class ProcessTree {
  readonly #roots: readonly number[];
  readonly #partOf: (commandLine: string) => string;

  constructor(roots: readonly number[], partOf: (commandLine: string) => string) {
    this.#roots = roots;
    this.#partOf = partOf;
  }

  /** User and system time so far, in seconds. */
  cpuSeconds(): ByPart {
    return this.#sum(({ cpuSeconds }) => cpuSeconds);
  }

  /** Proportional set size (shared pages counted once), in MiB. */
  memoryMib(): ByPart {
    return this.#sum(({ pid }) => pssMib(pid));
  }

  /** Process ids by part. */
  pids(): readonly { readonly pid: number; readonly part: string }[] {
    return this.#processes().map(({ pid }) => ({ pid, part: this.#partOf(commandLineOf(pid)) }));
  }

  #sum(of: (process: Process) => number): ByPart {
    const sums: Record<string, number> = {};
    for (const process of this.#processes()) {
      const part = this.#partOf(commandLineOf(process.pid));
      sums[part] = (sums[part] ?? 0) + of(process);
    }
    return sums;
  }

  #processes(): readonly Process[] {
    const all = allProcesses();
    const below = new Map<number, Process[]>();
    for (const process of all) below.set(process.parent, [...(below.get(process.parent) ?? []), process]);
    const tree = all.filter(({ pid }) => this.#roots.includes(pid));
    for (const process of tree) tree.push(...(below.get(process.pid) ?? []));
    return tree;
  }
}

export function total(byPart: ByPart): number {
  return Object.values(byPart).reduce((sum, value) => sum + value, 0);
}

export function difference(after: ByPart, before: ByPart): ByPart {
  return Object.fromEntries(Object.entries(after).map(([part, value]) => [part, value - (before[part] ?? 0)]));
}

/** Seconds of processor time that the whole machine has spent, whatever on. */
export function machineBusySeconds(): number {
  const ticks = readFileSync("/proc/stat", "utf8").split("\n", 1)[0]?.split(/\s+/).slice(1, 9).map(Number) ?? [];
  const [, , , idle = 0, ioWait = 0] = ticks;
  return (ticks.reduce((sum, value) => sum + value, 0) - idle - ioWait) / TICKS_PER_SECOND;
}

function allProcesses(): Process[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      const stat = readOrEmpty(`/proc/${name}/stat`);
      const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      if (fields.length < 15) return [];
      const ticks = fields.slice(11, 15).reduce((sum, value) => sum + Number(value), 0);
      return [{ pid: Number(name), parent: Number(fields[1]), cpuSeconds: ticks / TICKS_PER_SECOND }];
    });
}

function pssMib(pid: number): number {
  const kib = /^Pss:\s+(?<kib>\d+)/m.exec(readOrEmpty(`/proc/${pid}/smaps_rollup`))?.groups?.["kib"];
  return Number(kib ?? 0) / 1024;
}

function commandLineOf(pid: number): string {
  return readOrEmpty(`/proc/${pid}/cmdline`).replaceAll("\0", " ");
}

/** A process may end between its listing and its reading. */
function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

/** The process of this machine that listens for TCP at this port; undefined: there is none, or it is another account's. */
export function listenerAt(port: number): number | undefined {
  const hexPort = port.toString(16).toUpperCase().padStart(4, "0");
  const sockets = ["tcp", "tcp6"]
    .flatMap((name) => readOrEmpty(`/proc/net/${name}`).split("\n"))
    .map((line) => line.trim().split(/\s+/))
    .filter(([, local = "", , state]) => local.endsWith(`:${hexPort}`) && state === "0A") // LISTEN
    .map((fields) => `socket:[${fields[9]}]`);
  return allProcesses().find(({ pid }) => openFilesOf(pid).some((file) => sockets.includes(file)))?.pid;
}

function openFilesOf(pid: number): readonly string[] {
  try {
    const folder = `/proc/${pid}/fd`;
    return readdirSync(folder).map((name) => readlinkSync(`${folder}/${name}`));
  } catch {
    return []; // another account's, or it has just ended
  }
}
