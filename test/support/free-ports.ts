import { createSocket } from "node:dgram";
import { createServer } from "node:net";

/** Below those that the system gives to outgoing connections: one of a browser's would take the port before its program does. */
const [FIRST, COUNT] = [10_000, 1_000];
/** Each of the processes that run test files at a time has ports of its own: a program takes a port some time after it was found free. */
const SLICES = 10;
const OWN_FIRST = FIRST + (Number(process.env["VITEST_POOL_ID"] ?? 0) % SLICES) * COUNT;
/** So many ports are given to others before one is given again. */
const MOST_GIVEN = COUNT / 2;
const given = new Set<number>();

/** A port on `host` that is free for UDP and TCP alike, and was given to no other program of this file. */
export async function freePort(host = "127.0.0.1"): Promise<number> {
  for (;;) {
    const port = OWN_FIRST + Math.floor(Math.random() * COUNT);
    if (given.has(port)) continue;
    given.add(port);
    if (given.size > MOST_GIVEN) given.delete([...given][0]!);
    if ((await isTcpFree(port, host)) && (await isUdpFree(port, host))) return port;
  }
}

/** The first of `count` neighbouring ports that are free for UDP now; even, as RTP likes it. */
export async function freePortRange(count: number, host = "127.0.0.1"): Promise<number> {
  for (;;) {
    const first = 20_000 + 2 * Math.floor(Math.random() * 5_000);
    const free = await Promise.all(Array.from({ length: count }, (_, index) => isUdpFree(first + index, host)));
    if (free.every(Boolean)) return first;
  }
}

function isTcpFree(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer().once("error", () => resolve(false));
    probe.listen({ port, host, exclusive: true }, () => probe.close(() => resolve(true)));
  });
}

function isUdpFree(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createSocket(host.includes(":") ? "udp6" : "udp4");
    probe.once("error", () => resolve(false));
    probe.bind({ port, address: host, exclusive: true }, () => probe.close(() => resolve(true)));
  });
}
