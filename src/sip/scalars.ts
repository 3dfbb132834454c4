import { findParam, parseParams } from "./params.ts";

const MAX_UINT32 = 0xffff_ffff;

/** 1*DIGIT no larger than `max`; leading zeros are allowed (RFC 4475 §3.1.1.1). */
export function parseUint(text: string, max: number): number | undefined {
  const digits = /^0*(\d{1,10})$/.exec(text)?.[1];
  return digits === undefined || Number(digits) > max ? undefined : Number(digits);
}

/** Octets of the body (RFC 3261 §20.14). A length beyond every message is a number all the same: 400 is for others to say. */
export function parseContentLength(text: string): number | undefined {
  return parseUint(text, MAX_UINT32);
}

/** Hops that are left, 0 to 255 (RFC 3261 §20.22). */
export function parseMaxForwards(text: string): number | undefined {
  return parseUint(text, 255);
}

/** Seconds, as in Expires, Min-Expires and the parameter of Contact (RFC 3261 §20.19): 0 to 2^32-1. */
export function parseSeconds(text: string): number | undefined {
  return parseUint(text, MAX_UINT32);
}

/** The same, where a number beyond 2^32-1 counts as that: no sender means less by it. */
export function parseLongSeconds(text: string): number | undefined {
  return /^\d{1,20}$/.test(text) ? Math.min(Number(text), MAX_UINT32) : undefined;
}

/** The number of a reliable provisional response, 1 to 2^32-1 (RFC 3262 §7.1). */
export function parseRSeq(text: string): number | undefined {
  const sequence = parseUint(text, MAX_UINT32);
  return sequence === 0 ? undefined : sequence;
}

/** How often a call must be refreshed, and by whom (RFC 4028 §4). */
export interface SessionExpires {
  readonly intervalSeconds: number;
  readonly refresher: "uac" | "uas" | undefined;
}

/** Session-Expires = delta-seconds *( SEMI se-params )   (RFC 4028 §4) */
export function parseSessionExpires(text: string): SessionExpires | undefined {
  const semicolon = text.indexOf(";");
  const end = semicolon === -1 ? text.length : semicolon;
  const intervalSeconds = parseSeconds(text.slice(0, end).trimEnd());
  const params = parseParams(text, end);
  if (intervalSeconds === undefined || !params.ok) return undefined;
  const refresher = findParam(params.value, "refresher")?.value?.toLowerCase();
  if (refresher === undefined) return { intervalSeconds, refresher: undefined };
  return refresher === "uac" || refresher === "uas" ? { intervalSeconds, refresher } : undefined;
}

export function printSessionExpires({ intervalSeconds, refresher }: SessionExpires): string {
  return refresher === undefined ? String(intervalSeconds) : `${intervalSeconds};refresher=${refresher}`;
}

/** The shortest interval that a proxy or user agent accepts, in seconds (RFC 4028 §5). */
export function parseMinSe(text: string): number | undefined {
  const semicolon = text.indexOf(";");
  return parseSeconds((semicolon === -1 ? text : text.slice(0, semicolon)).trimEnd());
}

/** How long to wait before trying again, in seconds; its comment and parameters are left out (RFC 3261 §20.33). */
export function parseRetryAfter(text: string): number | undefined {
  return parseSeconds(/^\d+(?=$|[ \t;(])/.exec(text)?.[0] ?? "");
}
