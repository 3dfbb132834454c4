import type { RemoteInfo, Socket } from "node:dgram";
import type { MediaSockets } from "../../rtp/network/ports.ts";
import type { PeerTransport } from "./peer-transport.ts";
import type { MediaAddress } from "../../rtp/network/media-address.ts";
import type { Alarm, Clock } from "../../../runtime/clock.ts";
import { fractionLost, lossOf } from "../../rtp/reception.ts";
import type { Reception } from "../../rtp/reception.ts";
import { compactNtp, readControl, writeControl } from "../../rtp/rtcp.ts";
import type { ReportBlock, SenderInfo } from "../../rtp/rtcp.ts";

/** By which port reports go: the audio's (RFC 5761), the one beside it (RFC 3550 §11), or none. */
export type ReportsWay = "muxed" | "beside" | "none";

export interface RtcpSessionParts {
  readonly sockets: MediaSockets;
  readonly clock: Clock;
  readonly ssrc: number;
  readonly reception: Reception;
  /** What we have sent so far; undefined when that is nothing. */
  sent(): SenderInfo | undefined;
  /** As offer and answer have it. */
  way(): ReportsWay;
  /** Where the peer's description says that it takes reports (RFC 3605); undefined: at the port beside its audio. */
  controlPort(): number | undefined;
  /** Of the audio: the reports go where it goes, and are encrypted where it is. */
  readonly transport: Pick<PeerTransport, "target" | "isPeerAddress" | "encryption">;
  /** A report of the peer's has come. */
  onReport(): void;
}

/** RFC 3550 §6.2: reports are 5 s apart, the first one comes sooner. */
const REPORT_MS = 5_000;
const FIRST_REPORT_MS = 2_500;
/** A way there and back that takes longer is a mistake of a clock. */
const MAX_ROUND_TRIP_MS = 10_000;

/** The reports that both ends of one stream send each other (RTCP), on the port beside the audio's or on the audio's own. */
export class RtcpSession {
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
    const { control } = parts.sockets;
    control?.on("message", (datagram, from) => {
      if (this.receive(datagram, from)) this.#source = { address: from.address, port: from.port };
    });
    control?.on("error", () => undefined); // reports are worth nothing to the call itself
  }

  /** Reports go to the peer from now on. */
  start(): void {
    this.#source = undefined;
    if (this.#socket === undefined || this.#alarm !== undefined) return;
    this.#arm(FIRST_REPORT_MS);
  }

  /** Says goodbye, and closes the port beside the audio's; `said`: what is sent is on its way. */
  end(said: () => void): void {
    this.#alarm?.disarm();
    const { control } = this.#parts.sockets;
    control?.removeAllListeners("message");
    const close = (): void => {
      control?.close();
      said();
    };
    if (this.#reported) this.#send(true, close);
    else close();
  }

  /** From which reports are sent; undefined: there are none, or another program has the port. */
  get #socket(): Socket | undefined {
    const { audio, control } = this.#parts.sockets;
    const way = this.#parts.way();
    return way === "none" ? undefined : way === "muxed" ? audio : control;
  }

  #arm(afterMs: number): void {
    this.#alarm = this.#parts.clock.arm(afterMs, () => {
      this.#send(false, () => undefined);
      this.#arm(REPORT_MS);
    });
  }

  #send(goodbye: boolean, sent: () => void): void {
    const { ssrc, reception } = this.#parts;
    const socket = this.#socket;
    const sender = this.#parts.sent();
    const target = this.#target();
    if (socket === undefined || target === undefined || (sender === undefined && reception.ssrc === undefined)) {
      sent();
      return;
    }
    const blocks = reception.ssrc === undefined ? [] : [this.#block(reception.ssrc)];
    this.#reported = true;
    const report = writeControl({ ssrc, sender, blocks }, `${ssrc.toString(16)}@offhook`, goodbye);
    const packet = this.#parts.transport.encryption.sealControl(report);
    if (packet === undefined) {
      sent();
      return;
    }
    socket.send(packet, target.port, target.address, sent);
  }

  /** The port beside the audio's (RFC 3550 §11), or where reports have come from. */
  #target(): MediaAddress | undefined {
    const audio = this.#parts.transport.target;
    if (audio === undefined || this.#parts.way() === "muxed") return audio;
    return this.#source?.address === audio.address
      ? this.#source
      : { address: audio.address, port: this.#parts.controlPort() ?? audio.port + 1 };
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
    if (!this.#parts.transport.isPeerAddress(from.address)) return false;
    const opened = this.#parts.transport.encryption.openControl(datagram);
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
