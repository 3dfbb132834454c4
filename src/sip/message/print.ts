import { canonicalName } from "./headers.ts";
import type { SipMessage } from "./message.ts";

/**
 * The message as it goes on the wire. Headers keep their order and spelling; Content-Length is put right, in its place
 * or at the end, so no caller needs to keep it. A line break in a value becomes a space: no caller's name can add a
 * header of its own.
 */
export function printMessage(message: SipMessage): Buffer {
  const { body } = message;
  let head =
    message.kind === "request"
      ? `${oneLine(message.method)} ${oneLine(message.uri)} SIP/2.0\r\n`
      : `SIP/2.0 ${message.status} ${oneLine(message.reason)}\r\n`;
  let hasLength = false;
  for (const { name, value } of message.headers) {
    if (isContentLength(name)) {
      if (!hasLength) head += `${name}: ${body.length}\r\n`;
      hasLength = true;
    } else {
      head += `${oneLine(name)}: ${oneLine(value)}\r\n`;
    }
  }
  head += hasLength ? "\r\n" : `Content-Length: ${body.length}\r\n\r\n`;
  if (body.length === 0) return Buffer.from(head, "utf8");

  const headBytes = Buffer.byteLength(head, "utf8");
  const bytes = Buffer.allocUnsafe(headBytes + body.length);
  bytes.write(head, 0, "utf8");
  bytes.set(body, headBytes);
  return bytes;
}

function isContentLength(name: string): boolean {
  return (name.length === 14 || name.length === 1) && canonicalName(name) === "content-length";
}

function oneLine(text: string): string {
  return text.includes("\n") || text.includes("\r") ? text.replace(/[\r\n]+/g, " ") : text;
}
