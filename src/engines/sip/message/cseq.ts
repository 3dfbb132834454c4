import type { Parsed } from "../../../vocabulary/parsed.ts";

export interface CSeq {
  readonly sequence: number;
  readonly method: string;
}

const CSEQ = /^(?<sequence>\d{1,10})[ \t]+(?<method>[\w\-.!%*+`'~]+)$/;

/**
 * CSeq = 1*DIGIT LWS Method   (RFC 3261 §20.16)
 *
 * The number must be below 2^31 (§8.1.1.5) and the method is case-sensitive, so neither is "repaired".
 */
export function parseCSeq(text: string): Parsed<CSeq> {
  const { sequence, method } = CSEQ.exec(text.trim())?.groups ?? {};
  if (sequence === undefined || method === undefined) return { ok: false, problem: "CSeq: not <number> <method>" };
  if (Number(sequence) >= 2 ** 31) return { ok: false, problem: "CSeq: not below 2^31" };
  return { ok: true, value: { sequence: Number(sequence), method } };
}
