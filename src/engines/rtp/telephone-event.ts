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
  /** 0 to 15 are the keys 0–9, *, #, A–D. */
  readonly event: number;
  readonly end: boolean;
  /** dBm0 below zero, 0 to 63. */
  readonly volume: number;
  /** Since the packet's timestamp, in ticks of its clock (8 kHz). */
  readonly durationTicks: number;
}

/** A key that was pressed. */
export interface Digit {
  readonly digit: string;
  readonly durationTicks: number;
}

const KEYS = "0123456789*#ABCD";

/** Without an end packet a key counts as released this long after its last packet: 60 ms at 8 kHz. */
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

export function keyOf(event: number): string | undefined {
  return KEYS[event];
}

/** @returns undefined for a character that is no key of a telephone */
export function eventOf(key: string): number | undefined {
  const event = KEYS.indexOf(key.toUpperCase());
  return key.length === 1 && event >= 0 ? event : undefined;
}

/** What is known of the keys of one RTP stream: the key that is down, and the one that was told last. */
export interface KeyState {
  /** Timestamp of the key that was reported last; its repeated end packets carry the same. */
  readonly toldTimestamp: number | undefined;
  readonly down: { readonly timestamp: number; readonly digit: string; readonly durationTicks: number } | undefined;
}

export const NO_KEYS: KeyState = { toldTimestamp: undefined, down: undefined };

/**
 * Folds one telephone-event packet in. A key is told once, at its end packet; end packets come three times (RFC 4733 §2.5.1.4).
 * A key whose end packets were all lost is told when the next key starts.
 */
export function foldEvent(state: KeyState, timestamp: number, packet: TelephoneEvent): readonly [KeyState, ...Digit[]] {
  const digit = keyOf(packet.event);
  if (digit === undefined || timestamp === state.toldTimestamp) return [state];

  const overdue = state.down !== undefined && state.down.timestamp !== timestamp ? [pressed(state.down)] : [];
  const down = { timestamp, digit, durationTicks: packet.durationTicks };
  if (packet.end) return [{ toldTimestamp: timestamp, down: undefined }, ...overdue, pressed(down)];
  return [{ toldTimestamp: state.toldTimestamp, down }, ...overdue];
}

/** Folds an audio packet in: speech that goes on well after a key's last packet means that its end packets were lost. */
export function foldAudio(state: KeyState, timestamp: number): readonly [KeyState, ...Digit[]] {
  if (state.down === undefined) return [state];
  const sinceTicks = (timestamp - state.down.timestamp) | 0;
  if (sinceTicks < state.down.durationTicks + LOST_END_TICKS) return [state];
  return [{ toldTimestamp: state.down.timestamp, down: undefined }, pressed(state.down)];
}

function pressed(down: Digit): Digit {
  return { digit: down.digit, durationTicks: down.durationTicks };
}

/** -10 dBm0, what telephones send. */
const VOLUME = 10;

/**
 * The packets of one key, one every 20 ms, all with the key's timestamp (RFC 4733 §2.5.1.2); the end three times.
 * @param frameTicks  ticks between packets, 160 at 8 kHz
 */
export function keyPackets(event: number, durationTicks: number, frameTicks: number): readonly TelephoneEvent[] {
  const packets: TelephoneEvent[] = [];
  for (let ticks = frameTicks; ticks < durationTicks; ticks += frameTicks)
    packets.push({ event, end: false, volume: VOLUME, durationTicks: ticks });
  const last: TelephoneEvent = { event, end: true, volume: VOLUME, durationTicks };
  return [...packets, last, last, last];
}
