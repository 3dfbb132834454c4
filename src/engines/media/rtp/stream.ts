import { randomInt } from "node:crypto";
import type { RemoteInfo, Socket } from "node:dgram";
import type { AudioCodec, AudioDecoder, AudioEncoder, SampleRate } from "../../rtp/codec.ts";
import { dtmfDueMs, NO_DTMF, receiveDtmf, releaseOverdue } from "../../rtp/dtmf-reception.ts";
import { JitterBuffer } from "../../rtp/jitter-buffer.ts";
import type { Pulled } from "../../rtp/jitter-buffer.ts";
import { lossOf, noReception, receive } from "../../rtp/reception.ts";
import type { SenderInfo } from "../../rtp/rtcp.ts";
import { isControl } from "../../rtp/rtcp.ts";
import { PeerTransport, type PeerTransportParts, type TransportAgreement } from "./peer-transport.ts";
import { RtcpSession, type ReportsWay } from "./rtcp-session.ts";
import type { MediaSockets } from "../../rtp/network/ports.ts";
import { RateConverter } from "../../rtp/rate-converter.ts";
import { readPacket, writePacket } from "../../rtp/packet.ts";
import type { RtpPacket } from "../../rtp/packet.ts";
import { eventOf, dtmfPackets, writeTelephoneEvent } from "../../rtp/telephone-event.ts";
import type { DtmfDigit, TelephoneEvent } from "../../rtp/telephone-event.ts";
import type { Alarm, Clock } from "../../../runtime/clock.ts";

/** What the session description has settled: the codec, its numbers, and where audio goes. */
export interface MediaAgreement extends TransportAgreement {
  readonly codec: AudioCodec;
  /** The number that stands for the codec in this session. */
  readonly payloadType: number;
  /** The number of telephone-event; undefined when the peer has none. */
  readonly eventType: number | undefined;
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
  readonly jitterTicks: number;
  readonly reportsIn: number;
  readonly reportBytesIn: number;
  readonly roundTripMs: number | undefined;
}

/** Of one frame of 20 ms, whose byte stands for 1/8 ms with all codecs. */
const FRAME_BYTES = 160;
/** Of one frame, by the clock of all codecs and of telephone events. */
const FRAME_TICKS = 160;
const TICKS_PER_MS = 8;
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
  onDigit(digit: DtmfDigit): void;
}

/** The audio of one channel on the wire: one UDP socket, packets in and out, DTMF. Owns the socket. */
export class RtpStream implements Disposable {
  readonly #socket: Socket;
  readonly #clock: Clock;
  readonly #onDigit: (digit: DtmfDigit) => void;
  readonly #jitter = new JitterBuffer();
  readonly #codes = new Uint8Array(FRAME_BYTES);
  readonly #converter = new RateConverter();
  #coding: Coding | undefined;
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
  #dtmfToSend: { readonly packets: TelephoneEvent[]; timestamp: number | undefined }[] = [];
  #heardAtMs: number;
  #counts = { packetsIn: 0, bytesIn: 0, packetsOut: 0, bytesOut: 0 };

  constructor(parts: RtpStreamParts) {
    const { sockets, clock } = parts;
    const { audio: socket } = sockets;
    this.#socket = socket;
    this.#clock = clock;
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
    const { jitterTicks } = this.#reception;
    return { ...this.#counts, expected, lost, jitterTicks, reportsIn, reportBytesIn, roundTripMs };
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

  /** DTMF digits are still being sent. */
  get isSendingDtmf(): boolean {
    return this.#dtmfToSend.length > 0;
  }

  /** A new offer or answer holds. */
  agree(agreement: MediaAgreement): void {
    this.#transport.agree(agreement);
    if (this.#agreement?.codec !== agreement.codec) this.#coding = codingOf(agreement.codec);
    this.#agreement = agreement;
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
    const coding = this.#coding;
    if (coding === undefined) return "nothing";
    const pulled = this.#jitter.pull(this.#codes, coding.codec.silence);
    if (pulled !== "nothing") coding.live.decode(this.#codes, target);
    return pulled;
  }

  /** Says 20 ms. @param rate  of the samples, which are converted to that of the codec */
  send(samples: Int16Array, rate: SampleRate): void {
    const agreement = this.#agreement;
    const coding = this.#coding;
    if (agreement === undefined || coding === undefined || !agreement.sends) return;
    const said = this.#converter.convert(samples, rate, coding.codec.sampleRate);
    const bytes = coding.encoder.encode(said, PAYLOAD);
    const resumes = this.#moveOn();
    this.#transmit(agreement.payloadType, this.#timestamp, resumes, PAYLOAD.subarray(0, bytes));
  }

  /** Queues DTMF digits to be sent as telephone events; false for what is no digit, or when the peer has no telephone-event. */
  queueDtmf(digits: string, durationMs: number): boolean {
    const events = Array.from(digits, eventOf);
    if (this.#agreement?.eventType === undefined || events.length === 0 || events.length > 128) return false;
    if (!events.every((event) => event !== undefined)) return false;
    for (const event of events) {
      const packets = [...dtmfPackets(event, durationMs * TICKS_PER_MS, FRAME_TICKS)];
      this.#dtmfToSend.push({ packets, timestamp: undefined });
    }
    return true;
  }

  /** Sends the next packet of the digit that is under way, in the place of audio. */
  sendDtmfPacket(): void {
    const digit = this.#dtmfToSend[0];
    const eventType = this.#agreement?.eventType;
    const packet = digit?.packets.shift();
    if (digit === undefined || packet === undefined || eventType === undefined) {
      this.#dtmfToSend.shift();
      return;
    }
    this.#moveOn();
    const begins = digit.timestamp === undefined;
    digit.timestamp ??= this.#timestamp;
    this.#transmit(eventType, digit.timestamp, begins, writeTelephoneEvent(packet));
    if (digit.packets.length === 0) this.#dtmfToSend.shift();
  }

  [Symbol.dispose](): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#dtmfDue?.disarm();
    this.#socket.removeAllListeners("message");
    this.#transport[Symbol.dispose]();
    this.#control.end(() => this.#socket.close());
  }

  /** Advances the timestamp by one frame, or by as much as was silent before (RFC 3551 §4.1); true after silence. */
  #moveOn(): boolean {
    const nowMs = this.#clock.nowMs();
    const silentMs = nowMs - this.#sentAtMs;
    this.#sentAtMs = nowMs;
    const resumes = silentMs > 100;
    const frames = resumes && silentMs < Infinity ? Math.round(silentMs / 20) : 1;
    this.#timestamp = (this.#timestamp + Math.max(1, frames) * FRAME_TICKS) >>> 0;
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
    receive(this.#reception, packet, this.#heardAtMs - this.#startMs);
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
    for (const digit of digits) this.#onDigit(digit);
  }

  #receiveAudio(packet: RtpPacket): void {
    if (this.#listening) this.#jitter.push(packet, this.#clock.nowMs() - this.#startMs);
    const coding = this.#coding;
    if (this.#receiver === undefined || coding === undefined) return;
    const { clockRate, sampleRate } = coding.codec;
    const decoded = coding.packets.decode(packet.payload.subarray(0, MOST_PACKET_BYTES), DECODED);
    this.#receiver({ ...packet, clockRate, sampleRate, samples: DECODED.slice(0, decoded) });
  }
}

/** Room for what is sent or has come, while it is copied. */
const PAYLOAD = new Uint8Array(FRAME_BYTES);
const MOST_PACKET_BYTES = 1_500;
const DECODED = new Int16Array(2 * MOST_PACKET_BYTES);

/** The codec of one stream at work. What is heard live and what is taken packet by packet are decoded each in their own order. */
interface Coding {
  readonly codec: AudioCodec;
  readonly encoder: AudioEncoder;
  readonly live: AudioDecoder;
  readonly packets: AudioDecoder;
}

function codingOf(codec: AudioCodec): Coding {
  return { codec, encoder: codec.newEncoder(), live: codec.newDecoder(), packets: codec.newDecoder() };
}
