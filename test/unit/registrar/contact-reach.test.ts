import { describe, expect, it } from "vitest";
import type { SipTransport } from "../../../src/registrar/binding.ts";
import { leadsElsewhere } from "../../../src/registrar/contact-reach.ts";
import { parseSipUri } from "../../../src/sip/uri.ts";

const from = (address: string, transport: SipTransport, contact: string): boolean =>
  leadsElsewhere(parseSipUri(contact)!, { source: { address, port: 40_000 }, transport });

describe("a phone's Contact", () => {
  it.each<[string, SipTransport, string]>([
    ["203.0.113.5", "tcp", "sip:alice@203.0.113.5:5060;transport=tcp"],
    ["203.0.113.5", "tcp", "sip:alice@10.0.0.7:5060"], // behind NAT
    ["203.0.113.5", "tls", "sip:alice@10.0.0.7:5061;transport=tls"],
    ["203.0.113.5", "tls", "sips:alice@10.0.0.7:5061;transport=tcp"],
    ["203.0.113.5", "wss", "sip:alice@df7jal23ls0d.invalid;transport=ws"],
    ["203.0.113.5", "udp", "sip:alice@10.0.0.7;transport=UDP"],
    ["127.0.0.1", "udp", "sip:alice@127.0.0.1:5070"],
    ["::1", "tcp", "sip:alice@[::1]:5070"],
  ])("is taken from %s over %s: %s", (address, transport, contact) => {
    expect(from(address, transport, contact)).toBe(false);
  });

  it.each<[string, SipTransport, string]>([
    ["203.0.113.5", "tcp", "sip:+33899123456@198.51.100.9:5060;transport=udp"], // a provider that trusts the PBX
    ["203.0.113.5", "tls", "sip:+33899123456@198.51.100.9:5060;transport=UDP"],
    ["203.0.113.5", "ws", "sip:alice@198.51.100.9;transport=tcp"],
    ["203.0.113.5", "udp", "sip:alice@198.51.100.9;transport=tcp"],
    ["203.0.113.5", "udp", "sip:alice@198.51.100.9;transport=sctp"],
    ["203.0.113.5", "udp", "sip:alice@127.0.0.1:6379"],
    ["203.0.113.5", "tcp", "sip:alice@localhost:6379"],
    ["203.0.113.5", "tcp", "sip:alice@0.0.0.0:6379"],
    ["203.0.113.5", "tcp", "sip:alice@169.254.169.254:80"],
    ["203.0.113.5", "tcp", "sip:alice@[::1]:6379"],
    ["203.0.113.5", "tcp", "sip:alice@[::ffff:127.0.0.1]:6379"],
    ["203.0.113.5", "tcp", "sip:alice@[fe80::1]:6379"],
    ["203.0.113.5", "tcp", "sip:alice@[0:0:0:0:0:0:0:1]:6379"],
    ["203.0.113.5", "tcp", "sip:alice@[::ffff:7f00:1]:6379"],
    ["203.0.113.5", "tcp", "sip:alice@localhost.:6379"],
    ["203.0.113.5", "tcp", "sip:alice@203.0.113.5;maddr=127.0.0.1"],
  ])("leads elsewhere from %s over %s: %s", (address, transport, contact) => {
    expect(from(address, transport, contact)).toBe(true);
  });
});
