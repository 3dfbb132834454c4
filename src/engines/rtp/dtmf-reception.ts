import type { RtpPacket } from "./packet.ts";
import { digitOf, readTelephoneEvent, type DtmfDigit, type TelephoneEvent } from "./telephone-event.ts";

/** A digit whose end packet is lost counts as released this long after its last packet (RFC 4733 §2.5.2.2: three intervals). */
export const LOST_END_MS = 200;
/** End packets come three times (RFC 4733 §2.5.1.4): so long after the first, what looks like one more is another press. */
const REPEATED_END_MS = 1_000;
/** Packets that the network has mixed up are no further behind than this. */
const MAX_MISORDER = 128;
/** Two packets of one press stand so near in the sequence; audio between two presses puts them further apart. */
const ADJACENT = 3;
/** Timestamps of one press that go along with its duration are exact but for this: 40 ms at 8 kHz. */
const TICKS_OFF = 320;

/** The newest key that one RTP stream has told of. */
interface Press {
  readonly event: number;
  /** Of its newest packet. */
  readonly ssrc: number;
  readonly sequence: number;
  readonly timestamp: number;
  readonly durationTicks: number;
  readonly atMs: number;
  /** Of its segments that are over: a long press is told in several (RFC 4733 §2.5.1.3). */
  readonly earlierTicks: number;
  /** `overdue`: told, because no more of it came; the rest of it may still come. */
  readonly state: "down" | "overdue" | "ended";
}

/** What is known of the DTMF of one RTP stream. */
export interface DtmfReception {
  readonly press: Press | undefined;
}

export const NO_DTMF: DtmfReception = { press: undefined };

/** When the digit that is held down counts as released, unless more of it comes; undefined: none is held down. */
export function dtmfDueMs({ press }: DtmfReception): number | undefined {
  return press?.state === "down" ? press.atMs + LOST_END_MS : undefined;
}

/** No more of the digit has come: its end packets are lost, or its sender has none. */
export function releaseOverdue(
  state: DtmfReception,
  nowMs: number,
): { readonly state: DtmfReception; readonly digits: readonly DtmfDigit[] } {
  const { press } = state;
  if (press?.state !== "down" || nowMs < press.atMs + LOST_END_MS) return { state, digits: [] };
  return { state: { press: { ...press, state: "overdue" } }, digits: [digitFrom(press)] };
}

/**
 * Folds one telephone-event packet in (RFC 4733). A digit is told once, at its end. What belongs to one press is decided by its
 * event and its end, not by its timestamp alone: some telephones let the timestamp run on during a press, give two presses the
 * same one, or leave the marker or the end out.
 */
export function receiveDtmf(
  state: DtmfReception,
  packet: Pick<RtpPacket, "ssrc" | "sequence" | "timestamp" | "marker" | "payload">,
  nowMs: number,
): { readonly state: DtmfReception; readonly digits: readonly DtmfDigit[] } {
  const told = readTelephoneEvent(packet.payload);
  if (told === undefined || digitOf(told.event) === undefined) return { state, digits: [] };
  const { press } = state;
  if (press !== undefined && isStale(press, packet, nowMs)) return { state, digits: [] };

  const goesOn = press !== undefined && isSamePress(press, packet, told, nowMs);
  const before = goesOn || press?.state !== "down" ? [] : [digitFrom(press)];
  const isTold = goesOn && press.state !== "down";
  const next: Press = {
    event: told.event,
    ssrc: packet.ssrc,
    sequence: packet.sequence,
    timestamp: packet.timestamp,
    durationTicks: told.durationTicks,
    atMs: nowMs,
    earlierTicks: goesOn ? press.earlierTicks + (isNextSegment(press, packet, told) ? press.durationTicks : 0) : 0,
    state: told.end || (goesOn && press.state === "ended") ? "ended" : isTold ? "overdue" : "down",
  };
  return { state: { press: next }, digits: told.end && !isTold ? [...before, digitFrom(next)] : before };
}

type Place = Pick<RtpPacket, "ssrc" | "sequence" | "timestamp" | "marker">;

/** Sent before the newest packet that has come: a duplicate, or late. */
function isStale(press: Press, { ssrc, sequence }: Place, nowMs: number): boolean {
  if (ssrc !== press.ssrc || nowMs - press.atMs > REPEATED_END_MS) return false;
  const ahead = ((sequence - press.sequence) << 16) >> 16;
  return ahead <= 0 && ahead > -MAX_MISORDER;
}

function isSamePress(press: Press, packet: Place, told: TelephoneEvent, nowMs: number): boolean {
  if (press.event !== told.event || press.ssrc !== packet.ssrc) return false;
  if (goesOnAfterStandstill(press, packet, told)) return true;
  if (press.state !== "down" && nowMs - press.atMs > REPEATED_END_MS) return false;
  // after an end only its repetitions belong to it; whatever begins again is another press, also with the same timestamp
  if (press.state === "ended") return told.end && isRepeatedEnd(press, packet, told, nowMs);
  const startsAnew = packet.marker && told.durationTicks <= press.durationTicks;
  if (packet.timestamp === press.timestamp) return !startsAnew || told.durationTicks === press.durationTicks;
  if (startsAnew) return false;
  if (isNextSegment(press, packet, told)) return true;
  const forward = (packet.timestamp - press.timestamp) | 0;
  const longer = told.durationTicks - press.durationTicks;
  if (longer < 0) return false;
  if (Math.abs(forward - longer) <= TICKS_OFF) return true; // its timestamp is that of the packet, not of the press
  if (longer === 0 && forward >= 0 && forward <= TICKS_OFF + press.durationTicks) return true;
  return press.state === "down" && nowMs - press.atMs < LOST_END_MS && stepTo(press, packet) <= ADJACENT;
}

/**
 * The next packets of the stream are the rest of the press, however late they come: the sender, the network or this machine
 * stood still. Between two presses with the same timestamp there is audio, or a marker.
 */
function goesOnAfterStandstill(press: Press, packet: Place, told: TelephoneEvent): boolean {
  if (packet.marker || packet.timestamp !== press.timestamp || stepTo(press, packet) > ADJACENT) return false;
  return press.state === "ended"
    ? told.end && told.durationTicks === press.durationTicks
    : told.durationTicks >= press.durationTicks;
}

function isRepeatedEnd(press: Press, packet: Place, told: TelephoneEvent, nowMs: number): boolean {
  if (packet.timestamp === press.timestamp) return true;
  const forward = (packet.timestamp - press.timestamp) | 0;
  if (forward > 0 && forward <= press.durationTicks + TICKS_OFF) return true; // a press after this one would begin later
  const together = stepTo(press, packet) <= ADJACENT && nowMs - press.atMs <= LOST_END_MS / 2;
  return together && told.durationTicks >= press.durationTicks;
}

/** It begins where the last packet's duration ended, and counts from there: RFC 4733 §2.5.1.3. */
function isNextSegment(press: Press, packet: Place, told: TelephoneEvent): boolean {
  const forward = (packet.timestamp - press.timestamp) | 0;
  const startsLower = told.durationTicks < press.durationTicks || forward === press.durationTicks;
  return startsLower && forward > 0 && Math.abs(forward - press.durationTicks) <= TICKS_OFF / 2 && !packet.marker;
}

function stepTo(press: Press, { sequence }: Place): number {
  return (sequence - press.sequence) & 0xffff;
}

function digitFrom({ event, earlierTicks, durationTicks }: Press): DtmfDigit {
  return { digit: digitOf(event) ?? "", durationTicks: earlierTicks + durationTicks };
}
