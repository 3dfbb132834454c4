/** How a scan for separators over quoted strings and angle brackets ended. */
export interface Split {
  readonly parts: readonly string[];
  /** False: a quoted string or an angle bracket was never closed. */
  readonly closed: boolean;
}

/** Splits at a separator that stands outside quoted strings and angle brackets (RFC 3261 §25.1); parts are trimmed. */
export function splitOutsideQuotes(text: string, separator: "," | ";"): Split {
  if (!text.includes(separator) && !text.includes('"') && !text.includes("<"))
    return { parts: [text.trim()], closed: true };
  const parts: string[] = [];
  let start = 0;
  let quoted = false;
  let bracketed = false;
  for (let i = 0; i < text.length; i++) {
    const char = text[i];
    if (quoted) {
      if (char === "\\") i++;
      else if (char === '"') quoted = false;
    } else if (char === '"') quoted = true;
    else if (char === "<") bracketed = true;
    else if (char === ">") bracketed = false;
    else if (char === separator && !bracketed) {
      parts.push(text.slice(start, i).trim());
      start = i + 1;
    }
  }
  parts.push(text.slice(start).trim());
  return { parts, closed: !quoted && !bracketed };
}
