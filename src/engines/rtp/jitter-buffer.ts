import type { RtpPacket } from "./packet.ts";
import { unwrapSequence } from "./sequence.ts";

/** What one pull gave: `lost` is a gap between packets, `nothing` a sender that is silent or late. */
export type Pulled = "audio" | "lost" | "nothing";

/** 640 ms of 20 ms packets: what is later than that is noise. */
const SLOTS = 32;
/** The delay grows to this much under jitter, in packets. */
const MAX_TARGET = 8;
/** More than this over the target means that the sender's clock runs ahead of ours, or a burst: the oldest are skipped. */
const SLACK = 6;
/** Pulls that wait for a missing packet when only one later packet is there. */
const MAX_STALLS = 2;
/** A lost packet is taken for 20 ms, the usual packet time. */
const LOST_FRAME = 160;
/** A jump of the sequence number by more is a new stream under the same SSRC (RFC 3550 §A.1: MAX_DROPOUT is larger, for slower buffers). */
const MAX_JUMP = 100;

/**
 * Puts received packets back in order and evens their arrival out, for who takes audio every 20 ms.
 * Small on purpose: one packet of delay on a quiet network, up to eight under jitter.
 */
export class JitterBuffer {
  readonly #slots = new Array<Uint8Array | undefined>(SLOTS).fill(undefined);
  readonly #ticksPerMs: number;
  #ssrc: number | undefined;
  #next = 0;
  #newest = -1;
  #depth = 0;
  #filling = true;
  #stalls = 0;
  #isAllLost = false;
  #partial: Uint8Array = new Uint8Array(0);
  #jitterTicks = 0;
  #transitTicks: number | undefined;

  /** @param clockRate  ticks a second of the RTP timestamps */
  constructor(clockRate = 8000) {
    this.#ticksPerMs = clockRate / 1000;
  }

  /** Packets that wait. */
  get depth(): number {
    return this.#depth;
  }

  /** Interarrival jitter (RFC 3550 §6.4.1), in clock ticks. */
  get jitterTicks(): number {
    return this.#jitterTicks;
  }

  /** Takes a packet in; duplicates and packets whose time has passed are dropped. The payload must stay as it is. */
  push(packet: RtpPacket, nowMs: number): void {
    if (packet.payload.length === 0) return;
    let sequence = unwrapSequence(Math.max(0, this.#newest), packet.sequence);
    if (packet.ssrc !== this.#ssrc || Math.abs(sequence - this.#newest) > MAX_JUMP) {
      this.#restart(packet);
      sequence = packet.sequence;
    }
    this.#measure(packet, nowMs);
    if (sequence < this.#next) return;
    while (sequence >= this.#next + SLOTS) this.#drop();

    const slot = sequence % SLOTS;
    if (this.#slots[slot] !== undefined) return;
    this.#slots[slot] = packet.payload;
    this.#depth++;
    this.#newest = Math.max(this.#newest, sequence);
    while (this.#depth > this.#target() + SLACK) this.#drop();
  }

  /** Of the last pull: nothing of it has come. */
  get isAllLost(): boolean {
    return this.#isAllLost;
  }

  /** Fills `target` with codes, and with `silence` where there is none. */
  pull(target: Uint8Array, silence: number): Pulled {
    let filled = 0;
    let lost = 0;
    while (filled < target.length) {
      if (this.#partial.length === 0 && !this.#advance()) {
        if (!this.#isGap()) break;
        this.#next++;
        const concealed = Math.min(target.length - filled, LOST_FRAME);
        target.fill(silence, filled, filled + concealed);
        filled += concealed;
        lost += concealed;
        continue;
      }
      const taken = Math.min(this.#partial.length, target.length - filled);
      target.set(taken === this.#partial.length ? this.#partial : this.#partial.subarray(0, taken), filled);
      this.#partial = this.#partial.subarray(taken);
      filled += taken;
    }
    this.#isAllLost = lost > 0 && lost === filled;
    if (filled === 0) return "nothing";
    target.fill(silence, filled);
    return lost > 0 ? "lost" : "audio";
  }

  /** The next packet, whole, for a codec whose payloads can't be cut; undefined: there is none yet. */
  next(): Uint8Array | "lost" | undefined {
    if (this.#partial.length === 0 && !this.#advance()) {
      if (!this.#isGap()) return undefined;
      this.#next++;
      return "lost";
    }
    const packet = this.#partial;
    this.#partial = packet.subarray(packet.length);
    return packet;
  }

  /** Forgets all audio: a listener wants what is said from now on. */
  clear(): void {
    this.#slots.fill(undefined);
    this.#depth = 0;
    this.#next = this.#newest + 1;
    this.#partial = this.#partial.subarray(this.#partial.length);
    this.#filling = true;
  }

  #restart(packet: RtpPacket): void {
    this.clear();
    this.#ssrc = packet.ssrc;
    this.#next = packet.sequence;
    this.#newest = packet.sequence - 1;
    this.#jitterTicks = 0;
    this.#transitTicks = undefined;
  }

  /** RFC 3550 §6.4.1 and appendix A.8. */
  #measure(packet: RtpPacket, nowMs: number): void {
    const transitTicks = (nowMs * this.#ticksPerMs - packet.timestamp) | 0;
    if (this.#transitTicks !== undefined) {
      const differenceTicks = Math.abs((transitTicks - this.#transitTicks) | 0);
      // a jump of over a second is a new clock of the sender's, not jitter
      if (differenceTicks < 1000 * this.#ticksPerMs) this.#jitterTicks += (differenceTicks - this.#jitterTicks) / 16;
    }
    this.#transitTicks = transitTicks;
  }

  /** Packets to hold before playing: enough for twice the jitter. */
  #target(): number {
    const frameTicks = 20 * this.#ticksPerMs;
    return Math.min(MAX_TARGET, 1 + Math.ceil((2 * this.#jitterTicks - frameTicks / 4) / frameTicks));
  }

  /** Makes the next packet the current one. */
  #advance(): boolean {
    if (this.#filling) {
      if (this.#depth < this.#target()) return false;
      this.#filling = false;
    }
    const slot = this.#next % SLOTS;
    const payload = this.#slots[slot];
    if (payload === undefined) {
      if (this.#depth === 0) this.#filling = true;
      return false;
    }
    this.#slots[slot] = undefined;
    this.#depth--;
    this.#next++;
    this.#stalls = 0;
    this.#partial = payload;
    return true;
  }

  /** The next packet is missing while later ones are there, and it has had a little time to come after them. */
  #isGap(): boolean {
    if (this.#filling || this.#depth === 0) return false;
    return this.#depth > 1 || ++this.#stalls > MAX_STALLS;
  }

  #drop(): void {
    const slot = this.#next % SLOTS;
    if (this.#slots[slot] !== undefined) {
      this.#slots[slot] = undefined;
      this.#depth--;
    }
    this.#next++;
  }
}
