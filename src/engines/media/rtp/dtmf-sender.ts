import { samplesPerFrame, type SampleRate } from "../../rtp/codec.ts";
import { dtmfPackets, eventOf, tonesOf, writeTelephoneEvent, type TelephoneEvent } from "../../rtp/telephone-event.ts";
import { toneGenerator } from "../../rtp/tone-stream.ts";

/** Of one sending; a longer one is none. */
const MOST_DIGITS = 128;
/** A tone that every receiver knows, and the pause that tells two from one (ITU-T Q.24: 40 ms each at least). */
const LEAST_TONE_MS = 80;
const PAUSE_MS = 80;
/** What telephones send. */
const TONE_LEVEL_DBM0 = -10;
const FRAMES = 50;

/** How the peer takes digits. */
export interface DtmfWay {
  /** The peer has telephone-event (RFC 4733); else digits are two tones in the audio (ITU-T Q.23). */
  readonly hasEvents: boolean;
  /** Ticks a second in which telephone events say how long they are. */
  readonly eventClockRate: number;
  readonly rate: SampleRate;
}

/** What is sent in the place of one frame of audio. */
export type DtmfFrame =
  | { readonly kind: "event"; readonly payload: Uint8Array; readonly begins: boolean }
  | { readonly kind: "tone"; readonly samples: Int16Array; readonly rate: SampleRate };

type Digit =
  | { readonly kind: "event"; readonly packets: TelephoneEvent[]; begun: boolean }
  | { readonly kind: "tone"; readonly read: (target: Int16Array) => number; readonly rate: SampleRate };

/** DTMF digits that are on their way to the peer, one after the other, in the place of audio. */
export class DtmfSender {
  readonly #digits: Digit[] = [];

  get isSending(): boolean {
    return this.#digits.length > 0;
  }

  /** False for what is no digit, or too much. */
  queue(digits: string, durationMs: number, way: DtmfWay): boolean {
    const events = Array.from(digits, eventOf);
    if (events.length === 0 || events.length + this.#digits.length > MOST_DIGITS) return false;
    if (!events.every((event) => event !== undefined)) return false;
    for (const event of events)
      this.#digits.push(way.hasEvents ? asEvent(event, durationMs, way) : asTones(event, durationMs, way));
    return true;
  }

  /** Undefined: there is nothing more to send. */
  next(): DtmfFrame | undefined {
    for (let digit = this.#digits[0]; digit !== undefined; digit = this.#digits[0]) {
      const frame = digit.kind === "event" ? nextEvent(digit) : nextTone(digit);
      if (frame !== undefined) {
        if (digit.kind === "event" && digit.packets.length === 0) this.#digits.shift();
        return frame;
      }
      this.#digits.shift();
    }
    return undefined;
  }
}

function asEvent(event: number, durationMs: number, { eventClockRate }: DtmfWay): Digit {
  const packets = [...dtmfPackets(event, (durationMs * eventClockRate) / 1_000, eventClockRate / FRAMES)];
  return { kind: "event", packets, begun: false };
}

function asTones(event: number, durationMs: number, { rate }: DtmfWay): Digit {
  const onMs = Math.max(LEAST_TONE_MS, durationMs);
  const tones = { onMs, offMs: PAUSE_MS, frequenciesHz: tonesOf(event), levelDbm0: TONE_LEVEL_DBM0 };
  return { kind: "tone", read: toneGenerator({ segments: [tones], loops: 1 }, rate), rate };
}

function nextEvent(digit: Extract<Digit, { kind: "event" }>): DtmfFrame | undefined {
  const packet = digit.packets.shift();
  if (packet === undefined) return undefined;
  const begins = !digit.begun;
  digit.begun = true;
  return { kind: "event", payload: writeTelephoneEvent(packet), begins };
}

function nextTone({ read, rate }: Extract<Digit, { kind: "tone" }>): DtmfFrame | undefined {
  const samples = new Int16Array(samplesPerFrame(rate));
  return read(samples) === 0 ? undefined : { kind: "tone", samples, rate };
}
