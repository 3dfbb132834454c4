import { unwrapSequence } from "./sequence.ts";

/** What has come of one peer's stream (RFC 3550 §6.4.1 and appendix A.3). Plain data, changed in place for each packet. */
export interface Reception {
  ssrc: number | undefined;
  /** The first and the highest sequence number, without wraps. */
  first: number;
  highest: number;
  packets: number;
  /** Interarrival jitter, in clock ticks. */
  jitterTicks: number;
  transitTicks: number | undefined;
  /** As they were at the last report. */
  reportedExpected: number;
  reportedPackets: number;
}

export function noReception(): Reception {
  return {
    ssrc: undefined,
    first: 0,
    highest: 0,
    packets: 0,
    jitterTicks: 0,
    transitTicks: undefined,
    reportedExpected: 0,
    reportedPackets: 0,
  };
}

/** A jump of the sequence by more, or another source, is a new stream. */
const MAX_JUMP = 3000;

/** Counts one packet in. @param ticksPerMs  of its timestamps */
export function receive(
  reception: Reception,
  { ssrc, sequence, timestamp }: { ssrc: number; sequence: number; timestamp: number },
  nowMs: number,
  ticksPerMs: number,
): void {
  const number = unwrapSequence(Math.max(0, reception.highest), sequence);
  if (ssrc !== reception.ssrc || Math.abs(number - reception.highest) > MAX_JUMP) {
    Object.assign(reception, noReception(), { ssrc, first: sequence, highest: sequence });
  } else reception.highest = Math.max(reception.highest, number);
  reception.packets++;
  const transitTicks = (nowMs * ticksPerMs - timestamp) | 0;
  if (reception.transitTicks !== undefined) {
    const differenceTicks = Math.abs((transitTicks - reception.transitTicks) | 0);
    // a jump of over a second is a new clock of the sender's, not jitter
    if (differenceTicks < 1000 * ticksPerMs) reception.jitterTicks += (differenceTicks - reception.jitterTicks) / 16;
  }
  reception.transitTicks = transitTicks;
}

/** Packets that should have come by now, and those of them that have not; a packet that came twice makes up for one. */
export function lossOf({ ssrc, first, highest, packets }: Reception): {
  readonly expected: number;
  readonly lost: number;
} {
  const expected = ssrc === undefined ? 0 : highest - first + 1;
  return { expected, lost: Math.max(0, expected - packets) };
}

/** The share lost since the last report, of 256; begins the next interval. */
export function fractionLost(reception: Reception): number {
  const { expected } = lossOf(reception);
  const due = expected - reception.reportedExpected;
  const lost = due - (reception.packets - reception.reportedPackets);
  reception.reportedExpected = expected;
  reception.reportedPackets = reception.packets;
  return due <= 0 || lost <= 0 ? 0 : Math.min(255, Math.floor((256 * lost) / due));
}
