import { splitOutsideQuotes } from "./split-list.ts";

/** ;name=value pairs in order; a parameter without "=" has the value undefined. Names in lower case. */
export type Parameters = ReadonlyMap<string, string | undefined>;

/** A reader would stop long before; a sender of more is an attacker. */
const MAX_PARAMETERS = 64;

/** Reads ";a=1;b;c="x y"" (RFC 3261 §25.1 generic-param). Undefined where one has no name, or a quote is never closed. */
export function parseParameters(text: string): Parameters | undefined {
  const parameters = new Map<string, string | undefined>();
  const trimmed = text.trim();
  if (trimmed === "") return parameters;
  if (!trimmed.startsWith(";")) return undefined;
  const { parts, closed } = splitOutsideQuotes(trimmed.slice(1), ";");
  if (!closed || parts.length > MAX_PARAMETERS) return undefined;
  for (const part of parts) {
    const equals = part.indexOf("=");
    const name = (equals < 0 ? part : part.slice(0, equals)).trim().toLowerCase();
    if (name === "") return undefined;
    if (!parameters.has(name)) parameters.set(name, equals < 0 ? undefined : part.slice(equals + 1).trim());
  }
  return parameters;
}

export function printParameters(parameters: Parameters): string {
  let text = "";
  for (const [name, value] of parameters) text += value === undefined ? `;${name}` : `;${name}=${value}`;
  return text;
}

/** The text inside a quoted string, escapes undone; what is not quoted comes back as it is. */
export function unquote(text: string): string {
  if (text.length < 2 || !text.startsWith('"') || !text.endsWith('"')) return text;
  return text.slice(1, -1).replace(/\\(.)/gs, "$1");
}

export function quote(text: string): string {
  return `"${text.replace(/["\\]/g, "\\$&")}"`;
}
