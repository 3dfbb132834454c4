import { readFileSync } from "node:fs";

/** File descriptors kept for everything else: sockets for UDP, connections that we open, control connections, files. */
const RESERVE = 512;
/** Where hardly any are left, so many phones are served all the same. */
const LEAST = 64;
/** What is assumed where the system doesn't tell. */
const USUAL = 1_024;

/** How many connections of peers can be open at once under `ulimit -n`. */
export function connectionsWithin(most: number): number {
  return Math.min(most, Math.max(LEAST, openFilesLimit() - RESERVE));
}

function openFilesLimit(): number {
  try {
    const soft = /^Max open files\s+(?<soft>\d+|unlimited)/m.exec(readFileSync("/proc/self/limits", "utf8"))?.groups?.[
      "soft"
    ];
    return soft === "unlimited" ? Infinity : Number(soft ?? USUAL);
  } catch {
    return process.platform === "linux" ? USUAL : Infinity; // elsewhere Node.js has raised it as far as it goes
  }
}
