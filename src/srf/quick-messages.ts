import { COMPACT_FORMS } from "../sip/message/header-names.ts";

/** A message as drachtio-srf's parser gives it. */
interface ParsedMessage {
  method?: string;
  uri?: string;
  version?: string;
  status?: number;
  reason?: string;
  /** By their names in the library's form; several of one name with commas. */
  readonly headers: Record<string, string>;
  body?: string;
  payload?: unknown[];
}

/** `drachtio-srf/lib/sip-parser/parser`, as far as it is replaced. */
export interface LibraryParser {
  parseSipMessage(this: void, text: string, lazy: boolean): ParsedMessage | undefined;
  getHeaderName(this: void, name: string): string;
}

/** `drachtio-srf/lib/sip-parser/message`, whose methods are replaced. */
export interface LibraryMessage {
  readonly prototype: {
    readonly headers?: Readonly<Record<string, string>>;
    getHeaderName(name: string): string | undefined;
    get(name: string): string | undefined;
  };
}

/** Peers may write header names as they like; beyond so many they are read anew each time. */
const MOST_NAMES = 1_000;
/** token, without what drachtio-srf would unescape. */
const METHOD = /^[A-Z]+$/;
/** Visible characters of ASCII but ":". */
const NAME = /^[!-9;-~]+$/;
/** What the library doesn't know, or takes for another header ("e"), beside what it knows. */
const LONG_NAMES: ReadonlyMap<string, string> = new Map([...COMPACT_FORMS, ["contact-encoding", "content-encoding"]]);
const [SPACE, TAB] = [0x20, 0x09];

/**
 * Has drachtio-srf read messages and find headers in a fraction of the time, with the same results: its own parser splits each message
 * and each line by regular expressions, and looks through all headers for each that is asked for, by names that it makes lower-case
 * each time. What is out of the ordinary (folded lines, several bodies, faults) is left to the parser that is replaced.
 */
export function readMessagesQuickly(parser: LibraryParser, { prototype }: LibraryMessage): void {
  const parseSlowly = parser.parseSipMessage;
  const nameInLibrary = parser.getHeaderName;
  const nameOf = remembered((name) => LONG_NAMES.get(name.toLowerCase()) ?? nameInLibrary(name));
  const lowerOf = remembered((name) => name.toLowerCase());
  parser.getHeaderName = nameOf;
  parser.parseSipMessage = (text, lazy) => {
    if (!lazy) return parseSlowly(text, lazy);
    return parseQuickly(text, nameOf) ?? withLongNames(parseSlowly(text, lazy));
  };
  prototype.getHeaderName = function (this: LibraryMessage["prototype"], name) {
    const lower = lowerOf(name);
    for (const known in this.headers)
      if (known.length === lower.length && (known === lower || lowerOf(known) === lower)) return known;
    return undefined;
  };
  prototype.get = function (this: LibraryMessage["prototype"], name) {
    const known = this.getHeaderName(nameOf(name));
    return known === undefined ? undefined : this.headers?.[known];
  };
}

/** Compact forms of extensions (RFC 3515, 3892, 4028, 6665 …) by the names that they stand for. */
function withLongNames(message: ParsedMessage | undefined): ParsedMessage | undefined {
  if (message === undefined) return undefined;
  const headers: Record<string, string> = {};
  for (const [written, value] of Object.entries(message.headers)) {
    const name = LONG_NAMES.get(written) ?? written;
    headers[name] = Object.hasOwn(headers, name) ? `${headers[name]},${value}` : value;
  }
  return { ...message, headers };
}

/** Undefined: this message is not ordinary. */
function parseQuickly(text: string, nameOf: (name: string) => string): ParsedMessage | undefined {
  const end = text.indexOf("\r\n\r\n");
  const firstEnd = text.indexOf("\r\n");
  if (end < 0 || firstEnd <= 0) return undefined;
  const message = parseFirstLine(text.slice(0, firstEnd));
  if (message === undefined) return undefined;
  for (let start = firstEnd + 2; start < end;) {
    const lineEnd = text.indexOf("\r\n", start);
    if (!addHeader(message.headers, text.slice(start, lineEnd), nameOf)) return undefined;
    start = lineEnd + 2;
  }
  return addBody(message, text.slice(end + 4));
}

/** The first line of most messages, with one blank between its words. */
function parseFirstLine(line: string): ParsedMessage | undefined {
  const [first = "", second = "", ...rest] = line.split(" ");
  if (first === "SIP/2.0") {
    const status = Number(second);
    const reason = rest.join(" ");
    const isOrdinary = second.length === 3 && status >= 100 && status < 700 && reason.trim() === reason;
    return isOrdinary ? { version: "2.0", status, reason, headers: {} } : undefined;
  }
  const isOrdinary = rest.length === 1 && rest[0] === "SIP/2.0" && METHOD.test(first) && /^[!-~]+$/.test(second);
  return isOrdinary ? { method: first, uri: second, version: "2.0", headers: {} } : undefined;
}

/** header = name ":" *(SP / HTAB) value; false: it is written otherwise, or folded. */
function addHeader(headers: Record<string, string>, line: string, nameOf: (name: string) => string): boolean {
  const colon = line.indexOf(":");
  const written = line.slice(0, Math.max(0, colon));
  if (!NAME.test(written)) return false;
  let start = colon + 1;
  while (line.charCodeAt(start) === SPACE || line.charCodeAt(start) === TAB) start++;
  const [name, value] = [nameOf(written), line.slice(start)];
  if (value.trimStart() !== value) return false; // the library knows more kinds of blanks
  headers[name] = Object.hasOwn(headers, name) ? `${headers[name]},${value}` : value;
  return true;
}

/** A body that is shorter or longer than Content-Length says, or of several parts, is left to the library. */
function addBody(message: ParsedMessage, body: string): ParsedMessage | undefined {
  const { "content-length": length = "", "content-type": type } = message.headers;
  if (length === "" || type?.includes("multipart/") === true) return undefined;
  if (Number(length) !== body.length || Buffer.byteLength(body) !== body.length) return undefined;
  message.body = body;
  message.payload = [{ type, content: body }];
  return message;
}

/** The same function, with what it has said of so many names. */
function remembered(find: (name: string) => string): (name: string) => string {
  const known = new Map<string, string>();
  return (name) => {
    const before = known.get(name);
    if (before !== undefined) return before;
    const found = find(name);
    if (known.size < MOST_NAMES) known.set(name, found);
    return found;
  };
}
