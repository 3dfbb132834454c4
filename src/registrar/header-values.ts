/** A header value that may hold quoted strings and <addresses>, cut at `separator` where it stands outside both. */
export function splitOutside(text: string, separator: "," | ";"): string[] {
  const pieces: string[] = [];
  let start = 0;
  let quoted = false;
  let angled = false;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (quoted) {
      if (character === "\\") at++;
      else if (character === '"') quoted = false;
    } else if (character === '"') quoted = true;
    else if (character === "<") angled = true;
    else if (character === ">") angled = false;
    else if (character === separator && !angled) {
      pieces.push(text.slice(start, at).trim());
      start = at + 1;
    }
  }
  pieces.push(text.slice(start).trim());
  return pieces;
}

/** quoted-string → its text; anything else as it stands (RFC 3261 §25.1). */
export function unquoted(text: string): string {
  return /^".*"$/s.test(text) ? text.slice(1, -1).replace(/\\(.)/gs, "$1") : text;
}

/** `name=value` or `name`; names are case-insensitive (RFC 3261 §7.3.1). */
export function parameterOf(text: string): readonly [name: string, value: string] {
  const equals = text.indexOf("=");
  if (equals === -1) return [text.trim().toLowerCase(), ""];
  return [text.slice(0, equals).trim().toLowerCase(), text.slice(equals + 1).trim()];
}

/** delta-seconds (RFC 3261 §25.1): a whole number below 2^32; larger ones count as the largest. */
export function parseSeconds(text: string | undefined): number | undefined {
  if (text === undefined || !/^\d{1,20}$/.test(text.trim())) return undefined;
  return Math.min(Number(text), 0xffff_ffff);
}
