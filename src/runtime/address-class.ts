import { isIPv6 } from "node:net";
import { contains, parseAddressBlock } from "./address-block.ts";
import { BoundedMap } from "./bounded-map.ts";

/** The part of the Internet that an address lies in (RFC 6890 and its successors). Only public ones are reached from everywhere. */
export type AddressClass =
  /** This machine. */
  | "loopback"
  /** "This host on this network": systems connect to themselves there. */
  | "unspecified"
  /** One cable; cloud machines find their secrets there. */
  | "link-local"
  /** RFC 1918, RFC 4193. */
  | "private"
  /** Between a provider's NAT and its customers (RFC 6598). */
  | "shared"
  | "multicast"
  /** IPv6 that holds an IPv4 address, which may be of any class: 6to4, Teredo, NAT64. */
  | "translated"
  /** Documentation, benchmarks, protocol assignments: no host has these. */
  | "reserved"
  | "public";

/** The first block that holds an address decides. */
const CLASSES = (
  [
    ["127.0.0.0/8", "loopback"],
    ["0.0.0.0/8", "unspecified"],
    ["169.254.0.0/16", "link-local"],
    ["10.0.0.0/8", "private"],
    ["172.16.0.0/12", "private"],
    ["192.168.0.0/16", "private"],
    ["100.64.0.0/10", "shared"],
    ["224.0.0.0/4", "multicast"],
    ["192.0.0.0/24", "reserved"],
    ["192.0.2.0/24", "reserved"],
    ["192.88.99.0/24", "reserved"],
    ["198.18.0.0/15", "reserved"],
    ["198.51.100.0/24", "reserved"],
    ["203.0.113.0/24", "reserved"],
    ["240.0.0.0/4", "reserved"],
    ["0.0.0.0/0", "public"],
    ["::1/128", "loopback"],
    ["::/128", "unspecified"],
    ["fe80::/10", "link-local"],
    ["fc00::/7", "private"],
    ["ff00::/8", "multicast"],
    ["::/96", "translated"],
    ["64:ff9b::/96", "translated"],
    ["64:ff9b:1::/48", "translated"],
    ["2001::/32", "translated"],
    ["2002::/16", "translated"],
    ["2001::/23", "reserved"],
    ["2001:db8::/32", "reserved"],
    ["3fff::/20", "reserved"],
    ["2000::/3", "public"],
    ["::/0", "reserved"],
  ] as const
).flatMap(([text, of]) => {
  const block = parseAddressBlock(text);
  return block === undefined ? [] : [{ block, of }];
});

/** The same few thousand addresses ask again and again: as many as a large office has phones. */
const MOST_REMEMBERED = 4_000;
const remembered = new BoundedMap<string, AddressClass | "none">(MOST_REMEMBERED);

/** Undefined for what is no IP address. IPv4 in an IPv6 socket's spelling (RFC 4291 §2.5.5.2) is IPv4. */
export function classOfAddress(address: string): AddressClass | undefined {
  let known = remembered.get(address);
  if (known === undefined) {
    known = lookUpClass(address) ?? "none";
    remembered.set(address, known);
  }
  return known === "none" ? undefined : known;
}

function lookUpClass(address: string): AddressClass | undefined {
  const plain = address.replace(/^\[|\]$/g, "").replace(/%.*$/, "");
  const parsed = plain.includes("/") ? undefined : parseAddressBlock(plain);
  return parsed && CLASSES.find(({ block }) => contains(block, parsed))?.of;
}

/** Whether this IP address is one of the public Internet, written as such: no private network's, and not this machine's. */
export function isPublicAddress(address: string): boolean {
  const isMapped = isIPv6(address) && address.toLowerCase().startsWith("::ffff:");
  return !isMapped && classOfAddress(address) === "public";
}

const INTERNAL = new Set<AddressClass | undefined>([
  ...(["loopback", "unspecified", "link-local", "private", "shared", "multicast", "translated"] as const),
]);

/** Whether this IP address leads, or may lead, to this machine or into a private network. */
export function isInternalAddress(address: string): boolean {
  return INTERNAL.has(classOfAddress(address));
}

const NETWORK_LOCAL = new Set<AddressClass | undefined>(["loopback", "link-local", "private"]);

/** Whether no NAT stands between us and this IP address: this machine's, its link's, and private networks' (RFC 1918, RFC 4193). */
export function isPrivateAddress(address: string): boolean {
  return NETWORK_LOCAL.has(classOfAddress(address));
}

/** Whether this host is this machine, by name or by loopback address. */
export function isLoopbackHost(host: string): boolean {
  return /(?:^|\.)localhost\.?$/i.test(host) || classOfAddress(host) === "loopback";
}

/** 255.255.255.255 and what no host has (RFC 1112 §4). */
const CLASS_E = parseAddressBlock("240.0.0.0/4");

/** Whether packets to this IP address reach one host at most: not multicast's, not the broadcast's, not "any". */
export function isOneHostsAddress(address: string): boolean {
  const of = classOfAddress(address);
  const block = parseAddressBlock(address);
  if (block !== undefined && CLASS_E !== undefined && contains(CLASS_E, block)) return false;
  return of !== "multicast" && of !== "unspecified";
}

const OWN_MACHINE = new Set<AddressClass | undefined>(["loopback", "unspecified", "link-local"]);

/** Whether this host is another machine for each that reads it: this machine's own names, and its link's (RFC 6890). */
export function isLocalHost(host: string): boolean {
  return /(?:^|\.)localhost\.?$/i.test(host) || OWN_MACHINE.has(classOfAddress(host));
}
