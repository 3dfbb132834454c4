import { trimBlanks } from "./token.ts";

/** One part of a body that has several (RFC 2046 §5.1). */
export interface BodyPart {
  /** The value of one of its own headers, by its lower-case name; folds are unfolded. */
  get(name: string): string | undefined;
  readonly body: string;
}

/** A body with more parts than these carries nothing that a call needs. */
const MOST_PARTS = 16;
const MOST_PART_HEADERS = 32;

/**
 * The parts between the delimiters; what stands before the first and after the last is for people. Undefined: there is no
 * delimiter, or there are too many. Lines may end by LF alone, as some gateways write them.
 */
export function parseMultipart(body: string, boundary: string): readonly BodyPart[] | undefined {
  const delimiter = `--${boundary}`;
  const parts: string[][] = [];
  let isClosed = false;
  for (const line of body.split("\n")) {
    const text = line.replace(/[ \t]*\r?$/, "");
    if (text === `${delimiter}--`) {
      isClosed = true;
      break;
    }
    if (text === delimiter) parts.push([]);
    else parts.at(-1)?.push(line);
    if (parts.length > MOST_PARTS) return undefined;
  }
  const last = parts.at(-1);
  if (last === undefined) return undefined;
  if (!isClosed && last.length === 0) parts.pop(); // a body that was cut off behind its last delimiter
  return parts.map(partOf);
}

function partOf(lines: readonly string[]): BodyPart {
  const blank = lines.findIndex((line) => line.replace(/\r$/, "") === "");
  const head = lines.slice(0, blank === -1 ? lines.length : blank);
  const headers = new Map<string, string>();
  let name = "";
  for (const line of head.slice(0, MOST_PART_HEADERS)) {
    const colon = line.indexOf(":");
    const isFolded = /^[ \t]/.test(line);
    if (!isFolded && colon === -1) continue;
    if (!isFolded) name = line.slice(0, colon).trim().toLowerCase();
    const value = trimBlanks((isFolded ? line : line.slice(colon + 1)).replace(/\r$/, ""));
    const before = headers.get(name);
    headers.set(name, before === undefined ? value : `${before}${isFolded ? " " : ", "}${value}`);
  }
  // The line end before a delimiter belongs to the delimiter (RFC 2046 §5.1.1); the last line is given it back.
  const content = blank === -1 ? [] : lines.slice(blank + 1);
  const body = content.length === 0 ? "" : `${content.join("\n")}\n`;
  return { get: (wanted) => headers.get(wanted), body };
}
