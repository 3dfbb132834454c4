import { headerKey } from "./header-names.ts";
import type { SipMessage } from "./message.ts";

/** The message as it goes over the wire. Header order and spelling are kept; Content-Length is made right. */
export function printMessage(message: SipMessage): Buffer {
  let head =
    message.kind === "request"
      ? `${message.method} ${message.uri} SIP/2.0\r\n`
      : `SIP/2.0 ${message.status} ${message.reason}\r\n`;
  let measured = false;
  for (const { name, value } of message.headers) {
    if (headerKey(name) !== "content-length") head += `${name}: ${value}\r\n`;
    else if (!measured) {
      measured = true;
      head += `${name}: ${message.body.length}\r\n`;
    }
  }
  head += measured ? "\r\n" : `Content-Length: ${message.body.length}\r\n\r\n`;
  if (message.body.length === 0) return Buffer.from(head, "utf8");
  const headBytes = Buffer.byteLength(head, "utf8");
  const bytes = Buffer.allocUnsafe(headBytes + message.body.length);
  bytes.write(head, 0, "utf8");
  bytes.set(message.body, headBytes);
  return bytes;
}
