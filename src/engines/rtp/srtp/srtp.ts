import { BoundedMap } from "../../../runtime/bounded-map.ts";
import { sessionKeys, suiteSizes, type SrtpKey } from "./key.ts";
import { ReplayWindow } from "./replay-window.ts";
import { createTransform, type Transform } from "./transform.ts";

/** Sources (SSRC) of one stream that are remembered: a telephone has one, and another after a change of its peer. */
const MAX_SOURCES = 16;
const RTP_HEADER_BYTES = 12;
const RTCP_HEADER_BYTES = 8;
const INDEX_BYTES = 4;
/** RFC 3711 §3.4: this packet is encrypted. */
const ENCRYPTED_FLAG = 0x8000_0000;
const MAX_CONTROL_INDEX = 0x7fff_ffff;
const NOTHING = Buffer.alloc(0);

/**
 * Encrypts what we send of one stream (RFC 3711): RTP, and the reports on it.
 *
 * | RTP header and extension | payload, encrypted | tag |
 * | RTCP header | rest of the compound packet, encrypted | E, index | tag |      with AEAD the tag stands before "E, index"
 */
export class SrtpSender {
  readonly #rtp: Transform;
  readonly #rtcp: Transform;
  readonly #isAead: boolean;
  readonly #sources = new BoundedMap<number, Position>(MAX_SOURCES);
  readonly #trailer = Buffer.alloc(INDEX_BYTES);
  #controlIndex = 0;

  constructor(key: SrtpKey) {
    const { tagBytes, controlTagBytes } = suiteSizes(key.suite);
    this.#rtp = createTransform(key.suite, sessionKeys(key, "rtp"), tagBytes);
    this.#rtcp = createTransform(key.suite, sessionKeys(key, "rtcp"), controlTagBytes);
    this.#isAead = key.suite.startsWith("AEAD");
  }

  /** The packet, encrypted; undefined for what is no RTP packet: that never leaves. */
  protect(packet: Buffer): Buffer | undefined {
    const header = headerBytes(packet);
    if (header === undefined) return undefined;
    const [sequence, ssrc] = [packet.readUInt16BE(2), packet.readUInt32BE(8)];
    const upper = this.#rolloversOf(ssrc, sequence);
    this.#trailer.writeUInt32BE(upper >>> 0);
    const clear = packet.subarray(0, header);
    const trailer = this.#isAead ? NOTHING : this.#trailer;
    return Buffer.concat([
      clear,
      this.#rtp.seal(clear, packet.subarray(header), trailer, { ssrc, upper, lower: sequence }),
    ]);
  }

  /** A compound RTCP packet, encrypted. */
  protectControl(packet: Buffer): Buffer | undefined {
    if (packet.length < RTCP_HEADER_BYTES) return undefined;
    const index = this.#controlIndex;
    this.#controlIndex = (index + 1) & MAX_CONTROL_INDEX;
    const trailer = Buffer.alloc(INDEX_BYTES);
    trailer.writeUInt32BE((ENCRYPTED_FLAG | index) >>> 0);
    const clear = packet.subarray(0, RTCP_HEADER_BYTES);
    const at = controlPacketIndex(packet.readUInt32BE(4), index);
    const sealed = this.#rtcp.seal(clear, packet.subarray(RTCP_HEADER_BYTES), trailer, at);
    if (this.#isAead) return Buffer.concat([clear, sealed, trailer]);
    const end = packet.length - RTCP_HEADER_BYTES;
    return Buffer.concat([clear, sealed.subarray(0, end), trailer, sealed.subarray(end)]);
  }

  /** RFC 3711 §3.3.1: counts how often a source's sequence number has begun anew; a packet that is late belongs to the time before. */
  #rolloversOf(ssrc: number, sequence: number): number {
    const last = this.#sources.get(ssrc);
    if (last === undefined) {
      this.#sources.set(ssrc, { sequence, rollovers: 0 });
      return 0;
    }
    const rollovers = estimateRollovers(last, sequence);
    moveOn(last, sequence, rollovers);
    return rollovers;
  }
}

/** Decrypts what the peer sends of one stream: what isn't authentic, or comes a second time, is nothing. */
export class SrtpReceiver {
  readonly #rtp: Transform;
  readonly #rtcp: Transform;
  readonly #isAead: boolean;
  readonly #controlTagBytes: number;
  readonly #sources = new BoundedMap<number, Position & { readonly window: ReplayWindow }>(MAX_SOURCES);
  readonly #reporters = new BoundedMap<number, ReplayWindow>(MAX_SOURCES);
  readonly #trailer = Buffer.alloc(INDEX_BYTES);

  constructor(key: SrtpKey) {
    const { tagBytes, controlTagBytes } = suiteSizes(key.suite);
    this.#rtp = createTransform(key.suite, sessionKeys(key, "rtp"), tagBytes);
    this.#rtcp = createTransform(key.suite, sessionKeys(key, "rtcp"), controlTagBytes);
    this.#isAead = key.suite.startsWith("AEAD");
    this.#controlTagBytes = controlTagBytes;
  }

  /** The RTP packet; undefined when it isn't the peer's. */
  unprotect(datagram: Buffer): Buffer | undefined {
    const header = headerBytes(datagram);
    if (header === undefined) return undefined;
    const [sequence, ssrc] = [datagram.readUInt16BE(2), datagram.readUInt32BE(8)];
    const known = this.#sources.get(ssrc);
    const upper = known === undefined ? 0 : estimateRollovers(known, sequence);
    if (upper < 0) return undefined; // before the first packet there was none
    const index = upper * 0x1_0000 + sequence;
    if (known?.window.isNew(index) === false) return undefined;

    this.#trailer.writeUInt32BE(upper >>> 0);
    const clear = datagram.subarray(0, header);
    const trailer = this.#isAead ? NOTHING : this.#trailer;
    const payload = this.#rtp.open(clear, datagram.subarray(header), trailer, { ssrc, upper, lower: sequence });
    if (payload === undefined) return undefined;

    const source = known ?? { sequence, rollovers: upper, window: new ReplayWindow() };
    if (known === undefined) this.#sources.set(ssrc, source);
    source.window.add(index);
    moveOn(source, sequence, upper);
    return Buffer.concat([clear, payload]);
  }

  /** The compound RTCP packet; undefined when it isn't the peer's. */
  unprotectControl(datagram: Buffer): Buffer | undefined {
    const afterIndex = this.#isAead ? 0 : this.#controlTagBytes;
    const indexAt = datagram.length - afterIndex - INDEX_BYTES;
    if (indexAt < RTCP_HEADER_BYTES) return undefined;
    const word = datagram.readUInt32BE(indexAt);
    if ((word & ENCRYPTED_FLAG) === 0) return undefined; // nothing in the clear is taken for the peer's
    const index = word & MAX_CONTROL_INDEX;
    const ssrc = datagram.readUInt32BE(4);
    const window = this.#reporters.get(ssrc) ?? new ReplayWindow();
    if (!window.isNew(index)) return undefined;

    const clear = datagram.subarray(0, RTCP_HEADER_BYTES);
    const encrypted = datagram.subarray(RTCP_HEADER_BYTES, indexAt);
    const sealed = this.#isAead ? encrypted : Buffer.concat([encrypted, datagram.subarray(indexAt + INDEX_BYTES)]);
    const trailer = datagram.subarray(indexAt, indexAt + INDEX_BYTES);
    const rest = this.#rtcp.open(clear, sealed, trailer, controlPacketIndex(ssrc, index));
    if (rest === undefined) return undefined;
    window.add(index);
    if (!this.#reporters.has(ssrc)) this.#reporters.set(ssrc, window);
    return Buffer.concat([clear, rest]);
  }
}

/** Of RTCP the index has 31 bits: as 48 bits, or above and below the lowest 16 of them. */
function controlPacketIndex(ssrc: number, index: number): { ssrc: number; upper: number; lower: number } {
  return { ssrc, upper: index >>> 16, lower: index & 0xffff };
}

/** RFC 3711 §3.3.1 and appendix A: the rollover counter that brings the sequence number next to the last one. */
function estimateRollovers(last: Readonly<Position>, sequence: number): number {
  const { rollovers } = last;
  if (last.sequence < 0x8000) return sequence - last.sequence > 0x8000 ? rollovers - 1 : rollovers;
  return last.sequence - 0x8000 > sequence ? rollovers + 1 : rollovers;
}

/** The latest packet of a source: its sequence number, and how often that has begun anew. */
interface Position {
  sequence: number;
  rollovers: number;
}

function moveOn(last: Position, sequence: number, rollovers: number): void {
  if ((rollovers - last.rollovers) * 0x1_0000 + sequence <= last.sequence) return; // it was late
  last.sequence = sequence;
  last.rollovers = rollovers;
}

/** Where the encrypted part of an RTP packet begins: behind contributing sources and header extension (RFC 3711 §3.1). */
function headerBytes(packet: Buffer): number | undefined {
  const first = packet[0] ?? 0;
  if (packet.length < RTP_HEADER_BYTES || first >> 6 !== 2) return undefined;
  let bytes = RTP_HEADER_BYTES + 4 * (first & 0x0f);
  if ((first & 0x10) !== 0) {
    if (bytes + 4 > packet.length) return undefined;
    bytes += 4 + 4 * packet.readUInt16BE(bytes + 2);
  }
  return bytes > packet.length ? undefined : bytes;
}
