import { readFileSync } from "node:fs";
import { basename } from "node:path";

/** Of proc(5)'s times: USER_HZ, the same on every Linux that Node.js runs on. */
const TICKS_PER_SECOND = 100;
const MS_PER_SECOND = 1_000;

/**
 * When the person, or the service manager, started the system: where `npm start` did, npm's own start, so that what it takes to
 * install and compile counts too.
 *
 * @returns milliseconds of the wall clock
 */
export function startedAtMs(nowMs: number): number {
  const isByNpm = basename(process.argv[1] ?? "") === "start.mjs";
  return (isByNpm ? startOf(process.ppid, nowMs) : undefined) ?? performance.timeOrigin;
}

/** Undefined where there is no /proc. */
function startOf(pid: number, nowMs: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const ticks = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19]);
    const upSeconds = Number(readFileSync("/proc/uptime", "utf8").split(" ")[0]);
    const ageMs = (upSeconds - ticks / TICKS_PER_SECOND) * MS_PER_SECOND;
    return Number.isFinite(ageMs) && ageMs >= 0 ? nowMs - ageMs : undefined;
  } catch {
    return undefined;
  }
}
