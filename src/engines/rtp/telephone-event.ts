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

const ROWS_HZ = [697, 770, 852, 941] as const;
const COLUMNS_HZ = [1209, 1336, 1477, 1633] as const;
/** The events, row by row, as they lie on a telephone (ITU-T Q.23, figure 1). */
const KEYPAD = [1, 2, 3, 12, 4, 5, 6, 13, 7, 8, 9, 14, 10, 0, 11, 15];

/** The two frequencies of a digit in the audio (ITU-T Q.23). */
export function tonesOf(event: number): readonly number[] {
  const key = KEYPAD.indexOf(event);
  return key < 0 ? [] : [ROWS_HZ[key >> 2] ?? 0, COLUMNS_HZ[key & 3] ?? 0];
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
