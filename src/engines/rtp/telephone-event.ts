/**
 * One telephone-event payload (RFC 4733 §2.3).
 *
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |     event     |E|R| volume    |          duration             |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 */
export interface TelephoneEvent {
  /** 0 to 15 are the DTMF digits 0–9, *, #, A–D (RFC 4733 §3.2). */
  readonly event: number;
  readonly end: boolean;
  /** dBm0 below zero, 0 to 63. */
  readonly volume: number;
  /** Since the packet's timestamp, in ticks of its clock (8 kHz). */
  readonly durationTicks: number;
}

/** A DTMF digit that the peer has sent. */
export interface DtmfDigit {
  readonly digit: string;
  readonly durationTicks: number;
}

const DIGITS = "0123456789*#ABCD";

/** Without an end packet a digit counts as released this long after its last packet: 60 ms at 8 kHz (RFC 4733 §2.5.2.2). */
const LOST_END_TICKS = 480;

export function readTelephoneEvent(payload: Uint8Array): TelephoneEvent | undefined {
  if (payload.length < 4) return undefined;
  const [event = 0, flags = 0, high = 0, low = 0] = payload;
  return { event, end: (flags & 0x80) !== 0, volume: flags & 0x3f, durationTicks: (high << 8) | low };
}

export function writeTelephoneEvent(event: TelephoneEvent): Uint8Array {
  return Uint8Array.of(
    event.event,
    (event.end ? 0x80 : 0) | (event.volume & 0x3f),
    (event.durationTicks >> 8) & 0xff,
    event.durationTicks & 0xff,
  );
}

export function digitOf(event: number): string | undefined {
  return DIGITS[event];
}

/** @returns undefined for a character that is no DTMF digit */
export function eventOf(digit: string): number | undefined {
  const event = DIGITS.indexOf(digit.toUpperCase());
  return digit.length === 1 && event >= 0 ? event : undefined;
}

/** What is known of the DTMF of one RTP stream: the digit that is held down, and the one that was reported last. */
export interface DtmfReception {
  /** Timestamp of the digit that was reported last; its repeated end packets carry the same (RFC 4733 §2.5.1.4). */
  readonly reportedTimestamp: number | undefined;
  readonly pressed: { readonly timestamp: number; readonly digit: string; readonly durationTicks: number } | undefined;
}

export const NO_DTMF: DtmfReception = { reportedTimestamp: undefined, pressed: undefined };

/**
 * Folds one telephone-event packet in. A digit is reported once, at its end packet; end packets come three times
 * (RFC 4733 §2.5.1.4). A digit whose end packets were all lost is reported when the next one starts.
 */
export function receiveTelephoneEvent(
  state: DtmfReception,
  timestamp: number,
  packet: TelephoneEvent,
): readonly [DtmfReception, ...DtmfDigit[]] {
  const digit = digitOf(packet.event);
  if (digit === undefined || timestamp === state.reportedTimestamp) return [state];

  const overdue =
    state.pressed !== undefined && state.pressed.timestamp !== timestamp ? [digitFrom(state.pressed)] : [];
  const pressed = { timestamp, digit, durationTicks: packet.durationTicks };
  if (packet.end) return [{ reportedTimestamp: timestamp, pressed: undefined }, ...overdue, digitFrom(pressed)];
  return [{ reportedTimestamp: state.reportedTimestamp, pressed }, ...overdue];
}

/** Folds an audio packet in: speech that goes on well after a digit's last packet means that its end packets were lost. */
export function receiveAudio(state: DtmfReception, timestamp: number): readonly [DtmfReception, ...DtmfDigit[]] {
  if (state.pressed === undefined) return [state];
  const sinceTicks = (timestamp - state.pressed.timestamp) | 0;
  if (sinceTicks < state.pressed.durationTicks + LOST_END_TICKS) return [state];
  return [{ reportedTimestamp: state.pressed.timestamp, pressed: undefined }, digitFrom(state.pressed)];
}

function digitFrom(pressed: DtmfDigit): DtmfDigit {
  return { digit: pressed.digit, durationTicks: pressed.durationTicks };
}

/** -10 dBm0, what telephones send. */
const VOLUME = 10;

/**
 * The packets of one digit, one every 20 ms, all with the digit's timestamp (RFC 4733 §2.5.1.2); the end three times.
 * @param frameTicks  ticks between packets, 160 at 8 kHz
 */
export function dtmfPackets(event: number, durationTicks: number, frameTicks: number): readonly TelephoneEvent[] {
  const packets: TelephoneEvent[] = [];
  for (let ticks = frameTicks; ticks < durationTicks; ticks += frameTicks)
    packets.push({ event, end: false, volume: VOLUME, durationTicks: ticks });
  const last: TelephoneEvent = { event, end: true, volume: VOLUME, durationTicks };
  return [...packets, last, last, last];
}
