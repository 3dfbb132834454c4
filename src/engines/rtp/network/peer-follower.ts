import { isIPv6 } from "node:net";
import type { MediaAddress } from "./media-address.ts";

/** So many packets in a row from another place than the stream's move it there. */
const MOVE_AFTER_PACKETS = 3;

/** Where a stream may come from, as offer and answer say it. */
export interface PeerPlace {
  /** The address and port of the peer's session description; undefined on hold (0.0.0.0). */
  readonly written: MediaAddress | undefined;
  /** Where the peer's SIP comes from: behind NAT its packets do too. */
  readonly signalling: string | undefined;
}

interface Source extends MediaAddress {
  readonly ssrc: number;
}

/**
 * Follows one stream to where its packets come from (symmetric RTP, RFC 4961), and no stranger's: a packet counts only from the
 * address of the peer's session description or of its SIP. Behind NAT the port is the one that is heard first; from then on it
 * changes only with the same SSRC, or after another offer and answer.
 */
export class PeerFollower {
  #place: PeerPlace = { written: undefined, signalling: undefined };
  #addresses: ReadonlySet<string> = new Set();
  #source: Source | undefined;
  /** No packet has come from the source since the last offer and answer: the peer may have moved. */
  #mayMove = true;
  #elsewhere = { address: "", port: 0, ssrc: 0, packets: 0 };

  /** Where packets for the peer go to. */
  get target(): MediaAddress | undefined {
    return this.#source ?? this.#place.written;
  }

  /** A new offer or answer holds: a new address of the peer's is believed until packets say otherwise. */
  agree(place: PeerPlace): void {
    if (!isSame(this.#place.written, place.written)) this.#source = undefined;
    this.#place = place;
    this.#addresses = new Set([place.written?.address, place.signalling].map((each) => canonical(each ?? "")));
    this.#mayMove = true;
    this.#elsewhere.packets = 0;
  }

  /** Whether a packet, or a report, from this address can be the peer's at all. */
  isPeerAddress(address: string): boolean {
    return this.#addresses.has(plain(address));
  }

  /** Whether this packet is the peer's. */
  accepts(from: MediaAddress, ssrc: number): boolean {
    const known = this.#source;
    if (known?.port === from.port && known.ssrc === ssrc && known.address === from.address) {
      this.#elsewhere.packets = 0;
      this.#mayMove = false;
      return true;
    }
    if (!this.isPeerAddress(from.address)) return false;
    const place = { address: plain(from.address), port: from.port, ssrc };
    if (isSame(this.#place.written, place) || isSame(this.#source, place)) return this.#settle(place);
    const isKnown = this.#source === undefined || this.#mayMove || this.#source.ssrc === ssrc;
    if (!isKnown) return false;
    const goesOn = isSame(this.#elsewhere, place) && this.#elsewhere.ssrc === ssrc;
    this.#elsewhere = { ...place, packets: goesOn ? this.#elsewhere.packets + 1 : 1 };
    if (this.#elsewhere.packets >= MOVE_AFTER_PACKETS) return this.#settle(place);
    return this.#source === undefined;
  }

  #settle(source: Source): true {
    this.#source = source;
    this.#mayMove = false;
    this.#elsewhere.packets = 0;
    return true;
  }
}

function isSame(one: MediaAddress | undefined, other: MediaAddress | undefined): boolean {
  return one?.port === other?.port && one?.address === other?.address;
}

/** An IPv4 address as such, also where a socket of both families has it as IPv6 (RFC 4291 §2.5.5.2). */
function plain(address: string): string {
  if (!address.includes(":")) return address;
  return address
    .toLowerCase()
    .replace(/^::ffff:(?=\d+\.)/, "")
    .replace(/%.*$/, "");
}

/** As the system writes the addresses that packets come from: IPv6 in its shortest form. */
function canonical(address: string): string {
  const own = plain(address);
  return isIPv6(own) ? new URL(`http://[${own}]`).hostname.slice(1, -1) : own;
}
