import type { Alarm, Clock } from "../../../runtime/clock.ts";
import type { RAck } from "../../../sip/rack.ts";

/** Times of RFC 3262 §3: the interval doubles without a cap. */
export interface ReliableTimes {
  readonly t1Ms: number;
  /** 64*T1: without a PRACK by then the INVITE is refused with a 5xx. */
  readonly giveUpAfterMs: number;
}

export const RELIABLE_TIMES: ReliableTimes = { t1Ms: 500, giveUpAfterMs: 32_000 };

export interface ReliableParts {
  readonly clock: Clock;
  readonly times?: ReliableTimes;
  /** The CSeq number of the INVITE that is being answered. */
  readonly inviteSequence: number;
  /** First RSeq, 1 to 2^31-1 (RFC 3262 §3); chosen at random by the caller. */
  readonly firstRSeq: number;
  /** No PRACK in time; the INVITE is to be refused (RFC 3262 §3: 5xx). Called at most once. */
  onUnacknowledged(): void;
}

/** The provisional responses to one INVITE that were sent reliably (RFC 3262 §3). */
export interface ReliableProvisionals extends Disposable {
  /** The RSeq that the next reliable response must carry. */
  nextRSeq(): number;
  /** Starts to repeat a response sent with `nextRSeq()` until its PRACK comes. */
  sent(rseq: number, repeat: () => void): void;
  /** True when the PRACK acknowledges a response of ours that was unacknowledged until now. */
  acknowledge(rack: RAck): boolean;
  /** The INVITE got its final response: nothing is repeated any more, but late PRACKs are still expected (RFC 3262 §3). */
  answered(): void;
  readonly unacknowledged: number;
}

/** Reliable responses that may be unacknowledged at once; the RFC lets one be, an app may send a few in a row. */
const MAX_UNACKNOWLEDGED = 8;

export function reliableProvisionals(parts: ReliableParts): ReliableProvisionals {
  const times = parts.times ?? RELIABLE_TIMES;
  const waiting = new Map<number, { repetition: Alarm; deadline: Alarm }>();
  let lastRSeq = parts.firstRSeq - 1;

  const settle = (rseq: number): boolean => {
    const alarms = waiting.get(rseq);
    alarms?.repetition.disarm();
    alarms?.deadline.disarm();
    return waiting.delete(rseq);
  };
  const stop = (): void => {
    for (const rseq of [...waiting.keys()]) settle(rseq);
  };

  return {
    nextRSeq: () => ++lastRSeq,
    sent(rseq, repeat) {
      for (const [oldest] of waiting) if (waiting.size >= MAX_UNACKNOWLEDGED) settle(oldest);
      const repeatAfter = (afterMs: number): Alarm =>
        parts.clock.arm(afterMs, () => {
          const alarms = waiting.get(rseq);
          if (alarms !== undefined) alarms.repetition = repeatAfter(2 * afterMs);
          repeat();
        });
      const deadline = parts.clock.arm(times.giveUpAfterMs, () => {
        stop();
        parts.onUnacknowledged();
      });
      waiting.set(rseq, { repetition: repeatAfter(times.t1Ms), deadline });
    },
    answered() {
      for (const { repetition, deadline } of waiting.values()) {
        repetition.disarm();
        deadline.disarm();
      }
    },
    acknowledge: (rack) =>
      rack.cseq.method === "INVITE" && rack.cseq.sequence === parts.inviteSequence && settle(rack.responseSequence),
    get unacknowledged() {
      return waiting.size;
    },
    [Symbol.dispose]: stop,
  };
}
