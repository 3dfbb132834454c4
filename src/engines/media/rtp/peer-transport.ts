import type { RemoteInfo, Socket } from "node:dgram";
import type { DtlsIdentity } from "../../dtls/certificate.ts";
import { IceLite, type IceAgreement } from "../../ice/ice-lite.ts";
import { isStun } from "../../ice/stun-message.ts";
import { StreamEncryption, type StreamKeys } from "../../rtp/srtp/stream-encryption.ts";
import type { Alarm, Clock } from "../../../runtime/clock.ts";
import { DtlsAssociation, type DtlsAgreement } from "./dtls-association.ts";
import type { HandshakeLimit } from "./handshake-limit.ts";
import type { MediaAddress } from "../../rtp/network/media-address.ts";
import { PeerFollower } from "../../rtp/network/peer-follower.ts";

/** What offer and answer say of the way to the peer, and of how it is kept secret. */
export interface TransportAgreement {
  /** Where the peer says that it is; undefined while there is none. */
  readonly peer: MediaAddress | undefined;
  /** Where the peer's SIP comes from, as the application has told it (`signalling-source.ts`). */
  readonly signalling: string | undefined;
  /** The peer itself looks for the way to us (ICE): it is where its checks come from, whatever the description says. */
  readonly ice: IceAgreement | undefined;
  /** By which the audio and the reports on it are encrypted, as the descriptions say (SDES); undefined: they don't. */
  readonly keys: StreamKeys | undefined;
  /** Both ends agree on the keys in the stream itself (DTLS-SRTP). */
  readonly dtls: DtlsAgreement | undefined;
}

export interface PeerTransportParts {
  readonly socket: Socket;
  readonly clock: Clock;
  /** Of this stream, made when it is first asked for. */
  readonly identity: () => DtlsIdentity;
  readonly handshakes: HandshakeLimit;
  /** The stream's keys could not be agreed on; why, in plain words. */
  onUnsafe(problem: string): void;
  /** A check of the peer's has come: it is there, also where it says nothing. */
  onConsent(): void;
}

/** A peer that has to find a way to us, or to begin with DTLS, and has done neither by then does neither. */
const FIRST_SIGN_WITHIN_MS = 60_000;
/** RFC 7983 §7: DTLS begins with 20 to 63, RTP and RTCP with 128 to 191. */
const FIRST_DTLS_BYTE = 20;
const FIRST_RTP_BYTE = 128;

/** The way of one stream: where the peer is, and by which keys its packets are encrypted. RTP passes only where both are known. */
export class PeerTransport implements Disposable {
  readonly encryption = new StreamEncryption();
  readonly #parts: PeerTransportParts;
  readonly #follower = new PeerFollower();
  #ice: IceLite | undefined;
  #dtls: DtlsAssociation | undefined;
  #firstSign: Alarm | undefined;
  #closed = false;

  constructor(parts: PeerTransportParts) {
    this.#parts = parts;
  }

  /** Where packets for the peer go to. */
  get target(): MediaAddress | undefined {
    return this.#ice === undefined ? this.#follower.target : this.#ice.peer;
  }

  /** Audio passes: there is a way, and there are keys where there have to be. */
  get isReady(): boolean {
    return this.encryption.isReady && (this.#ice === undefined || this.#ice.peer !== undefined);
  }

  /** The peer consents no more to be sent anything (RFC 7675): a page was closed, or has lost its network. */
  get hasLeft(): boolean {
    return this.#ice?.hasLeft === true;
  }

  /** A new offer or answer holds. */
  agree(agreement: TransportAgreement): void {
    this.#follower.agree({ written: agreement.peer, signalling: agreement.signalling });
    if (agreement.ice === undefined) this.#ice = undefined;
    else {
      this.#ice ??= new IceLite(() => this.#parts.clock.nowMs());
      this.#ice.agree(agreement.ice);
    }
    this.#agreeOnKeys(agreement);
    if (agreement.ice !== undefined || agreement.dtls !== undefined) this.#awaitFirstSign();
    // where there are no checks to say when, the side that begins does so at once
    if (this.#ice === undefined && agreement.dtls?.role === "client" && this.target !== undefined) this.#dtls?.begin();
  }

  /** Whether a packet, or a report, from this address can be the peer's at all. */
  isPeerAddress(address: string): boolean {
    return this.#ice === undefined ? this.#follower.isPeerAddress(address) : this.#ice.isPeerAddress(address);
  }

  /** Whether this packet is the peer's. */
  accepts(from: MediaAddress, ssrc: number): boolean {
    return this.#ice === undefined ? this.#follower.accepts(from, ssrc) : this.#ice.isPeer(from);
  }

  /** A datagram on the stream's port. @returns whether it was of the way or of the keys, and is done with */
  receive(datagram: Buffer, from: RemoteInfo): boolean {
    const first = datagram[0] ?? 0;
    if (first >= FIRST_RTP_BYTE) return false;
    if (isStun(datagram)) this.#check(datagram, from);
    else if (first >= FIRST_DTLS_BYTE && this.#mayTalk(from)) {
      this.#firstSign?.disarm();
      this.#dtls?.receive(datagram);
    }
    return true;
  }

  [Symbol.dispose](): void {
    this.#dtls?.[Symbol.dispose]();
    this.#firstSign?.disarm();
    this.#closed = true;
  }

  /** Once: later the silence of the peer ends the call, where the application says so. */
  #awaitFirstSign(): void {
    this.#firstSign ??= this.#parts.clock.arm(FIRST_SIGN_WITHIN_MS, () =>
      this.#parts.onUnsafe("the peer has not looked for a way to us"),
    );
  }

  #agreeOnKeys({ dtls, keys }: TransportAgreement): void {
    if (dtls === undefined) {
      this.#dtls?.[Symbol.dispose]();
      this.#dtls = undefined;
      this.encryption.agree(keys);
      return;
    }
    if (this.#dtls?.isOf(dtls) === true) return;
    this.#dtls?.[Symbol.dispose]();
    this.encryption.awaitKeys();
    this.#dtls = new DtlsAssociation(dtls, {
      clock: this.#parts.clock,
      identity: this.#parts.identity(),
      limit: this.#parts.handshakes,
      transmit: (datagram) => this.#send(datagram),
      onKeys: (agreed) => this.encryption.agree(agreed),
      onFailed: (problem) => this.#parts.onUnsafe(problem),
    });
  }

  #check(datagram: Buffer, from: RemoteInfo): void {
    const answer = this.#ice?.receive(datagram, from);
    if (answer === undefined) return;
    this.#parts.socket.send(answer, from.port, from.address);
    if (this.#ice?.peer === undefined) return;
    this.#firstSign?.disarm();
    this.#parts.onConsent();
    this.#dtls?.begin();
  }

  /** Whether DTLS from there can be the peer's: it proves who it is, but strangers shall not keep us busy. */
  #mayTalk(from: RemoteInfo): boolean {
    return this.#ice === undefined ? this.#follower.isPeerAddress(from.address) : this.#ice.isPeer(from);
  }

  #send(datagram: Buffer): void {
    const { target } = this;
    if (target === undefined || this.#closed) return;
    this.#parts.socket.send(datagram, target.port, target.address);
  }
}
