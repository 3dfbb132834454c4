import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { SipTransport } from "../../../src/registrar/binding.ts";
import { contactFault, leadsElsewhere, type ReservedHosts } from "../../../src/registrar/contact-reach.ts";
import { parseTenantId } from "../../../src/vocabulary/identifiers.ts";
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

describe("the address in a phone's Contact", () => {
  const OURS = new Set(["198.51.100.1", "pbx.example.com"]);
  const hosts: ReservedHosts = {
    trunksAt: () => [],
    trunksAtHost: () => [],
    isOurs: (host, port) => OURS.has(host) && port === 5060,
    isOurMachine: (host) => OURS.has(host),
  };
  const fault = (contact: string, source = "203.0.113.5"): string | undefined =>
    contactFault(
      {
        contact: parseSipUri(contact)!,
        arrival: { source: { address: source, port: 40_000 }, transport: "udp" },
        tenant: parseTenantId("tenant-one")!,
        username: "alice1",
      },
      hosts,
    );
  const inBlock = (first: number, bits: number) =>
    fc.integer({ min: 0, max: 2 ** (32 - bits) - 1 }).map((rest) => (first * 2 ** 24 + rest) >>> 0);
  const bytesOf = (address: number) => [24, 16, 8, 0].map((shift) => (address >>> shift) & 255);
  const hex = (byte: number) => byte.toString(16).padStart(2, "0");
  /** All the ways to write an IPv4 address that some resolver understands. */
  const SPELLINGS: readonly ((address: number) => string)[] = [
    (address) => bytesOf(address).join("."),
    (address) => `${bytesOf(address).join(".")}.`,
    (address) => String(address),
    (address) => `0x${address.toString(16)}`,
    (address) => `0${address.toString(8)}`,
    (address) =>
      bytesOf(address)
        .map((byte) => `0x${hex(byte)}`)
        .join("."),
    (address) =>
      bytesOf(address)
        .map((byte) => `0${byte.toString(8)}`)
        .join("."),
    (address) => `${address >>> 24}.${address & 0xff_ffff}`,
    (address) => `${address >>> 24}.${(address >>> 16) & 255}.${address & 0xffff}`,
    (address) => `[::ffff:${bytesOf(address).join(".")}]`,
    (address) =>
      `[0:0:0:0:0:FFFF:${bytesOf(address)
        .map(hex)
        .join("")
        .replace(/(?=.{4}$)/, ":")}]`,
  ];
  const spelt = (addresses: fc.Arbitrary<number>) =>
    fc.tuple(addresses, fc.constantFrom(...SPELLINGS)).map(([address, spell]) => spell(address));

  it("is not taken where it is the machine itself, many hosts or none, however it is written", () => {
    const bad = fc.oneof(inBlock(127, 8), inBlock(0, 8), inBlock(224, 4), inBlock(240, 4), fc.constant(0xffff_ffff));
    fc.assert(fc.property(spelt(bad), (host) => fault(`sip:alice1@${host}:5070`) !== undefined));
    fc.assert(fc.property(spelt(bad), (host) => fault(`sip:alice1@192.0.2.1;maddr=${host}`) !== undefined));
    for (const host of [
      "[ff02::1]",
      "[::]",
      "[1:2]",
      "localhost",
      "198.51.100.1",
      "pbx.example.com",
      "PBX.example.com.",
    ])
      expect([host, fault(`sip:alice1@${host}:5070`)]).not.toEqual([host, undefined]);
  });

  it("is taken where it is one host's, in four decimals or as a name", () => {
    const good = fc.oneof(inBlock(10, 8), inBlock(198, 8), inBlock(11, 8)).map((address) => bytesOf(address).join("."));
    fc.assert(fc.property(good, (host) => OURS.has(host) || fault(`sip:alice1@${host}:5070`) === undefined));
    for (const host of ["phone-7.example.com", "df7jal23ls0d.invalid", "3com", "host2", "[2001:db8::7]", "0xdesk.lan"])
      expect([host, fault(`sip:alice1@${host}`)]).toEqual([host, undefined]);
  });

  it("is taken of a phone on the PBX's own machine, which has another port", () => {
    expect(fault("sip:alice1@198.51.100.1:5070", "198.51.100.1")).toBeUndefined();
    expect(fault("sip:alice1@pbx.example.com:5070", "127.0.0.1")).toBeUndefined();
    expect(fault("sip:alice1@127.0.0.1:5070", "127.0.0.1")).toBeUndefined();
    expect(fault("sip:alice1@pbx.example.com", "198.51.100.1")).toBe("the Contact names the PBX");
  });

  it.each(["sip:alice1@192.0.2.1?Route=%3Csip:evil.example%3E", "sip:alice1@192.0.2.1;method=REFER"])(
    "%s asks for more than a call, and isn't taken",
    (contact) => expect(fault(contact)).toBe("the Contact asks for another request than a call"),
  );
});
