const TOKEN_CODES = new Uint8Array(128);
for (const char of "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.!%*_+`'~") {
  TOKEN_CODES[char.charCodeAt(0)] = 1;
}

/** The index after the longest run of token characters that starts at `at`; `at` itself when there is none. */
export function tokenEnd(text: string, at: number): number {
  let end = at;
  while (end < text.length && TOKEN_CODES[text.charCodeAt(end)] === 1) end++;
  return end;
}

/** token = 1*(alphanum / "-" / "." / "!" / "%" / "*" / "_" / "+" / "`" / "'" / "~")   RFC 3261 §25.1 */
export function isToken(text: string): boolean {
  return text !== "" && tokenEnd(text, 0) === text.length;
}

/** Blanks inside a value: folds have become spaces when a message is read, so SP and HTAB are all there is. */
export function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09;
}

/** The index of the first character at or after `at` that is no blank. */
export function skipBlanks(text: string, at: number): number {
  let next = at;
  while (next < text.length && isBlank(text.charCodeAt(next))) next++;
  return next;
}

/** Blanks off both ends. Not String.trim: that would eat a byte order mark, which is part of the value (RFC 4475 §3.1.1.2). */
export function trimBlanks(text: string): string {
  const start = skipBlanks(text, 0);
  let end = text.length;
  while (end > start && isBlank(text.charCodeAt(end - 1))) end--;
  return start === 0 && end === text.length ? text : text.slice(start, end);
}
