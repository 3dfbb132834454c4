import { createSocket } from "node:dgram";
import { createServer } from "node:net";

/** Below those that the system gives to outgoing connections: one of a browser's would take the port before its program does. */
const [FIRST, END] = [10_000, 32_768];
/** Each of the processes that run test files at a time has ports of its own: a program takes a port some time after it was found free. */
const MOST_WORKERS = 8;
const WORKER = Number(process.env["VITEST_POOL_ID"] ?? 0) % MOST_WORKERS;
const EACH = Math.floor((END - FIRST) / MOST_WORKERS);
/** Of a worker's ports, the first are for programs, and the others for sound, which takes whole ranges. */
const FOR_PROGRAMS = 1_000;
const PROGRAMS_FIRST = FIRST + WORKER * EACH;
const SOUND = [PROGRAMS_FIRST + FOR_PROGRAMS, PROGRAMS_FIRST + EACH] as const;
/** So many ports are given to others before one is given again. */
const MOST_GIVEN = FOR_PROGRAMS / 2;
const given = new Set<number>();
let nextSound: number = SOUND[0];

/** A port on `host` that is free for UDP and TCP alike, and was given to no other program of this file. */
export async function freePort(host = "127.0.0.1"): Promise<number> {
  for (;;) {
    const port = PROGRAMS_FIRST + Math.floor(Math.random() * FOR_PROGRAMS);
    if (given.has(port)) continue;
    given.add(port);
    if (given.size > MOST_GIVEN) given.delete([...given][0]!);
    if ((await isTcpFree(port, host)) && (await isUdpFree(port, host))) return port;
  }
}

/**
 * The first of `count` neighbouring ports that are free for UDP now; even, as RTP likes it. Ranges are given in turn, so
 * that no program gets the late packets of another's calls.
 */
export async function freePortRange(count: number, host = "127.0.0.1"): Promise<number> {
  const [soundFirst, soundEnd] = SOUND;
  if (count > soundEnd - soundFirst)
    throw new Error(`a test has ${soundEnd - soundFirst} ports for sound, not ${count}`);
  for (;;) {
    const first = nextSound + (nextSound % 2);
    const isWithin = first + count <= soundEnd;
    nextSound = isWithin ? first + count : soundFirst;
    if (!isWithin) continue;
    const free = await Promise.all(Array.from({ length: count }, (_, index) => isUdpFree(first + index, host)));
    if (free.every(Boolean)) return first;
  }
}

/** First and last of all the ports that are for sound here: for an engine that looks itself which are free. */
export function portsForSound(): [first: number, last: number] {
  return [SOUND[0], SOUND[1] - 1];
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
