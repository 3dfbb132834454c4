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

/** Thousands wait at any time, so it is one object, and its Timeout keeps no more than that. */
class CountedAlarm implements Alarm {
  readonly #alarm: Alarm;
  readonly #count: { armed: number };
  #ring: (() => void) | undefined;

  constructor(clock: Clock, afterMs: number, ring: () => void, count: { armed: number }) {
    this.#count = count;
    this.#ring = ring;
    count.armed++;
    this.#alarm = clock.arm(afterMs, () => this.#take()?.());
  }

  disarm(): void {
    if (this.#take() !== undefined) this.#alarm.disarm();
  }

  #take(): (() => void) | undefined {
    const ring = this.#ring;
    if (ring !== undefined) this.#count.armed--;
    this.#ring = undefined;
    return ring;
  }
}

/** A clock that knows how many of its alarms are waiting. */
export function countingClock(clock: Clock): CountingClock {
  const count = { armed: 0 };
  return {
    nowMs: () => clock.nowMs(),
    sleep: (forMs, signal) => clock.sleep(forMs, signal),
    arm: (afterMs, ring) => new CountedAlarm(clock, afterMs, ring, count),
    get armed() {
      return count.armed;
    },
  };
}
