const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** The index after the closing quote of the quoted string that opens at `at`; -1 when it is never closed. */
export function quotedEnd(text: string, at: number): number {
  const closing = text.indexOf('"', at + 1);
  const backslash = text.indexOf("\\", at + 1);
  if (backslash === -1 || closing < backslash) return closing === -1 ? -1 : closing + 1;
  for (let next = backslash; next < text.length; next++) {
    const code = text.charCodeAt(next);
    if (code === BACKSLASH) next++;
    else if (code === QUOTE) return next + 1;
  }
  return -1;
}

/** What a quoted string says, without its quotes and escapes; any other text as it is. */
export function unquote(text: string): string {
  if (text.length < 2 || text.charCodeAt(0) !== QUOTE || text.charCodeAt(text.length - 1) !== QUOTE) return text;
  const inner = text.slice(1, -1);
  return inner.includes("\\") ? inner.replace(/\\([^])/g, "$1") : inner;
}

/** Characters that stand in a quoted string only behind a backslash (RFC 3261 §25.1: quoted-pair). */
const ESCAPED = /["\\\x00-\x08\x0b-\x1f\x7f]/g;

/** The text as a quoted string. Line breaks can't be written even escaped (RFC 3261 §25.1): they become spaces. */
export function quote(text: string): string {
  return `"${text.replace(/[\r\n]+/g, " ").replace(ESCAPED, "\\$&")}"`;
}
