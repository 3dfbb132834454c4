import type { Alarm, Clock } from "../../../runtime/clock.ts";

/** How long and how often a 2xx to an INVITE is repeated until its ACK comes (RFC 3261 §13.3.1.4). */
export interface AcceptanceTimes {
  /** First interval; doubles up to T2. */
  readonly t1Ms: number;
  readonly t2Ms: number;
  /** 64*T1: without an ACK by then the session is ended. */
  readonly giveUpAfterMs: number;
}

const ACCEPTANCE_TIMES: AcceptanceTimes = { t1Ms: 500, t2Ms: 4_000, giveUpAfterMs: 32_000 };

export interface AcceptanceParts {
  readonly clock: Clock;
  readonly times?: AcceptanceTimes;
  /** True over TCP and TLS: nothing is repeated hop by hop there, only the time-out runs. */
  readonly reliable: boolean;
  /** Sends the same 2xx once more. */
  repeat(): void;
  /** The ACK never came: the user says BYE. Called at most once, and never after `acknowledged` or release. */
  onUnacknowledged(): void;
}

/**
 * A 2xx of ours that waits for its ACK. The transaction layer sends a 2xx once; to repeat it is its user's duty
 * (RFC 3261 §13.3.1.4), on unreliable transports, until the ACK.
 */
export interface Acceptance extends Disposable {
  /** The ACK came: nothing is repeated any more. Idempotent. */
  acknowledged(): void;
}

/** Starts repeating; the first transmission is the caller's. */
export function awaitAck(parts: AcceptanceParts): Acceptance {
  const times = parts.times ?? ACCEPTANCE_TIMES;
  let repetition: Alarm | undefined;

  const stop = (): void => {
    repetition?.disarm();
    deadline.disarm();
  };
  const repeatAfter = (afterMs: number): void => {
    repetition = parts.clock.arm(afterMs, () => {
      repeatAfter(Math.min(2 * afterMs, times.t2Ms));
      parts.repeat();
    });
  };

  const deadline = parts.clock.arm(times.giveUpAfterMs, () => {
    stop();
    parts.onUnacknowledged();
  });
  if (!parts.reliable) repeatAfter(times.t1Ms);

  return { acknowledged: stop, [Symbol.dispose]: stop };
}
