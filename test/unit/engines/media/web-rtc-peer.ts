import { isAnnounced, newIdentity, type DtlsIdentity } from "../../../../src/engines/dtls/certificate.ts";
import { DtlsConnection } from "../../../../src/engines/dtls/connection.ts";
import type { StreamKeys } from "../../../../src/engines/rtp/srtp/stream-encryption.ts";
import { StreamEncryption } from "../../../../src/engines/rtp/srtp/stream-encryption.ts";
import { connectivityCheck } from "../../../support/stun.ts";
import type { Alarm } from "../../../../src/runtime/clock.ts";
import { clock } from "./clock.ts";
import { rtpPeer, type RtpPeer } from "./rtp-peer.ts";

const CONSENT_EVERY_MS = 5_000;

export interface WebRtcPeerOptions {
  /** Of its certificate, in its description, in place of the right one. */
  readonly fingerprint?: string;
  readonly setup?: "active" | "passive" | "actpass";
  /** Without ICE: a telephone of RFC 5763, at its address. */
  readonly withoutIce?: boolean;
}

/** What a browser says and does, without the browser: it looks for a way (ICE), agrees on keys (DTLS), and encrypts. */
export class WebRtcPeer implements AsyncDisposable {
  readonly rtp: RtpPeer;
  keys: StreamKeys | undefined;
  /** All that isn't encrypted audio, by its first byte: answers to checks (0 to 3), and DTLS (20 to 63). */
  readonly firstBytes: number[] = [];
  readonly #options: WebRtcPeerOptions;
  readonly #identity: DtlsIdentity;
  readonly #ufrag = Math.random().toString(36).slice(2, 10).padEnd(8, "x");
  #dtls: DtlsConnection | undefined;
  #consent: Alarm | undefined;

  private constructor(rtp: RtpPeer, options: WebRtcPeerOptions) {
    this.rtp = rtp;
    this.#options = options;
    this.#identity = newIdentity(clock.nowMs());
    const nothing = new StreamEncryption();
    nothing.awaitKeys();
    rtp.encrypts(nothing);
    rtp.onDatagram((datagram) => {
      const first = datagram[0] ?? 0;
      if (first < 128) this.firstBytes.push(first);
      if (first >= 20 && first < 64) this.#dtls?.receive(datagram);
    });
  }

  static async open(options: WebRtcPeerOptions = {}): Promise<WebRtcPeer> {
    return new WebRtcPeer(await rtpPeer("PCMU"), options);
  }

  /** As an offer, or as an answer; with video behind the audio, as a browser that has a camera. */
  sdp(): string {
    const { fingerprint = this.#identity.fingerprint, setup = "actpass", withoutIce = false } = this.#options;
    const plain = this.rtp.sdp();
    const ice = withoutIce ? [] : [`a=ice-ufrag:${this.#ufrag}`, "a=ice-pwd:theirpassword0123456789", "a=rtcp-mux"];
    const hidden = withoutIce ? plain : plain.replace(/c=IN IP4 \S+/, "c=IN IP4 0.0.0.0");
    const session = withoutIce ? "t=0 0" : "t=0 0\r\na=group:BUNDLE a v";
    return [
      hidden
        .replace("t=0 0", session)
        .replace("RTP/AVP", withoutIce ? "UDP/TLS/RTP/SAVP" : "UDP/TLS/RTP/SAVPF")
        .trimEnd(),
      "a=mid:a",
      `a=setup:${setup}`,
      `a=fingerprint:sha-256 ${fingerprint}`,
      ...ice,
      ...(withoutIce ? [] : ["m=video 9 UDP/TLS/RTP/SAVPF 96", "c=IN IP4 0.0.0.0", "a=mid:v"]),
      "",
    ].join("\r\n");
  }

  /** Knows the other side's description, and looks for a way to it. */
  connectsTo(sdp: string, { nominates = true } = {}): void {
    this.rtp.talkTo(sdp);
    const fingerprint = /^a=fingerprint:sha-256 (?<value>\S+)/m.exec(sdp)?.groups?.["value"] ?? "";
    const isClient = sdp.includes("a=setup:passive");
    this.#dtls?.[Symbol.dispose]();
    this.#dtls = new DtlsConnection({
      role: isClient ? "client" : "server",
      identity: this.#identity,
      clock,
      isPeers: (certificate) => isAnnounced(certificate, [{ algorithm: "sha-256", value: fingerprint }]),
      transmit: (datagram) => this.rtp.sendRaw(datagram),
      onKeys: (keys) => {
        this.keys = keys;
        const encryption = new StreamEncryption();
        encryption.agree(keys);
        this.rtp.encrypts(encryption);
      },
      onFailed: () => undefined,
    });
    if (this.#options.withoutIce !== true) this.checks(sdp, { nominates });
    this.#dtls.start();
  }

  /** A connectivity check, and from then on some more, as a sign of consent (RFC 7675 §5.1). */
  checks(sdp: string, { nominates = true } = {}): void {
    this.#consent?.disarm();
    this.#consent = clock.arm(CONSENT_EVERY_MS, () => this.checks(sdp, { nominates }));
    const { ufrag = "", password = "" } =
      /^a=ice-ufrag:(?<ufrag>\S+)\r\na=ice-pwd:(?<password>\S+)/m.exec(sdp)?.groups ?? {};
    this.rtp.talkTo(sdp);
    this.rtp.sendRaw(connectivityCheck({ username: `${ufrag}:${this.#ufrag}`, password, nominates }));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#dtls?.[Symbol.dispose]();
    this.#consent?.disarm();
    await this.rtp[Symbol.asyncDispose]();
  }
}
