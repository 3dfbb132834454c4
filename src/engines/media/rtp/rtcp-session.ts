import type { RemoteInfo, Socket } from "node:dgram";
import type { MediaAddress } from "../../rtp/network/media-address.ts";
import type { Alarm, Clock } from "../../../runtime/clock.ts";
import { fractionLost, lossOf } from "../../rtp/reception.ts";
import type { Reception } from "../../rtp/reception.ts";
import { compactNtp, readControl, writeControl } from "../../rtp/rtcp.ts";
import type { ReportBlock, SenderInfo } from "../../rtp/rtcp.ts";
import type { StreamEncryption } from "../../rtp/srtp/stream-encryption.ts";

export interface RtcpSessionParts {
  /** The port beside that of the audio; undefined when another program has it. */
  readonly socket: Socket | undefined;
  readonly clock: Clock;
  readonly ssrc: number;
  readonly reception: Reception;
  /** What we have sent so far; undefined when that is nothing. */
  sent(): SenderInfo | undefined;
  /** Where the peer's audio is; undefined: nowhere now. */
  peer(): MediaAddress | undefined;
  isPeerAddress(address: string): boolean;
  /** Of the audio: the reports are encrypted where it is. */
  readonly encryption: StreamEncryption;
  /** A report of the peer's has come. */
  onReport(): void;
}

/** RFC 3550 §6.2: reports are 5 s apart, the first one comes sooner. */
const REPORT_MS = 5_000;
const FIRST_REPORT_MS = 2_500;
/** A way there and back that takes longer is a mistake of a clock. */
const MAX_ROUND_TRIP_MS = 10_000;

/** The reports that both ends of one stream send each other (RTCP), on the port beside the audio's. */
export class RtcpSession implements Disposable {
  readonly #parts: RtcpSessionParts;
  /** Where its last report came from: behind NAT that is not the port beside its audio. */
  #source: MediaAddress | undefined;
  #alarm: Alarm | undefined;
  #reported = false;
  /** The peer's last sender report: its time as it wrote it, and when it came. */
  #lastReport: { readonly compact: number; readonly atMs: number } | undefined;
  /** Way there and back; undefined until the peer has reported on us. */
  roundTripMs: number | undefined;
  packetsIn = 0;
  bytesIn = 0;

  constructor(parts: RtcpSessionParts) {
    this.#parts = parts;
    parts.socket?.on("message", (datagram, from) => {
      if (this.receive(datagram, from)) this.#source = { address: from.address, port: from.port };
    });
    parts.socket?.on("error", () => undefined); // reports are worth nothing to the call itself
  }

  /** Reports go to the peer from now on. */
  start(): void {
    this.#source = undefined;
    if (this.#parts.socket === undefined || this.#alarm !== undefined) return;
    this.#arm(FIRST_REPORT_MS);
  }

  [Symbol.dispose](): void {
    this.#alarm?.disarm();
    const { socket } = this.#parts;
    if (socket === undefined) return;
    socket.removeAllListeners("message");
    if (this.#reported) this.#send(true, () => socket.close());
    else socket.close();
  }

  #arm(afterMs: number): void {
    this.#alarm = this.#parts.clock.arm(afterMs, () => {
      this.#send(false, () => undefined);
      this.#arm(REPORT_MS);
    });
  }

  #send(goodbye: boolean, sent: () => void): void {
    const { socket, ssrc, reception } = this.#parts;
    const sender = this.#parts.sent();
    const target = this.#target();
    if (socket === undefined || target === undefined || (sender === undefined && reception.ssrc === undefined)) {
      sent();
      return;
    }
    const blocks = reception.ssrc === undefined ? [] : [this.#block(reception.ssrc)];
    this.#reported = true;
    const report = writeControl({ ssrc, sender, blocks }, `${ssrc.toString(16)}@offhook`, goodbye);
    const packet = this.#parts.encryption.sealControl(report);
    if (packet === undefined) {
      sent();
      return;
    }
    socket.send(packet, target.port, target.address, sent);
  }

  /** The port beside the audio's (RFC 3550 §11), or where reports have come from. */
  #target(): MediaAddress | undefined {
    const audio = this.#parts.peer();
    if (audio === undefined) return undefined;
    return this.#source?.address === audio.address ? this.#source : { address: audio.address, port: audio.port + 1 };
  }

  #block(ssrc: number): ReportBlock {
    const { reception, clock } = this.#parts;
    const last = this.#lastReport;
    return {
      ssrc,
      fractionLost: fractionLost(reception),
      lost: lossOf(reception).lost,
      highestSequence: reception.highest >>> 0,
      jitterTicks: Math.round(reception.jitterTicks),
      lastReport: last?.compact ?? 0,
      delay: last === undefined ? 0 : Math.round(((clock.nowMs() - last.atMs) * 0x1_0000) / 1000),
    };
  }

  /** A datagram that came in beside the audio, or on its port (RFC 5761). @returns whether it is a report of the peer's */
  receive(datagram: Buffer, from: RemoteInfo): boolean {
    if (!this.#parts.isPeerAddress(from.address)) return false;
    const opened = this.#parts.encryption.openControl(datagram);
    const packet = opened === undefined ? undefined : readControl(opened);
    if (packet === undefined) return false;
    this.#parts.onReport();
    this.packetsIn++;
    this.bytesIn += datagram.length;
    const nowMs = this.#parts.clock.nowMs();
    for (const { sender, blocks } of packet.reports) {
      if (sender !== undefined) this.#lastReport = { compact: compactNtp(sender.atMs), atMs: nowMs };
      for (const { ssrc, lastReport, delay } of blocks) {
        if (ssrc !== this.#parts.ssrc || lastReport === 0) continue;
        const roundTripMs = (((compactNtp(nowMs) - lastReport - delay) | 0) * 1000) / 0x1_0000;
        if (roundTripMs >= 0 && roundTripMs < MAX_ROUND_TRIP_MS) this.roundTripMs = roundTripMs;
      }
    }
    return true;
  }
}
