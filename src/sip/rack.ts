import type { Parsed } from "../vocabulary/parsed.ts";
import { parseCSeq, printCSeq, type CSeq } from "./cseq.ts";

/** Which reliable provisional response a PRACK acknowledges (RFC 3262 §7.2). */
export interface RAck {
  /** The RSeq of that response. */
  readonly responseSequence: number;
  /** The CSeq of that response. */
  readonly cseq: CSeq;
}

/**
 * RAck = response-num LWS CSeq-num LWS Method   (RFC 3262 §10)
 *
 * What follows the method is not looked at: there are peers that write the method twice.
 */
export function parseRAck(text: string): Parsed<RAck> {
  const [, digits, rest] = /^0*(\d{1,10})[ \t]+(\S+[ \t]+\S+)(?:[ \t][^]*)?$/.exec(text) ?? [];
  const responseSequence = Number(digits);
  if (rest === undefined || responseSequence > 0xffff_ffff) return { ok: false, problem: "RAck: no response number" };
  const cseq = parseCSeq(rest);
  if (!cseq.ok) return { ok: false, problem: "RAck: no CSeq" };
  return { ok: true, value: { responseSequence, cseq: cseq.value } };
}

export function printRAck({ responseSequence, cseq }: RAck): string {
  return `${responseSequence} ${printCSeq(cseq)}`;
}
