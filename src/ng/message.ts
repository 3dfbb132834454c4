import { isDictionary, readBencode, writeBencode, type BencodedDictionary } from "./bencode.ts";

/** One message of rtpengine's ng protocol: a request, or the reply that has the same cookie. */
export interface NgMessage {
  /** Chosen by the asker, for one request; a request that is sent again has it again. */
  readonly cookie: string;
  readonly body: BencodedDictionary;
}

const BLANK = 0x20;
const MAX_COOKIE_BYTES = 256;

export function writeNgMessage({ cookie, body }: NgMessage): Buffer {
  return Buffer.from(`${cookie} ${writeBencode(body)}`);
}

/** undefined: the datagram isn't of this protocol. */
export function readNgMessage(datagram: Buffer): NgMessage | undefined {
  const end = datagram.indexOf(BLANK);
  if (end < 1 || end > MAX_COOKIE_BYTES) return undefined;
  const body = readBencode(datagram.subarray(end + 1));
  return isDictionary(body) ? { cookie: datagram.toString("latin1", 0, end), body } : undefined;
}
