import { randomInt } from "node:crypto";
import type { RemoteInfo, Socket } from "node:dgram";
import type { AudioCodec, SampleRate } from "../../rtp/codec.ts";
import { dtmfDueMs, NO_DTMF, receiveDtmf, releaseOverdue } from "../../rtp/dtmf-reception.ts";
import { JitterBuffer } from "../../rtp/jitter-buffer.ts";
import type { Pulled } from "../../rtp/jitter-buffer.ts";
import { lossOf, noReception, receive } from "../../rtp/reception.ts";
import type { SenderInfo } from "../../rtp/rtcp.ts";
import { isControl } from "../../rtp/rtcp.ts";
import { Coding } from "./coding.ts";
import { DtmfSender } from "./dtmf-sender.ts";
import type { OpusLimit } from "./opus-limit.ts";
import { Packetizer, USUAL_PACKET_MS } from "./packetizer.ts";
import { PeerTransport, type PeerTransportParts, type TransportAgreement } from "./peer-transport.ts";
import { RtcpSession, type ReportsWay } from "./rtcp-session.ts";
import type { MediaSockets } from "../../rtp/network/ports.ts";
import { RateConverter } from "../../rtp/rate-converter.ts";
import { readPacket, writePacket } from "../../rtp/packet.ts";
import type { RtpPacket } from "../../rtp/packet.ts";
import type { DtmfDigit } from "../../rtp/telephone-event.ts";
import type { Alarm, Clock } from "../../../runtime/clock.ts";

/** What the session description has settled: the codec, its numbers, and where audio goes. */
export interface MediaAgreement extends TransportAgreement {
  readonly codec: AudioCodec;
  /** The number that stands for the codec in this session. */
  readonly payloadType: number;
  /** The number of telephone-event; undefined when the peer has none. */
  readonly eventType: number | undefined;
  /** Ticks a second in which telephone events say how long they are. */
  readonly eventClockRate: number;
  /** How much sound a packet to the peer holds. */
  readonly packetMs: number;
  /** Where the peer takes reports, where that isn't the port beside its audio. */
  readonly controlPort: number | undefined;
  /** False: the peer does not want to receive now (hold). */
  readonly sends: boolean;
  /** Reports go by the port of the audio (RFC 5761), by the one beside it, or not at all. */
  readonly reports: ReportsWay;
}

/** What uuid_set_media_stats tells. */
export interface StreamCounts {
  readonly packetsIn: number;
  readonly bytesIn: number;
  readonly packetsOut: number;
  readonly bytesOut: number;
  /** Packets that should have come, those that have not, and how unevenly they came. */
  readonly expected: number;
  readonly lost: number;
  readonly jitterMs: number;
  readonly reportsIn: number;
  readonly reportBytesIn: number;
  readonly roundTripMs: number | undefined;
}

/** In which the length of a DTMF digit is told. */
const DTMF_CLOCK_RATE = 8_000;
const RTP_HEADER_BYTES = 12;

/** One packet of the peer's audio, decoded, as it has come. */
export interface ReceivedAudio {
  readonly ssrc: number;
  readonly sequence: number;
  readonly timestamp: number;
  /** Ticks a second of its timestamps. */
  readonly clockRate: number;
  readonly sampleRate: SampleRate;
  readonly samples: Int16Array;
}

/** What a stream uses, and whom it tells. */
export interface RtpStreamParts extends Pick<PeerTransportParts, "clock" | "identity" | "handshakes" | "onUnsafe"> {
  readonly sockets: MediaSockets;
  readonly opus: OpusLimit;
  onDigit(digit: DtmfDigit): void;
}

/** The audio of one channel on the wire: one UDP socket, packets in and out, DTMF. Owns the socket. */
export class RtpStream implements Disposable {
  readonly #socket: Socket;
  readonly #clock: Clock;
  readonly #onDigit: (digit: DtmfDigit) => void;
  #jitter = new JitterBuffer();
  readonly #converter = new RateConverter();
  #coding: Coding | undefined;
  readonly #opus: OpusLimit;
  #opusPlace: Disposable | undefined;
  readonly #ssrc = randomInt(0x1_0000_0000);
  readonly #startMs: number;
  readonly #reception = noReception();
  readonly #control: RtcpSession;
  #agreement: MediaAgreement | undefined;
  #listening = false;
  #receiver: ((audio: ReceivedAudio) => void) | undefined;
  #dtmf = NO_DTMF;
  /** A digit is held down: it ends then, unless more of it comes. */
  #dtmfDue: Alarm | undefined;
  readonly #transport: PeerTransport;
  /** RFC 3711 §3.3.1: in the lower half, so that a peer who misses the first packets knows how often the number has begun anew. */
  #sequence = randomInt(0x8000);
  #timestamp = randomInt(0x1_0000_0000);
  #sentAtMs = -Infinity;
  #closed = false;
  readonly #digits = new DtmfSender();
  /** Of the digit that is being sent as an event. */
  #digitTimestamp = 0;
  /** Undefined: each packet is a frame. */
  #packetizer: Packetizer | undefined;
  #heardAtMs: number;
  #counts = { packetsIn: 0, bytesIn: 0, packetsOut: 0, bytesOut: 0 };

  constructor(parts: RtpStreamParts) {
    const { sockets, clock } = parts;
    const { audio: socket } = sockets;
    this.#socket = socket;
    this.#clock = clock;
    this.#opus = parts.opus;
    this.#onDigit = (digit) => parts.onDigit(digit);
    this.#startMs = clock.nowMs();
    this.#heardAtMs = this.#startMs;
    const onConsent = (): void => void (this.#heardAtMs = clock.nowMs());
    this.#transport = new PeerTransport({ ...parts, socket, onConsent });
    this.#control = new RtcpSession({
      sockets,
      clock,
      ssrc: this.#ssrc,
      reception: this.#reception,
      sent: () => this.#sent(),
      way: () => this.#agreement?.reports ?? "none",
      controlPort: () => this.#agreement?.controlPort,
      transport: this.#transport,
      onReport: onConsent,
    });
    socket.on("message", (datagram, from) => {
      if (this.#transport.receive(datagram, from)) return;
      if (isControl(datagram)) this.#control.receive(datagram, from);
      else this.#receive(datagram, from);
    });
    // An ICMP error of one packet says nothing about the next one; SIP decides when a call is over.
    socket.on("error", () => undefined);
  }

  get port(): number {
    return this.#socket.address().port;
  }

  get counts(): StreamCounts {
    const { expected, lost } = lossOf(this.#reception);
    const { packetsIn: reportsIn, bytesIn: reportBytesIn, roundTripMs } = this.#control;
    const jitterMs = this.#reception.jitterTicks / this.#ticksPerMs;
    return { ...this.#counts, expected, lost, jitterMs, reportsIn, reportBytesIn, roundTripMs };
  }

  get agreement(): MediaAgreement | undefined {
    return this.#agreement;
  }

  /** When audio or a report of the peer's last came, or would have: its session began, or changed. */
  get heardAtMs(): number {
    return this.#heardAtMs;
  }

  /** Audio passes: the peer can be reached, and there are keys where there have to be. */
  get isReady(): boolean {
    return this.#transport.isReady;
  }

  /** Samples a second of what is heard and said. */
  get rate(): SampleRate {
    return this.#agreement?.codec.sampleRate ?? 8000;
  }

  /** The peer, a browser, has gone without a word. */
  get hasPeerLeft(): boolean {
    return this.#transport.hasLeft;
  }

  /** It has a place among those with Opus. */
  get hasOpus(): boolean {
    return this.#opusPlace !== undefined;
  }

  /** DTMF digits are still being sent. */
  get isSendingDtmf(): boolean {
    return this.#digits.isSending;
  }

  /** A new offer or answer holds. */
  agree(agreement: MediaAgreement): void {
    this.#transport.agree(agreement);
    this.#agreement = agreement;
    if (this.#coding?.codec !== agreement.codec) this.#codeBy(agreement.codec);
    const { packetMs, codec } = agreement;
    this.#packetizer = packetMs === USUAL_PACKET_MS ? undefined : new Packetizer(packetMs, codec.sampleRate);
    this.#heardAtMs = this.#clock.nowMs();
    this.#control.start();
  }

  /** Whether anyone wants what is received; audio from before that is forgotten. */
  listen(listening: boolean): void {
    if (listening && !this.#listening) this.#jitter.clear();
    this.#listening = listening;
  }

  /** From now on each packet of audio goes there as it comes, in whatever order, beside `pull`. */
  deliverTo(receiver: ((audio: ReceivedAudio) => void) | undefined): void {
    this.#receiver = receiver;
  }

  /** The next 20 ms of what the peer says, into a frame at `rate`. */
  pull(target: Int16Array): Pulled {
    return this.#coding?.pull(this.#jitter, target) ?? "nothing";
  }

  /** Says 20 ms. @param rate  of the samples, which are converted to that of the codec */
  send(samples: Int16Array, rate: SampleRate): void {
    const agreement = this.#agreement;
    const coding = this.#coding;
    if (agreement === undefined || coding === undefined || !agreement.sends) return;
    const said = this.#converter.convert(samples, rate, coding.codec.sampleRate);
    const resumes = this.#moveOn();
    if (this.#packetizer === undefined) {
      const payload = coding.encode(said);
      if (payload !== undefined) this.#transmit(agreement.payloadType, this.#timestamp, resumes, payload);
      return;
    }
    if (resumes) this.#packetizer.clear();
    const perSample = coding.codec.clockRate / coding.codec.sampleRate;
    this.#packetizer.push(said, (packet, fromFrame) => {
      const payload = coding.encode(packet);
      const timestamp = (this.#timestamp + fromFrame * perSample) >>> 0;
      if (payload !== undefined) this.#transmit(agreement.payloadType, timestamp, resumes && fromFrame === 0, payload);
    });
  }

  /** The peer takes digits as telephone events (RFC 4733). */
  get hasEvents(): boolean {
    return this.#agreement?.eventType !== undefined;
  }

  /** Queues DTMF digits: as telephone events, or as tones for a peer that has none. False for what is no digit. */
  queueDtmf(digits: string, durationMs: number): boolean {
    const { rate, hasEvents } = this;
    const { eventClockRate = DTMF_CLOCK_RATE } = this.#agreement ?? {};
    return this.#agreement !== undefined && this.#digits.queue(digits, durationMs, { hasEvents, eventClockRate, rate });
  }

  /** Sends the next part of the digit that is under way, in the place of audio. */
  sendDtmfPacket(): void {
    const frame = this.#digits.next();
    const eventType = this.#agreement?.eventType;
    if (frame?.kind === "tone") this.send(frame.samples, frame.rate);
    if (frame?.kind !== "event" || eventType === undefined) return;
    this.#packetizer?.clear();
    this.#moveOn();
    if (frame.begins) this.#digitTimestamp = this.#timestamp;
    this.#transmit(eventType, this.#digitTimestamp, frame.begins, frame.payload);
  }

  [Symbol.dispose](): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#dtmfDue?.disarm();
    this.#coding?.[Symbol.dispose]();
    this.#coding = undefined;
    this.#opusPlace?.[Symbol.dispose]();
    this.#socket.removeAllListeners("message");
    this.#transport[Symbol.dispose]();
    this.#control.end(() => this.#socket.close());
  }

  /** Ticks of its timestamps. */
  get #ticksPerMs(): number {
    return (this.#agreement?.codec.clockRate ?? DTMF_CLOCK_RATE) / 1_000;
  }

  #codeBy(codec: AudioCodec): void {
    this.#coding?.[Symbol.dispose]();
    this.#opusPlace?.[Symbol.dispose]();
    this.#jitter = new JitterBuffer(codec.clockRate); // what waits is of the codec before
    this.#coding = new Coding(codec);
    this.#opusPlace = this.#opus.take(codec);
  }

  /** Advances the timestamp by one frame, or by as much as was silent before (RFC 3551 §4.1); true after silence. */
  #moveOn(): boolean {
    const nowMs = this.#clock.nowMs();
    const silentMs = nowMs - this.#sentAtMs;
    this.#sentAtMs = nowMs;
    const resumes = silentMs > 100;
    const frames = resumes && silentMs < Infinity ? Math.round(silentMs / 20) : 1;
    this.#timestamp = (this.#timestamp + Math.max(1, frames) * 20 * this.#ticksPerMs) >>> 0;
    return resumes;
  }

  #transmit(payloadType: number, timestamp: number, marker: boolean, payload: Uint8Array): void {
    const remote = this.#transport.target;
    if (remote === undefined || this.#agreement?.sends !== true || this.#closed) return;
    this.#sequence = (this.#sequence + 1) & 0xffff;
    const packet = { marker, payloadType, sequence: this.#sequence, timestamp, ssrc: this.#ssrc, payload };
    const datagram = this.#transport.encryption.seal(writePacket(packet));
    if (datagram === undefined) return;
    this.#counts.packetsOut++;
    this.#counts.bytesOut += datagram.length;
    this.#socket.send(datagram, remote.port, remote.address);
  }

  #sent(): SenderInfo | undefined {
    const { packetsOut, bytesOut } = this.#counts;
    if (packetsOut === 0) return undefined;
    const octets = bytesOut - RTP_HEADER_BYTES * packetsOut;
    return { atMs: this.#clock.nowMs(), timestamp: this.#timestamp, packets: packetsOut, octets };
  }

  #receive(datagram: Buffer, from: RemoteInfo): void {
    if (this.#agreement === undefined || !this.#transport.isPeerAddress(from.address)) return;
    const opened = this.#transport.encryption.open(datagram);
    const packet = opened === undefined ? undefined : readPacket(opened);
    if (packet === undefined || !this.#transport.accepts(from, packet.ssrc)) return;
    this.#counts.packetsIn++;
    this.#counts.bytesIn += datagram.length;
    this.#heardAtMs = this.#clock.nowMs();
    receive(this.#reception, packet, this.#heardAtMs - this.#startMs, this.#ticksPerMs);
    if (packet.payloadType === this.#agreement.eventType) this.#receiveDtmf(packet);
    else if (packet.payloadType === this.#agreement.payloadType) this.#receiveAudio(packet);
  }

  #receiveDtmf(packet: RtpPacket): void {
    this.#tellDtmf(receiveDtmf(this.#dtmf, packet, this.#clock.nowMs()));
  }

  #tellDtmf({ state, digits }: ReturnType<typeof receiveDtmf>): void {
    this.#dtmf = state;
    this.#dtmfDue?.disarm();
    const nowMs = this.#clock.nowMs();
    const dueMs = dtmfDueMs(state);
    const release = (): void => this.#tellDtmf(releaseOverdue(this.#dtmf, this.#clock.nowMs()));
    this.#dtmfDue = dueMs === undefined ? undefined : this.#clock.arm(Math.max(1, dueMs - nowMs), release);
    const perTick = DTMF_CLOCK_RATE / (this.#agreement?.eventClockRate ?? DTMF_CLOCK_RATE);
    for (const { digit, durationTicks } of digits) this.#onDigit({ digit, durationTicks: durationTicks * perTick });
  }

  #receiveAudio(packet: RtpPacket): void {
    if (this.#listening) this.#jitter.push(packet, this.#clock.nowMs() - this.#startMs);
    const coding = this.#coding;
    if (this.#receiver === undefined || coding === undefined) return;
    const { clockRate, sampleRate } = coding.codec;
    this.#receiver({ ...packet, clockRate, sampleRate, samples: coding.decode(packet.payload) });
  }
}
