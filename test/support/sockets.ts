import { readFileSync } from "node:fs";

/** Looks this often whether a foreign program listens: no event tells. */
const LOOK_EVERY_MS = 10;

/** Waits until some program has bound this port. */
export async function isBound(port: number, transport: "udp" | "tcp", withinMs: number): Promise<void> {
  const deadlineMs = Date.now() + withinMs;
  while (!boundPorts(transport).has(port)) {
    if (Date.now() > deadlineMs) throw new Error(`nothing listens on ${transport} port ${port}`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}

/** Local ports in use, as the kernel lists them. */
function boundPorts(transport: "udp" | "tcp"): ReadonlySet<number> {
  const ports = new Set<number>();
  for (const table of [transport, `${transport}6`]) {
    for (const line of tableLines(table)) {
      const port = /^\s*\d+: [0-9A-F]+:([0-9A-F]{4}) /.exec(line)?.[1];
      if (port !== undefined) ports.add(Number.parseInt(port, 16));
    }
  }
  return ports;
}

function tableLines(table: string): readonly string[] {
  try {
    return readFileSync(`/proc/net/${table}`, "utf8").split("\n");
  } catch {
    return []; // a machine without IPv6
  }
}
