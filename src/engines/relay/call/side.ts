import type { Socket, RemoteInfo } from "node:dgram";
import { isControl } from "../../rtp/rtcp.ts";
import { newSrtpKey, type SrtpKey } from "../../rtp/srtp/key.ts";
import { StreamEncryption, type StreamKeys } from "../../rtp/srtp/stream-encryption.ts";
import type { MediaAddress } from "../../rtp/network/media-address.ts";
import { PeerFollower, type PeerPlace } from "../../rtp/network/peer-follower.ts";
import type { MediaSockets } from "../../rtp/network/ports.ts";
import type { SrtpSuite } from "../../../vocabulary/srtp-suite.ts";

const RTP_HEADER_BYTES = 12;
const RTP_VERSION = 2;
/** RFC 7983 §7: the first byte of a DTLS record. */
const [FIRST_DTLS, LAST_DTLS] = [20, 63] as const;
/** What isn't RTP (a fax by UDPTL) has no SSRC: it is one source. */
const NO_SSRC = 0;

/** What one party has said of one of its streams. */
export interface PartyStream extends PeerPlace {
  /** Where reports go that don't share the port of the audio; undefined: they share it (rtcp-mux), or there is no address. */
  readonly control: MediaAddress | undefined;
  readonly isRtp: boolean;
}

export interface SideCounts {
  readonly packets: number;
  readonly bytes: number;
}

/**
 * One end of a relayed stream: what one party sends comes in here, and what the other party says goes out. Packets count only
 * from the address that the party's description names, or that its SIP comes from (`PeerFollower`). A packet that is encrypted
 * on neither side, or with the same keys on both, is passed on as it came: the bytes aren't copied.
 */
export class RelaySide implements Disposable {
  /** Keys of ours for what the party gets, one of each suite, for as long as the call lasts. */
  readonly #ownKeys = new Map<SrtpSuite, SrtpKey>();
  readonly #sockets: MediaSockets;
  readonly #follower = new PeerFollower();
  readonly #encryption = new StreamEncryption();
  /** The SRTP of both sides is our business; false: packets are passed on as they are, encrypted or not. */
  #isEncrypted = false;
  #party: PartyStream | undefined;
  #controlSource: MediaAddress | undefined;
  #other: RelaySide | undefined;
  #isClosed = false;
  #packets = 0;
  #bytes = 0;

  constructor(sockets: MediaSockets) {
    this.#sockets = sockets;
    const { audio, control } = sockets;
    for (const socket of [audio, control]) socket?.on("error", () => undefined); // an ICMP error of one packet
    audio.on("message", (datagram, from) => {
      if (this.#party?.isRtp === true && isControl(datagram)) this.#receiveControl(datagram, from);
      else this.#receive(datagram, from);
    });
    control?.on("message", (datagram, from) => this.#receiveControl(datagram, from));
  }

  get port(): number {
    return this.#sockets.audio.address().port;
  }

  get controlPort(): number | undefined {
    return this.#sockets.control?.address().port;
  }

  get counts(): SideCounts {
    return { packets: this.#packets, bytes: this.#bytes };
  }

  /** What the party has said last. */
  get party(): PartyStream | undefined {
    return this.#party;
  }

  passTo(other: RelaySide): void {
    this.#other = other;
  }

  keyFor(suite: SrtpSuite): SrtpKey {
    const key = this.#ownKeys.get(suite) ?? newSrtpKey(suite);
    this.#ownKeys.set(suite, key);
    return key;
  }

  /** The party's newest description holds. */
  agree(party: PartyStream): void {
    this.#party = party;
    this.#controlSource = undefined;
    this.#follower.agree(party);
  }

  /** What the party sends and gets is encrypted by these keys from now on; undefined: we encrypt nothing of it. */
  encrypt(keys: StreamKeys | undefined): void {
    this.#isEncrypted = keys !== undefined;
    this.#encryption.agree(keys);
  }

  [Symbol.dispose](): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    for (const socket of [this.#sockets.audio, this.#sockets.control]) {
      socket?.removeAllListeners("message");
      socket?.close();
    }
  }

  #receive(datagram: Buffer, from: RemoteInfo): void {
    if (this.#party?.isRtp === true && !isRtpPacket(datagram)) {
      this.#receiveHandshake(datagram, from);
      return;
    }
    if (this.#isEncrypted && !this.#follower.isPeerAddress(from.address)) return;
    const packet = this.#isEncrypted ? this.#encryption.open(datagram) : datagram;
    if (packet === undefined) return;
    const ssrc = this.#party?.isRtp === true ? packet.readUInt32BE(8) : NO_SSRC;
    if (!this.#follower.accepts(from, ssrc)) return;
    this.#packets += 1;
    this.#bytes += datagram.length;
    this.#other?.send(packet);
  }

  /** DTLS goes from party to party, where keys are theirs alone. */
  #receiveHandshake(datagram: Buffer, from: RemoteInfo): void {
    const first = datagram[0] ?? 0;
    if (this.#isEncrypted || first < FIRST_DTLS || first > LAST_DTLS) return;
    if (this.#follower.isPeerAddress(from.address)) this.#other?.send(datagram);
  }

  #receiveControl(datagram: Buffer, from: RemoteInfo): void {
    if (!this.#follower.isPeerAddress(from.address)) return;
    const packet = this.#isEncrypted ? this.#encryption.openControl(datagram) : datagram;
    if (packet === undefined) return;
    this.#controlSource = from;
    this.#other?.sendControl(packet);
  }

  /** A packet of the other party's. */
  send(packet: Buffer): void {
    const target = this.#follower.target;
    if (target === undefined || this.#isClosed) return;
    const sealed = this.#isEncrypted ? this.#encryption.seal(packet) : packet;
    if (sealed !== undefined) this.#sockets.audio.send(sealed, target.port, target.address);
  }

  /** A report of the other party's. */
  sendControl(packet: Buffer): void {
    if (this.#isClosed) return;
    const isMuxed = this.#party?.control === undefined;
    const target = isMuxed ? this.#follower.target : (this.#controlSource ?? this.#party?.control);
    const socket: Socket | undefined = isMuxed ? this.#sockets.audio : this.#sockets.control;
    const sealed = this.#isEncrypted ? this.#encryption.sealControl(packet) : packet;
    if (target !== undefined && sealed !== undefined) socket?.send(sealed, target.port, target.address);
  }
}

function isRtpPacket(datagram: Buffer): boolean {
  return datagram.length >= RTP_HEADER_BYTES && (datagram[0] ?? 0) >> 6 === RTP_VERSION;
}
