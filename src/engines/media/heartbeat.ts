import type { Alarm, Clock } from "../../runtime/clock.ts";
import type { EventHub } from "./event-socket/hub.ts";
import { MAX_CHANNELS } from "./limits.ts";
import type { Calls } from "./sip/calls.ts";

const HEARTBEAT_MS = 20_000;

/** HEARTBEAT events: tell subscribed applications how busy the engine is. */
export function startHeartbeat(hub: EventHub, calls: Calls, clock: Clock): Disposable {
  let alarm: Alarm | undefined;
  const beat = (): void => {
    alarm = clock.arm(HEARTBEAT_MS, () => {
      hub.publish("HEARTBEAT", () => ({
        "Event-Info": "System Ready",
        "Up-Time": `${Math.floor((clock.nowMs() - hub.startedAtMs) / 1000)} seconds`,
        "Session-Count": String(calls.size),
        "Max-Sessions": String(MAX_CHANNELS),
        "Session-Per-Sec": "1000",
        "Session-Since-Startup": String(calls.soFar),
        "Idle-CPU": "100.000000",
        "Heartbeat-Interval": String(HEARTBEAT_MS / 1000),
      }));
      beat();
    });
  };
  beat();
  return { [Symbol.dispose]: () => alarm?.disarm() };
}
