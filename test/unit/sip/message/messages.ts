import type { SipMessage, SipRequest, SipResponse } from "../../../../src/sip/message/message.ts";
import { parseDatagram } from "../../../../src/sip/message/parse.ts";

/** The five headers that no request may lack. */
export const FIVE = [
  "Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK776asdhds",
  "From: Alice <sip:alice@example.com>;tag=1928301774",
  "To: <sip:bob@example.com>",
  "Call-ID: a84b4c76e66710@192.0.2.1",
  "CSeq: 314159 INVITE",
];

/** Lines as they go on the wire, with the empty line after them. */
export function wire(lines: readonly string[], body = ""): Buffer {
  return Buffer.from(`${lines.join("\r\n")}\r\n\r\n${body}`);
}

/** An INVITE of these headers. */
export function invite(headers: readonly string[] = FIVE, body = ""): Buffer {
  return wire(["INVITE sip:bob@example.com SIP/2.0", ...headers], body);
}

/** The five headers, one of them (or a further one) written otherwise; undefined leaves it out. */
export function fiveBut(name: string, value: string | undefined): readonly string[] {
  const others = FIVE.filter((line) => !line.startsWith(`${name}:`));
  return value === undefined ? others : [...others, `${name}: ${value}`];
}

export function accepted(bytes: Uint8Array): SipMessage {
  const outcome = parseDatagram(bytes);
  if (!outcome.ok) throw new Error(`refused: ${outcome.problem}`);
  return outcome.message;
}

export function request(headers: readonly string[] = FIVE, body = ""): SipRequest {
  const message = accepted(invite(headers, body));
  if (message.kind !== "request") throw new Error("not a request");
  return message;
}

export function response(headers: readonly string[] = FIVE, start = "SIP/2.0 200 OK"): SipResponse {
  const message = accepted(wire([start, ...headers]));
  if (message.kind !== "response") throw new Error("not a response");
  return message;
}
