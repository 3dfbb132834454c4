import type { Parsed } from "../../../vocabulary/parsed.ts";
import { parseParameters, printParameters, quote, unquote, type Parameters } from "./parameters.ts";
import { isToken } from "./token.ts";

/** Who or where, with a name for people: From, To, Contact, Route, Record-Route, P-Asserted-Identity (RFC 3261 §20.10). */
export interface NameAddress {
  /** Unquoted; undefined when there is none. */
  readonly displayName: string | undefined;
  /** Without angle brackets, any scheme. */
  readonly uri: string;
  /** Parameters of the header, not of the URI. */
  readonly parameters: Parameters;
}

/** name-addr / addr-spec, then ;parameters. Without brackets all parameters are the header's (§20). */
export function parseNameAddress(text: string): Parsed<NameAddress> {
  const trimmed = text.trim();
  const open = bracketAt(trimmed);
  if (open === undefined) return { ok: false, problem: "address: unterminated quoted string" };
  return open < 0 ? parseBare(trimmed) : parseBracketed(trimmed, open);
}

function parseBracketed(text: string, open: number): Parsed<NameAddress> {
  const close = text.indexOf(">", open);
  if (close < 0) return { ok: false, problem: "address: unterminated angle bracket" };
  const uri = text.slice(open + 1, close);
  if (uri === "" || /\s/.test(uri)) return { ok: false, problem: "address: no URI, or blanks in it" };
  const name = text.slice(0, open).trim();
  const quoted = name.startsWith('"');
  if (name !== "" && !quoted && !name.split(/\s+/).every(isToken))
    return { ok: false, problem: "address: display name neither tokens nor quoted" };
  if (quoted && !/^"(?:[^"\\]|\\.)*"$/s.test(name)) return { ok: false, problem: "address: bad quoted display name" };
  const parameters = parseParameters(text.slice(close + 1));
  if (parameters === undefined) return { ok: false, problem: "address: bad parameters" };
  return { ok: true, value: { displayName: name === "" ? undefined : unquote(name), uri, parameters } };
}

function parseBare(text: string): Parsed<NameAddress> {
  const semicolon = text.indexOf(";");
  const uri = (semicolon < 0 ? text : text.slice(0, semicolon)).trim();
  if (uri === "" || /[\s",]/.test(uri)) return { ok: false, problem: "address: no URI, or blanks in it" };
  // A "?" or "," would be ambiguous outside angle brackets (RFC 3261 §20.10).
  if (uri.includes("?")) return { ok: false, problem: "address: headers of a URI need angle brackets" };
  const parameters = parseParameters(semicolon < 0 ? "" : text.slice(semicolon));
  if (parameters === undefined) return { ok: false, problem: "address: bad parameters" };
  return { ok: true, value: { displayName: undefined, uri, parameters } };
}

/** Where the angle bracket opens, outside a quoted string; -1 without one, undefined when a quote is never closed. */
function bracketAt(text: string): number | undefined {
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const char = text[i];
    if (quoted && char === "\\") i++;
    else if (char === '"') quoted = !quoted;
    else if (char === "<" && !quoted) return i;
  }
  return quoted ? undefined : -1;
}

export function printNameAddress({ displayName, uri, parameters }: NameAddress): string {
  const name = displayName === undefined ? "" : `${quote(displayName)} `;
  return `${name}<${uri}>${printParameters(parameters)}`;
}

/** The tag of a From or To; undefined when it has none, or cannot be read. */
export function tagOf(value: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  const parsed = parseNameAddress(value);
  return parsed.ok ? parsed.value.parameters.get("tag") : undefined;
}
