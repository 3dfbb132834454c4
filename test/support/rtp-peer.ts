import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { systemClock, type Alarm, type Clock } from "../../src/runtime/clock.ts";
import { loudSeconds, shareOf, type Sound } from "./audio.ts";

/** Payload types of RFC 3551 §6. */
const PCMU = 0;
const PCMA = 8;
const EVENTS = 101;
const RATE = 8_000;
const FRAME = 160;
const FRAME_MS = 20;
/** So many packets hold a tenth of a second, however short they are made. */
const TENTH = 20;
const KEYS = "0123456789*#";

interface Packet {
  readonly atMs: number;
  readonly payloadType: number;
  readonly timestamp: number;
  readonly payload: Buffer;
}

/** A key that is being pressed. */
interface Key {
  readonly code: number;
  readonly startedAt: number;
  left: number;
  duration: number;
}

/** A telephone's ear and mouth without the telephone: sends a tone, silence or keys as RTP and keeps all that comes. */
export class RtpPeer implements AsyncDisposable {
  readonly address: string;
  readonly port: number;
  readonly packets: Packet[] = [];
  /** All that came of RTP, as it came over the wire. */
  readonly datagrams: Buffer[] = [];
  readonly #socket: Socket;
  readonly #clock: Clock;
  #speaking: Alarm | undefined;
  #losesEach: number | undefined;
  #sequence = 1_000;
  #timestamp = 160_000;
  #key: Key | undefined;
  #tones: { readonly hertz: readonly number[]; left: number } | undefined;

  private constructor(socket: Socket, address: string, clock: Clock) {
    this.#socket = socket;
    this.#clock = clock;
    this.address = address;
    this.port = socket.address().port;
    socket.on("message", (datagram) => this.#take(datagram));
  }

  static async open({ address = "127.0.0.1", clock = systemClock } = {}): Promise<RtpPeer> {
    const socket = createSocket({ type: address.includes(":") ? "udp6" : "udp4", recvBufferSize: 1_000_000 });
    socket.bind(0, address);
    await once(socket, "listening");
    return new RtpPeer(socket, address, clock);
  }

  /** From now on a frame every 20 ms: a tone of so many hertz, or silence (0), in place of what was sent before. */
  speaks(to: { address: string; port: number }, codec: "PCMA" | "PCMU", hertz: number): void {
    this.isSilent();
    const encode = codec === "PCMA" ? encodeALaw : encodeMuLaw;
    const payloadType = codec === "PCMA" ? PCMA : PCMU;
    const startedMs = this.#clock.nowMs();
    let sent = 0;
    const tick = (): void => {
      // As many frames as the clock asks for: a timer that comes late on a busy machine must not slow the sound down.
      for (; sent * FRAME_MS <= this.#clock.nowMs() - startedMs; sent++) {
        const sound = this.#tones === undefined ? [hertz] : this.#tones.hertz;
        if (this.#tones !== undefined && --this.#tones.left === 0) this.#tones = undefined;
        if (this.#key !== undefined) this.#sendKey(to, this.#key);
        else this.#send(to, payloadType, frame(sound, this.#timestamp, encode), this.#timestamp, sent === 0);
        this.#timestamp += FRAME;
      }
      this.#speaking = this.#clock.arm(FRAME_MS / 2, tick);
    };
    tick();
  }

  /** From now on each so manieth packet of its is lost on the way. */
  loses(each: number): void {
    this.#losesEach = each;
  }

  /** Stops sending anything. */
  isSilent(): void {
    this.#speaking?.disarm();
    this.#speaking = undefined;
  }

  /** A key for 100 ms, as RFC 4733 events in place of the sound; only while it speaks. */
  presses(key: string): void {
    this.#key = { code: KEYS.indexOf(key), left: 8, startedAt: this.#timestamp, duration: 0 };
  }

  /** A key for 300 ms as its two tones in the sound (ITU-T Q.23), as a line without RFC 4733 brings it. */
  playsKey(key: string): void {
    const nth = "123A456B789C*0#D".indexOf(key);
    const hertz = [[697, 770, 852, 941][nth >> 2]!, [1209, 1336, 1477, 1633][nth & 3]!];
    this.#tones = { hertz, left: 15 };
  }

  #sendKey(to: { address: string; port: number }, key: Key): void {
    const end = key.left <= 3; // the end is sent three times
    if (!end || key.left === 3) key.duration += FRAME;
    const payload = Buffer.from([key.code, (end ? 0x80 : 0) | 10, key.duration >> 8, key.duration & 0xff]);
    this.#send(to, EVENTS, payload, key.startedAt, key.left === 8);
    key.left--;
    if (key.left === 0) this.#key = undefined;
  }

  #send(
    to: { address: string; port: number },
    type: number,
    payload: Buffer,
    timestamp: number,
    marker: boolean,
  ): void {
    const head = Buffer.alloc(12);
    head[0] = 0x80;
    head[1] = (marker ? 0x80 : 0) | type;
    head.writeUInt16BE(this.#sequence++ & 0xffff, 2);
    head.writeUInt32BE(timestamp >>> 0, 4);
    head.writeUInt32BE(0x5eed_0001, 8);
    if (this.#losesEach !== undefined && this.#sequence % this.#losesEach === 0) return;
    this.#socket.send(Buffer.concat([head, payload]), to.port, to.address);
  }

  #take(datagram: Buffer): void {
    if (datagram.length < 12 || datagram[0]! >> 6 !== 2) return;
    this.datagrams.push(datagram);
    const payload = datagram.subarray(12 + 4 * (datagram[0]! & 0x0f));
    const payloadType = datagram[1]! & 0x7f;
    this.packets.push({ atMs: this.#clock.nowMs(), payloadType, timestamp: datagram.readUInt32BE(4), payload });
  }

  /** Waits until a tone has sounded for a tenth of a second. */
  async hears(hertz: number, { sinceMs = 0, withinMs = 15_000 } = {}): Promise<void> {
    const heardIt = (): boolean => {
      const { samples, rate } = soundOf(this.#spoken(sinceMs).slice(-TENTH));
      const last = { samples: samples.subarray(-rate / 10), rate };
      return last.samples.length === rate / 10 && loudSeconds(last) > 0.08 && shareOf(hertz, last) > 0.8;
    };
    await this.#untilHeard(heardIt, withinMs, `tone of ${hertz} Hz`);
  }

  /** Waits for the first sound. */
  async hearsSomething({ withinMs = 20_000 } = {}): Promise<void> {
    await this.#untilHeard(() => loudSeconds(this.heard()) > 0, withinMs, "sound");
  }

  /** The last so many milliseconds. */
  heardLast(forMs: number): Sound {
    return this.heard({ sinceMs: this.#clock.nowMs() - forMs });
  }

  /** Looks again with each packet that comes. */
  async #untilHeard(isHeard: () => boolean, withinMs: number, what: string): Promise<void> {
    const deadlineMs = this.#clock.nowMs() + withinMs;
    while (!isHeard()) {
      const leftMs = deadlineMs - this.#clock.nowMs();
      if (leftMs <= 0) throw new Error(`no ${what} within ${withinMs} ms; ${this.packets.length} packets came`);
      const enough = new AbortController();
      const { signal } = enough;
      const given = [once(this.#socket, "message", { signal }), this.#clock.sleep(leftMs, signal)];
      await Promise.race(given);
      enough.abort();
      await Promise.allSettled(given);
    }
  }

  /** What came to this ear since then, in the order it came. */
  heard({ sinceMs = 0 } = {}): Sound {
    return soundOf(this.#spoken(sinceMs));
  }

  #spoken(sinceMs: number): readonly Packet[] {
    return this.packets.filter(({ atMs, payloadType }) => atMs >= sinceMs && payloadType !== EVENTS);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.isSilent();
    await new Promise<void>((resolve) => this.#socket.close(() => resolve()));
  }
}

function soundOf(packets: readonly Packet[]): Sound {
  const samples = new Float64Array(packets.reduce((length, { payload }) => length + payload.length, 0));
  let at = 0;
  for (const { payload, payloadType } of packets) {
    const decode = payloadType === PCMA ? decodeALaw : decodeMuLaw;
    for (const byte of payload) samples[at++] = decode(byte);
  }
  return { samples, rate: RATE };
}

/** Where tones of whole hertz are after so many samples, they begin anew. */
const PERIOD = RATE;
/** 50 frames make a second of a tone: so many tones are kept in two codecs. */
const MOST_FRAMES = 2_000;
const frames = new Map<string, Buffer>();

/** Made once: a test on virtual time says the same for minutes. */
function frame(hertz: readonly number[], timestamp: number, encode: (sample: number) => number): Buffer {
  const key = `${encode.name} ${hertz.join("+")} ${hertz.every((hz) => hz === 0) ? 0 : timestamp % PERIOD}`;
  const made = frames.get(key) ?? newFrame(hertz, timestamp % PERIOD, encode);
  if (frames.size < MOST_FRAMES) frames.set(key, made);
  return made;
}

/** Sounds of these frequencies together; 0 is silence. */
function newFrame(hertz: readonly number[], timestamp: number, encode: (sample: number) => number): Buffer {
  const bytes = Buffer.alloc(FRAME);
  for (let i = 0; i < FRAME; i++) {
    const sines = hertz.map((hz) => Math.sin((2 * Math.PI * hz * (timestamp + i)) / RATE));
    bytes[i] = encode((0.4 * sines.reduce((sum, sine) => sum + sine, 0)) / hertz.length);
  }
  return bytes;
}

/** ITU-T G.711, Table 1a, on 13-bit values. */
function encodeALaw(sample: number): number {
  const value = Math.round(Math.max(-1, Math.min(1, sample)) * 4095);
  const sign = value >= 0 ? 0x80 : 0;
  const magnitude = value >= 0 ? value : -value - 1;
  const exponent = magnitude < 32 ? 0 : Math.floor(Math.log2(magnitude)) - 4;
  const mantissa = (magnitude >> Math.max(1, exponent)) & 0x0f;
  return (sign | (exponent << 4) | mantissa) ^ 0x55;
}

function decodeALaw(byte: number): number {
  const value = byte ^ 0x55;
  const exponent = (value >> 4) & 7;
  const mantissa = value & 0x0f;
  const magnitude = exponent === 0 ? 2 * mantissa + 1 : (2 * mantissa + 33) << (exponent - 1);
  return (value & 0x80 ? magnitude : -magnitude) / 4096;
}

/** ITU-T G.711, Table 2a, on 14-bit values. */
function encodeMuLaw(sample: number): number {
  const value = Math.round(Math.max(-1, Math.min(1, sample)) * 8158);
  const biased = Math.abs(value) + 33;
  const exponent = Math.min(7, Math.floor(Math.log2(biased)) - 5);
  const mantissa = (biased >> (exponent + 1)) & 0x0f;
  return ~((value < 0 ? 0x80 : 0) | (exponent << 4) | mantissa) & 0xff;
}

function decodeMuLaw(byte: number): number {
  const value = ~byte & 0xff;
  const exponent = (value >> 4) & 7;
  const magnitude = ((2 * (value & 0x0f) + 33) << exponent) - 33;
  return (value & 0x80 ? -magnitude : magnitude) / 8192;
}
