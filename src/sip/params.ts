import type { Parsed } from "../vocabulary/parsed.ts";
import { MAX_PARAMS } from "./message/limits.ts";
import { quotedEnd, unquote } from "./quoted-string.ts";
import { isBlank, skipBlanks, tokenEnd } from "./token.ts";

/** One ";name=value" of a header: the name in the sender's spelling, the value as written, quotes included. */
export interface Param {
  readonly name: string;
  /** undefined: the parameter is a flag, such as "lr". */
  readonly value: string | undefined;
}

export const NO_PARAMS: readonly Param[] = [];

/** The parameter of that name (case does not matter: RFC 3261 §7.3.1); the first one if there are several. */
export function findParam(params: readonly Param[], name: string): Param | undefined {
  for (const param of params) {
    if (param.name.length === name.length && param.name.toLowerCase() === name.toLowerCase()) return param;
  }
  return undefined;
}

/** The value of a parameter without quotes; undefined when it is absent or a flag. */
export function paramValue(params: readonly Param[], name: string): string | undefined {
  const value = findParam(params, name)?.value;
  return value === undefined ? undefined : unquote(value);
}

export function hasParam(params: readonly Param[], name: string): boolean {
  return findParam(params, name) !== undefined;
}

/** The parameter set: in its old place if it was there, else at the end. */
export function withParam(params: readonly Param[], name: string, value: string | undefined): readonly Param[] {
  const old = findParam(params, name);
  if (old === undefined) return [...params, { name, value }];
  return params.map((param) => (param === old ? { name: old.name, value } : param));
}

export function withoutParam(params: readonly Param[], name: string): readonly Param[] {
  return params.filter((param) => param.name.toLowerCase() !== name.toLowerCase());
}

export function printParams(params: readonly Param[]): string {
  let text = "";
  for (const { name, value } of params) text += value === undefined ? `;${name}` : `;${name}=${value}`;
  return text;
}

/**
 * Everything from `at` to the end of a header value: *( SEMI generic-param )   (RFC 3261 §25.1)
 *
 * Names are tokens, and an empty parameter (";;") is refused (RFC 4475 §3.1.2.1). Values are taken more widely than the
 * grammar: phones write bare IPv6 addresses and URIs there.
 */
export function parseParams(text: string, at: number): Parsed<readonly Param[]> {
  let next = skipBlanks(text, at);
  if (next === text.length) return { ok: true, value: NO_PARAMS };
  const params: Param[] = [];
  while (next < text.length) {
    if (params.length === MAX_PARAMS) return { ok: false, problem: "parameters: too many" };
    if (text.charCodeAt(next) !== 0x3b) return { ok: false, problem: "parameters: no semicolon between them" };
    const nameAt = skipBlanks(text, next + 1);
    const nameEnd = tokenEnd(text, nameAt);
    if (nameEnd === nameAt) return { ok: false, problem: "parameters: one without a name" };
    const name = text.slice(nameAt, nameEnd);
    next = skipBlanks(text, nameEnd);
    if (text.charCodeAt(next) !== 0x3d) {
      params.push({ name, value: undefined });
      continue;
    }
    const valueAt = skipBlanks(text, next + 1);
    const valueEnd = text.charCodeAt(valueAt) === 0x22 ? quotedEnd(text, valueAt) : plainValueEnd(text, valueAt);
    if (valueEnd <= valueAt) return { ok: false, problem: "parameters: a value is missing or its quote never closed" };
    params.push({ name, value: text.slice(valueAt, valueEnd) });
    next = skipBlanks(text, valueEnd);
  }
  return { ok: true, value: params };
}

/** Up to the next separator that can't stand in an unquoted value: blank, quote, comma, semicolon, angle bracket. */
function plainValueEnd(text: string, at: number): number {
  let end = at;
  for (; end < text.length; end++) {
    const code = text.charCodeAt(end);
    if (isBlank(code) || code === 0x22 || code === 0x2c || code === 0x3b || code === 0x3c || code === 0x3e) break;
  }
  return end;
}
