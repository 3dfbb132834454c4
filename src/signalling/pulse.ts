import type { Clock } from "../runtime/clock.ts";
import type { Srf } from "../srf/srf.ts";

/** Often enough that a backlog is known before callers notice it. */
const BEAT_EACH_MS = 200;

/**
 * Pings the embedded engine, each time so long after the answer: what this process doesn't come to do delays its pings, and by
 * that the engine knows when it has to refuse new work. Other engines have no such thing.
 */
export function sendPulse({ _app: { client } }: Pick<Srf, "_app">, clock: Clock): Disposable {
  let isOver = false;
  const beat = (socket: object): void => {
    const connection = client.mapServer.get(socket);
    if (isOver || connection === undefined) return; // it is gone; the next one has a pulse of its own
    if (!connection.authenticated) {
      clock.arm(BEAT_EACH_MS, () => beat(socket));
      return;
    }
    const ping = client.wp.send(socket, `ping|${BEAT_EACH_MS}`);
    connection.pendingRequests.set(ping, () => void clock.arm(BEAT_EACH_MS, () => beat(socket)));
  };
  client.wp.on("connect", (socket) => void clock.arm(BEAT_EACH_MS, () => beat(socket)));
  return { [Symbol.dispose]: () => void (isOver = true) };
}
