import type { Parsed } from "../vocabulary/parsed.ts";
import { splitValues } from "./message/headers.ts";
import { paramValue, parseParams } from "./params.ts";
import { quote } from "./quoted-string.ts";
import { parseUint } from "./scalars.ts";
import { tokenEnd } from "./token.ts";

/** Why a request is sent: why a call ends, or is cancelled (RFC 3326 §2). */
export interface Reason {
  /** "SIP", "Q.850" or another, as written. */
  readonly protocol: string;
  /** A status of SIP, a cause of Q.850. */
  readonly cause: number | undefined;
  readonly text: string | undefined;
}

/** Reason = reason-value *( COMMA reason-value ); reason-value = protocol *( SEMI reason-params )   (RFC 3326 §2) */
export function parseReasons(text: string): Parsed<readonly Reason[]> {
  const reasons: Reason[] = [];
  for (const value of splitValues(text)) {
    const end = tokenEnd(value, 0);
    if (end === 0) return { ok: false, problem: "Reason: no protocol" };
    const params = parseParams(value, end);
    if (!params.ok) return { ok: false, problem: `Reason ${params.problem}` };
    reasons.push({
      protocol: value.slice(0, end),
      cause: parseUint(paramValue(params.value, "cause") ?? "", 999),
      text: paramValue(params.value, "text"),
    });
  }
  return { ok: true, value: reasons };
}

/** The reasons of a message that may have none, or one that can't be read: then none. */
export function reasonsIn(text: string | undefined): readonly Reason[] {
  const parsed = text === undefined ? undefined : parseReasons(text);
  return parsed?.ok === true ? parsed.value : [];
}

/** The cause that a message gives in this protocol's numbers. */
export function causeIn(text: string | undefined, protocol: "SIP" | "Q.850"): number | undefined {
  return reasonsIn(text).find((reason) => reason.protocol.toLowerCase() === protocol.toLowerCase())?.cause;
}

export function printReason({ protocol, cause, text }: Reason): string {
  return `${protocol}${cause === undefined ? "" : `;cause=${cause}`}${text === undefined ? "" : `;text=${quote(text)}`}`;
}
