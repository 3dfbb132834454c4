import type { Alarm, Clock } from "../../runtime/clock.ts";

/** What the engine holds at this moment. With no call and no application everything but registered flows, and what is known of senders, is 0. */
export interface Counts {
  readonly clients: number;
  /** Requests from the network that wait for an application. */
  readonly pending: number;
  /** Requests of applications without a final response. */
  readonly outgoing: number;
  readonly dialogs: number;
  readonly clientTransactions: number;
  readonly serverTransactions: number;
  /** Open stream connections. */
  readonly connections: number;
  /** Phones that are reached over the connection that they registered on. */
  readonly flows: number;
  readonly timers: number;
  /** Senders that are remembered, of whom something or nothing is known. */
  readonly sources: number;
  /** Banned senders that the engine knows of. */
  readonly bans: number;
  /** Messages and connections dropped since the start. */
  readonly refused: number;
  /** New calls and registrations refused since the start, as there was too much to do. */
  readonly shed: number;
}

export interface CountingClock extends Clock {
  readonly armed: number;
}

/** A clock that knows how many of its alarms are waiting. */
export function countingClock(clock: Clock): CountingClock {
  let armed = 0;
  return {
    nowMs: () => clock.nowMs(),
    sleep: (forMs, signal) => clock.sleep(forMs, signal),
    arm(afterMs, ring): Alarm {
      let waiting = true;
      armed++;
      const over = (): void => {
        if (waiting) armed--;
        waiting = false;
      };
      const alarm = clock.arm(afterMs, () => {
        over();
        ring();
      });
      return {
        disarm() {
          over();
          alarm.disarm();
        },
      };
    },
    get armed() {
      return armed;
    },
  };
}
