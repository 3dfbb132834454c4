import { expect, it } from "vitest";
import { arrivalTransport } from "../../../src/sip/arrival-transport.ts";

const of = (protocol: string, via: string | undefined): string =>
  arrivalTransport({ protocol, get: (name) => (name === "via" ? via : undefined) });

it.each([
  ["udp", "SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1", "udp"],
  ["UDP", "SIP/2.0/WS x.invalid;branch=z9hG4bK1", "udp"],
  ["tcp", "SIP/2.0/TCP 192.0.2.1;branch=z9hG4bK1", "tcp"],
  ["tcp", "SIP/2.0/WS x.invalid;branch=z9hG4bK1", "ws"],
  ["tcp", "SIP / 2.0 / wss x.invalid;branch=z9hG4bK1, SIP/2.0/TCP 192.0.2.1", "ws"],
  ["tcp", "SIP/2.0/TCP 192.0.2.1;branch=z9hG4bK1, SIP/2.0/WS x.invalid", "tcp"],
  ["tls", "SIP/2.0/TLS 192.0.2.1;branch=z9hG4bK1", "tls"],
  ["tls", "SIP/2.0/WSS x.invalid;branch=z9hG4bK1", "wss"],
  ["wss", "SIP/2.0/WSS x.invalid;branch=z9hG4bK1", "wss"],
  ["ws", undefined, "ws"],
  ["tcp", "garbage", "tcp"],
])("a request that an engine says came by %s, with the Via %s, came by %s", (protocol, via, transport) => {
  expect(of(protocol, via)).toBe(transport);
});
