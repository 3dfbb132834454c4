/**
 * One RTP packet (RFC 3550 §5.1).
 *
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |V=2|P|X|  CC   |M|     PT      |       sequence number         |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                           timestamp                           |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |           synchronization source (SSRC) identifier            |
 * +=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+
 * |            contributing source (CSRC) identifiers             |
 * |                             ....                              |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 */
export interface RtpPacket {
  readonly marker: boolean;
  /** 0 to 127; which codec it is says the session description. */
  readonly payloadType: number;
  /** 16 bits, wraps. */
  readonly sequence: number;
  /** 32 bits, wraps; in ticks of the codec's clock. */
  readonly timestamp: number;
  readonly ssrc: number;
  /** A view into the datagram, without header extension and padding. */
  readonly payload: Uint8Array;
}

const HEADER_BYTES = 12;

/** RTCP that shares the port looks like RTP with these payload types (RFC 5761 §4). */
const FIRST_RTCP_TYPE = 64;
const LAST_RTCP_TYPE = 95;

/**
 * Reads a datagram that claims to be RTP.
 * @returns undefined when it is something else (RTCP, STUN, noise); that is an ordinary event on an open port
 */
export function readPacket(datagram: Uint8Array): RtpPacket | undefined {
  if (datagram.length < HEADER_BYTES) return undefined;
  const view = new DataView(datagram.buffer, datagram.byteOffset, datagram.length);
  const first = view.getUint8(0);
  if (first >> 6 !== 2) return undefined;

  const second = view.getUint8(1);
  const payloadType = second & 0x7f;
  if (payloadType >= FIRST_RTCP_TYPE && payloadType <= LAST_RTCP_TYPE) return undefined;

  let start = HEADER_BYTES + 4 * (first & 0x0f);
  if ((first & 0x10) !== 0) {
    if (start + 4 > datagram.length) return undefined;
    start += 4 + 4 * view.getUint16(start + 2); // header extension, RFC 3550 §5.3.1
  }
  let end = datagram.length;
  if ((first & 0x20) !== 0) end -= view.getUint8(end - 1); // padding counts itself
  if (start > end) return undefined;

  return {
    marker: (second & 0x80) !== 0,
    payloadType,
    sequence: view.getUint16(2),
    timestamp: view.getUint32(4),
    ssrc: view.getUint32(8),
    payload: datagram.subarray(start, end),
  };
}

/** Makes the datagram of a packet: no contributing sources, no extension, no padding. Numbers are cut to their fields. */
export function writePacket(packet: RtpPacket): Buffer {
  const datagram = Buffer.allocUnsafe(HEADER_BYTES + packet.payload.length);
  datagram[0] = 0x80;
  datagram[1] = (packet.marker ? 0x80 : 0) | (packet.payloadType & 0x7f);
  datagram.writeUInt16BE(packet.sequence & 0xffff, 2);
  datagram.writeUInt32BE(packet.timestamp >>> 0, 4);
  datagram.writeUInt32BE(packet.ssrc >>> 0, 8);
  datagram.set(packet.payload, HEADER_BYTES);
  return datagram;
}
