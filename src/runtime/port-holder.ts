import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { basename } from "node:path";

/** The process that has a port open, as far as this user may know it. */
export interface PortHolder {
  readonly pid: number;
  readonly parentPid: number;
  /** What it runs, without arguments that could be secrets: `node /opt/offhook/dist/main.js`. */
  readonly program: string;
}

/** proc(5), /proc/net/tcp: `st` of a socket that listens. */
const TCP_LISTEN = "0A";
/** Fields of a line of /proc/net/tcp and udp. */
const [LOCAL_ADDRESS, STATE, INODE] = [1, 3, 9];

/**
 * Finds out which process has a port of this machine: on Linux, and where that process is this user's or this user is root.
 * What it costs (a look at every open file of the machine) is for a start that has failed.
 */
export function holderOfPort(protocol: "udp" | "tcp", port: number): PortHolder | undefined {
  const sockets = new Set([...socketsAt(protocol, port), ...socketsAt(`${protocol}6`, port)]);
  const pid = sockets.size === 0 ? undefined : processes().find((each) => hasOneOf(each, sockets));
  return pid === undefined ? undefined : { pid, parentPid: parentOf(pid), program: programOf(pid) };
}

/** What a process runs; "" where that can't be known. */
export function programOf(pid: number): string {
  const [command = "", script = ""] = read(`/proc/${pid}/cmdline`).split("\0");
  return [basename(command), ...(/^[^-\s][^\s]*\.\w+$/.test(script) ? [script] : [])].join(" ");
}

/** `socket:[inode]`, as the links in /proc/PID/fd name the sockets at a port. */
function socketsAt(table: string, port: number): readonly string[] {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  const rows = read(`/proc/net/${table}`).split("\n").slice(1);
  return rows.flatMap((row) => {
    const fields = row.trim().split(/\s+/);
    const isOpen = table.startsWith("udp") || fields[STATE] === TCP_LISTEN;
    return isOpen && fields[LOCAL_ADDRESS]?.endsWith(suffix) === true ? [`socket:[${fields[INODE] ?? ""}]`] : [];
  });
}

function processes(): readonly number[] {
  return entries("/proc").flatMap((name) => (/^\d+$/.test(name) ? [Number(name)] : []));
}

function hasOneOf(pid: number, sockets: ReadonlySet<string>): boolean {
  return entries(`/proc/${pid}/fd`).some((file) => {
    try {
      return sockets.has(readlinkSync(`/proc/${pid}/fd/${file}`));
    } catch {
      return false;
    }
  });
}

function parentOf(pid: number): number {
  const stat = read(`/proc/${pid}/stat`);
  return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1] ?? 0);
}

function entries(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return []; // another user's, gone meanwhile, or no Linux
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
