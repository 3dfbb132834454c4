/** What one receiver tells a sender of its stream (RFC 3550 §6.4.1, report block). */
export interface ReportBlock {
  readonly ssrc: number;
  /** Since the last report, of 256. */
  readonly fractionLost: number;
  readonly lost: number;
  readonly highestSequence: number;
  readonly jitterTicks: number;
  /** The middle 32 bits of the NTP time of the last sender report that came; 0: none. */
  readonly lastReport: number;
  /** Since then, in 1/65536 s. */
  readonly delay: number;
}

/** What a sender tells of itself (RFC 3550 §6.4.1, sender info). */
export interface SenderInfo {
  readonly atMs: number;
  readonly timestamp: number;
  readonly packets: number;
  readonly octets: number;
}

export interface Report {
  readonly ssrc: number;
  /** Undefined: it has sent nothing, a receiver report. */
  readonly sender: SenderInfo | undefined;
  readonly blocks: readonly ReportBlock[];
}

/** What one RTCP datagram says, as far as a telephone call needs it. */
export interface ControlPacket {
  readonly reports: readonly Report[];
  /** Sources that have said goodbye. */
  readonly byes: readonly number[];
}

const SENDER_REPORT = 200;
const RECEIVER_REPORT = 201;
const SOURCE_DESCRIPTION = 202;
const GOODBYE = 203;
/** Extended reports (RFC 3611) are the last of those that share the range. */
const LAST_CONTROL_TYPE = 207;
const CNAME = 1;
/** Seconds from 1900, where NTP begins, to 1970. */
const NTP_EPOCH_SECONDS = 2_208_988_800;
const BLOCK_BYTES = 24;
const SENDER_BYTES = 20;
/** RFC 3550 §6.4.1: 5 bits. */
const MAX_BLOCKS = 31;

/** The middle 32 bits of the NTP time: 16 bits of seconds, 16 of their fraction. */
export function compactNtp(atMs: number): number {
  const { seconds, fraction } = ntp(atMs);
  return (((seconds & 0xffff) << 16) | (fraction >>> 16)) >>> 0;
}

/**
 * The compound packet that we send (RFC 3550 §6.1): a report, our name, sometimes a goodbye.
 *
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |V=2|P|    RC   |   PT=SR=200   |             length            |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                         SSRC of sender                        |
 * +=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+
 */
export function writeControl(report: Report, cname: string, goodbye: boolean): Buffer {
  const parts = [writeReport(report), writeName(report.ssrc, cname)];
  if (goodbye) parts.push(header(1, GOODBYE, report.ssrc, Buffer.alloc(0)));
  return Buffer.concat(parts);
}

function writeReport({ ssrc, sender, blocks }: Report): Buffer {
  const body = Buffer.alloc((sender === undefined ? 0 : SENDER_BYTES) + BLOCK_BYTES * blocks.length);
  let at = 0;
  if (sender !== undefined) {
    const { seconds, fraction } = ntp(sender.atMs);
    for (const word of [seconds, fraction, sender.timestamp, sender.packets, sender.octets])
      at = body.writeUInt32BE(word >>> 0, at);
  }
  for (const block of blocks) {
    const lost = (block.fractionLost << 24) | (Math.min(block.lost, 0x7f_ffff) & 0xff_ffff);
    const { highestSequence, jitterTicks, lastReport, delay } = block;
    for (const word of [block.ssrc, lost, highestSequence, Math.round(jitterTicks), lastReport, delay])
      at = body.writeUInt32BE(word >>> 0, at);
  }
  return header(blocks.length, sender === undefined ? RECEIVER_REPORT : SENDER_REPORT, ssrc, body);
}

function writeName(ssrc: number, cname: string): Buffer {
  const text = Buffer.from(cname).subarray(0, 255);
  const items = Buffer.concat([Buffer.from([CNAME, text.length]), text]);
  // at least one zero ends the items, and fills the last word
  return header(1, SOURCE_DESCRIPTION, ssrc, Buffer.concat([items, Buffer.alloc(4 - (items.length % 4))]));
}

function header(count: number, type: number, ssrc: number, body: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head[0] = 0x80 | count;
  head[1] = type;
  head.writeUInt16BE((8 + body.length) / 4 - 1, 2);
  head.writeUInt32BE(ssrc >>> 0, 4);
  return Buffer.concat([head, body]);
}

/** Whether a datagram that came in on a port for audio is a report all the same (RFC 5761 §4). */
export function isControl(datagram: Uint8Array): boolean {
  const [first = 0, type = 0] = datagram;
  return first >> 6 === 2 && type >= SENDER_REPORT && type <= LAST_CONTROL_TYPE;
}

/** Reads a compound packet; undefined when it is none. Never throws: it comes from the network. */
export function readControl(datagram: Uint8Array): ControlPacket | undefined {
  const view = new DataView(datagram.buffer, datagram.byteOffset, datagram.length);
  const reports: Report[] = [];
  const byes: number[] = [];
  let at = 0;
  while (at + 8 <= datagram.length) {
    const first = view.getUint8(at);
    const type = view.getUint8(at + 1);
    const end = at + 4 * (view.getUint16(at + 2) + 1);
    if (first >> 6 !== 2 || end > datagram.length) return undefined;
    const count = first & MAX_BLOCKS;
    if (type === SENDER_REPORT || type === RECEIVER_REPORT) {
      const report = readReport(view, { at, end, count, sends: type === SENDER_REPORT });
      if (report === undefined) return undefined;
      reports.push(report);
    }
    if (type === GOODBYE)
      for (let i = 0; i < count && at + 8 + 4 * i <= end; i++) byes.push(view.getUint32(at + 4 + 4 * i));
    at = end;
  }
  return at === datagram.length && at > 0 ? { reports, byes } : undefined;
}

/** Where one report stands in a compound packet: its bytes, its report blocks, and whether sender info comes first. */
interface ReportPlace {
  readonly at: number;
  readonly end: number;
  readonly count: number;
  readonly sends: boolean;
}

function readReport(view: DataView, { at, end, count, sends }: ReportPlace): Report | undefined {
  const first = at + 8 + (sends ? SENDER_BYTES : 0);
  if (end < first + BLOCK_BYTES * count) return undefined;
  const sender = sends
    ? {
        atMs: (view.getUint32(at + 8) - NTP_EPOCH_SECONDS) * 1000 + (view.getUint32(at + 12) / 2 ** 32) * 1000,
        timestamp: view.getUint32(at + 16),
        packets: view.getUint32(at + 20),
        octets: view.getUint32(at + 24),
      }
    : undefined;
  const blocks = Array.from({ length: count }, (_, index) => {
    const block = first + BLOCK_BYTES * index;
    return {
      ssrc: view.getUint32(block),
      fractionLost: view.getUint8(block + 4),
      lost: (view.getInt32(block + 4) << 8) >> 8,
      highestSequence: view.getUint32(block + 8),
      jitterTicks: view.getUint32(block + 12),
      lastReport: view.getUint32(block + 16),
      delay: view.getUint32(block + 20),
    };
  });
  return { ssrc: view.getUint32(at + 4), sender, blocks };
}

function ntp(atMs: number): { seconds: number; fraction: number } {
  const seconds = Math.floor(atMs / 1000);
  return {
    seconds: (seconds + NTP_EPOCH_SECONDS) >>> 0,
    fraction: Math.floor(((atMs - 1000 * seconds) / 1000) * 2 ** 32) >>> 0,
  };
}
