import type { Parsed } from "../vocabulary/parsed.ts";
import { hasParam, paramValue, parseParams } from "./params.ts";
import { trimBlanks } from "./token.ts";

/** The dialog whose place a call takes (RFC 3891 §3), named as its receiver knows it. */
export interface Replaces {
  readonly callId: string;
  /** The receiver's own tag. */
  readonly toTag: string;
  readonly fromTag: string;
  /** Only while that dialog is not confirmed (RFC 3891 §6.1). */
  readonly earlyOnly: boolean;
}

/** Replaces = callid *( SEMI ( to-tag / from-tag / early-flag / generic-param ) )   (RFC 3891 §6.1) */
export function parseReplaces(text: string): Parsed<Replaces> {
  const semicolon = text.indexOf(";");
  if (semicolon === -1) return { ok: false, problem: "Replaces: no tags" };
  const callId = trimBlanks(text.slice(0, semicolon));
  const params = parseParams(text, semicolon);
  if (!params.ok) return { ok: false, problem: `Replaces ${params.problem}` };
  const toTag = paramValue(params.value, "to-tag");
  const fromTag = paramValue(params.value, "from-tag");
  if (callId === "" || toTag === undefined || fromTag === undefined)
    return { ok: false, problem: "Replaces: not a Call-ID and both tags" };
  return { ok: true, value: { callId, toTag, fromTag, earlyOnly: hasParam(params.value, "early-only") } };
}

export function printReplaces({ callId, toTag, fromTag, earlyOnly }: Replaces): string {
  return `${callId};to-tag=${toTag};from-tag=${fromTag}${earlyOnly ? ";early-only" : ""}`;
}
