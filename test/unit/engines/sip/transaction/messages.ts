import { responseTo } from "../../../../../src/sip/message/make.ts";
import type { Outgoing } from "../../../../../src/engines/sip/transaction/server.ts";
import type { SipMessage, SipRequest, SipResponse } from "../../../../../src/sip/message/message.ts";

/** A request as Alice's phone sends it, Via included unless told otherwise. */
export function request(
  method: string,
  {
    via = "SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK1",
    sequence = 1,
    callId = "call-1",
    extra = [],
  }: { via?: string | null; sequence?: number; callId?: string; extra?: readonly [name: string, value: string][] } = {},
): SipRequest {
  const lines: [string, string][] = [
    ["Max-Forwards", "70"],
    ["From", "Alice <sip:alice@example.com>;tag=a"],
    ["To", "<sip:bob@example.com>"],
    ["Call-ID", callId],
    ["CSeq", `${sequence} ${method}`],
    ...extra,
  ];
  if (via !== null) lines.unshift(["Via", via]);
  const headers = lines.map(([name, value]) => ({ name, value }));
  return { kind: "request", method, uri: "sip:bob@example.com", headers, body: new Uint8Array() };
}

export function response(to: SipRequest, status: number, toTag = "b"): SipResponse {
  return responseTo(to, status, undefined, status === 100 ? {} : { toTag });
}

/** "INVITE", "200": how a message is called in a table. */
export function short(message: SipMessage | Outgoing): string {
  return "method" in message ? message.method : String(message.status);
}

/** A response as a server transaction sees it. */
export function outgoing(status: number): Outgoing {
  return { status, bytes: Buffer.from(String(status)) };
}
