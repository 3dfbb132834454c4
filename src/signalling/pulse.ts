import type { Clock } from "../runtime/clock.ts";
import type { Srf } from "../srf/srf.ts";

/** Often enough that a backlog is known before callers notice it. */
const BEAT_EACH_MS = 200;

/**
 * Pings the embedded engine, each time so long after the answer: what this process doesn't come to do delays its pings, and by
 * that the engine knows when it has to refuse new work. Each ping says how much processor time was used since the one before, for
 * a process that stood still used none, and how long ago the answer to that one was read, for what came after the answer didn't
 * delay it. Other engines have no such thing.
 */
export function sendPulse({ _app: { client } }: Pick<Srf, "_app">, clock: Clock): Disposable {
  let isOver = false;
  let usedBeforeMs = processorMs();
  const beat = (socket: object, answeredAtMs?: number): void => {
    const connection = client.mapServer.get(socket);
    if (isOver || connection === undefined) return; // it is gone; the next one has a pulse of its own
    if (!connection.authenticated) {
      clock.arm(BEAT_EACH_MS, () => beat(socket));
      return;
    }
    const usedMs = processorMs();
    const ping = [BEAT_EACH_MS, Math.round(usedMs - usedBeforeMs)];
    if (answeredAtMs !== undefined) ping.push(Math.max(0, clock.nowMs() - answeredAtMs));
    usedBeforeMs = usedMs;
    connection.pendingRequests.set(client.wp.send(socket, `ping|${ping.join("|")}`), () => {
      const nowMs = clock.nowMs();
      clock.arm(BEAT_EACH_MS, () => beat(socket, nowMs));
    });
  };
  client.wp.on("connect", (socket) => void clock.arm(BEAT_EACH_MS, () => beat(socket)));
  return { [Symbol.dispose]: () => void (isOver = true) };
}

/** What this process has used so far. */
function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}
