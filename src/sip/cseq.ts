import type { Parsed } from "../vocabulary/parsed.ts";
import { headerValue } from "./message/headers.ts";
import type { SipMessage } from "./message/message.ts";

/** Orders requests within a dialog, and tells which request a response answers (RFC 3261 §20.16). */
export interface CSeq {
  /** 0 to 2^32-1. */
  readonly sequence: number;
  readonly method: string;
}

/** Leading zeros are allowed and not counted (RFC 4475 §3.1.1.1). */
const CSEQ = /^0*(\d{1,10})[ \t]+([\w\-.!%*+`'~]+)$/;

/**
 * CSeq = 1*DIGIT LWS Method   (RFC 3261 §20.16)
 *
 * The number must fit in 32 bits unsigned and the method is case-sensitive, so neither is "repaired".
 */
export function parseCSeq(text: string): Parsed<CSeq> {
  const [, digits, method] = CSEQ.exec(text) ?? [];
  if (digits === undefined || method === undefined) return { ok: false, problem: "CSeq: not <number> <method>" };
  const sequence = Number(digits);
  if (sequence > 0xffff_ffff) return { ok: false, problem: "CSeq: above 2^32-1" };
  return { ok: true, value: { sequence, method } };
}

export function printCSeq({ sequence, method }: CSeq): string {
  return `${sequence} ${method}`;
}

export function cseqOf(message: SipMessage): Parsed<CSeq> {
  const text = headerValue(message, "cseq");
  return text === undefined ? { ok: false, problem: "CSeq: missing" } : parseCSeq(text);
}
