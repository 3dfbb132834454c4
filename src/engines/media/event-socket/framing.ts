import { MAX_COMMAND_BYTES } from "../limits.ts";

/** One command of an application: a line, header lines, sometimes a body. */
export interface SocketCommand {
  readonly line: string;
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

/** Collects what TCP delivers in pieces; applications write a command in several. */
export interface CommandReader {
  /** @returns the commands that are complete now; undefined when a command is larger than we take, and nothing can be read any more */
  feed(chunk: Buffer): readonly SocketCommand[] | undefined;
}

const LF = 0x0a;

export function commandReader(): CommandReader {
  let pending: Buffer = Buffer.alloc(0);

  const next = (): SocketCommand | undefined => {
    let start = 0;
    while (pending[start] === LF || pending[start] === 0x0d) start++;
    const end = pending.indexOf("\n\n", start);
    const crlfEnd = pending.indexOf("\r\n\r\n", start);
    const usesCrlf = crlfEnd >= 0 && (end < 0 || crlfEnd < end);
    const headEnd = usesCrlf ? crlfEnd : end;
    if (headEnd < 0) return undefined;

    const head = parseHead(pending.toString("utf8", start, headEnd));
    const bodyStart = headEnd + (usesCrlf ? 4 : 2);
    const bodyEnd = bodyStart + contentLength(head.headers);
    if (bodyEnd > pending.length) return undefined;
    const body = pending.toString("utf8", bodyStart, bodyEnd);
    pending = pending.subarray(bodyEnd);
    return { ...head, body };
  };

  return {
    feed(chunk) {
      pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
      const commands: SocketCommand[] = [];
      for (let command = next(); command !== undefined; command = next()) commands.push(command);
      return pending.length > MAX_COMMAND_BYTES ? undefined : commands;
    },
  };
}

function parseHead(text: string): Pick<SocketCommand, "line" | "headers"> {
  const [line = "", ...rest] = text.split(/\r?\n/);
  const headers = new Map<string, string>();
  for (const header of rest) {
    const colon = header.indexOf(":");
    if (colon > 0) headers.set(header.slice(0, colon).trim().toLowerCase(), header.slice(colon + 1).trim());
  }
  return { line: line.trim(), headers };
}

function contentLength(headers: ReadonlyMap<string, string>): number {
  const text = headers.get("content-length") ?? "";
  return /^\d{1,9}$/.test(text) ? Number(text) : 0;
}

/** What the protocol's clients would take for syntax, and all that is not printable ASCII. */
const UNSAFE = /[^!$'()*,\-./0-9A-Z_a-z~]/gu;

/** Percent-encodes a value as FreeSWITCH does, but also every "%": clients decode each value once and fail on a stray one. */
export function encodeValue(value: string): string {
  return value.replace(UNSAFE, (character) => {
    try {
      return encodeURIComponent(character);
    } catch {
      return "%EF%BF%BD"; // half of a surrogate pair has no UTF-8; U+FFFD stands for it
    }
  });
}

/** A reply's text is readable, so only what would break the frame or the client's decoding is encoded. */
const UNSAFE_IN_REPLY = /[%\u0000-\u001f]/g;

export function replyText(text: string): string {
  return text.replace(UNSAFE_IN_REPLY, (character) => `%${character.charCodeAt(0).toString(16).padStart(2, "0")}`);
}

/** A head without a body. Values are written as they are. */
export function headBlock(headers: Readonly<Record<string, string>>): string {
  let text = "";
  for (const [name, value] of Object.entries(headers)) text += `${name}: ${value}\n`;
  return `${text}\n`;
}

/** A head and a body, with its length in bytes. */
export function bodyBlock(headers: Readonly<Record<string, string>>, body: string): string {
  return headBlock({ ...headers, "Content-Length": String(Buffer.byteLength(body)) }) + body;
}
