import { isIPv4, isIPv6 } from "node:net";

/** A block of IP addresses: the bits of its first address and how many of them count (RFC 4632 §3.1, RFC 4291 §2.3). */
export interface AddressBlock {
  readonly family: 4 | 6;
  readonly bits: bigint;
  readonly prefixLength: number;
}

/** Wider blocks are a slip of the pen that would open the trunk to a large part of the world. */
export const WIDEST_PREFIX = { 4: 8, 6: 16 } as const;
const WIDTH = { 4: 32, 6: 128 } as const;
/** ::ffff:0:0/96, how a dual-stack socket writes IPv4 (RFC 4291 §2.5.5.2). */
const IPV4_MAPPED = 0xffffn;

/** Reads "198.51.100.7", "198.51.100.0/24", "2001:db8::/48"; host bits below the prefix are ignored. */
export function parseAddressBlock(text: string): AddressBlock | undefined {
  const [addressText = "", prefixText, ...rest] = text.split("/");
  const address = parseAddress(addressText);
  if (address === undefined || rest.length > 0) return undefined;
  const width = WIDTH[address.family];
  if (prefixText === undefined) return { ...address, prefixLength: width };
  if (!/^\d{1,3}$/.test(prefixText) || Number(prefixText) > width) return undefined;
  const prefixLength = Number(prefixText);
  return { family: address.family, bits: masked(address.bits, width, prefixLength), prefixLength };
}

/**
 * What is counted as one source of messages: an IPv4 address, or an IPv6 /64, which one subscriber has as a whole (RFC 6177).
 * Examples: "198.51.100.7", "2001:db8:0:1::/64". What is no address stays as it is.
 */
export function sourceOf(address: string): string {
  const plain = address.replace(/%.*$/, "");
  if (isIPv4(plain)) return plain;
  const block = parseAddressBlock(plain.includes("/") ? plain : `${plain}/64`);
  if (block === undefined) return parsedIPv4(plain) ?? address;
  return block.family === 4 ? dotted(block.bits) : `${asQuarters(block.bits >> 64n)}::/64`;
}

/** IPv4 in an IPv6 socket's spelling, whose /64 is none of IPv4's. */
function parsedIPv4(text: string): string | undefined {
  const block = parseAddressBlock(text);
  return block?.family === 4 ? dotted(block.bits) : undefined;
}

/**
 * A block as it is shown and stored, the same for equal blocks however they were written: no host bits, the shortest IPv6
 * (RFC 5952), no prefix of one address. Example: "198.51.100.45/24" → "198.51.100.0/24". Undefined: no block.
 */
export function canonicalBlock(text: string): string | undefined {
  const block = parseAddressBlock(text);
  if (block === undefined) return undefined;
  const { family, bits, prefixLength } = block;
  const address = family === 4 ? dotted(bits) : shortestIPv6(bits);
  return prefixLength === WIDTH[family] ? address : `${address}/${prefixLength}`;
}

/** A list of blocks as it is stored: each once, however it was written. What is no block stays, for the one who checks it. */
export function canonicalBlocks(texts: readonly string[]): string[] {
  return [...new Set(texts.map((text) => canonicalBlock(text) ?? text))];
}

/** RFC 5952 §4.2.2, §4.2.3: the first longest run of zero groups, if it is longer than one, is "::". */
function shortestIPv6(bits: bigint): string {
  const groups = `${asQuarters(bits >> 64n)}:${asQuarters(bits & 0xffff_ffff_ffff_ffffn)}`.split(":");
  let longest = { at: 0, length: 1 };
  for (let at = 0, length = 0; at < groups.length; at++) {
    length = groups[at] === "0" ? length + 1 : 0;
    if (length > longest.length) longest = { at: at - length + 1, length };
  }
  if (longest.length === 1) return groups.join(":");
  return `${groups.slice(0, longest.at).join(":")}::${groups.slice(longest.at + longest.length).join(":")}`;
}

function dotted(bits: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => String((bits >> shift) & 0xffn)).join(".");
}

/** Half of an IPv6 address. */
function asQuarters(bits: bigint): string {
  return [48n, 32n, 16n, 0n].map((shift) => ((bits >> shift) & 0xffffn).toString(16)).join(":");
}

/** Whether two texts are the same IP address, however it is written; false for host names. */
export function isSameAddress(one: string, other: string): boolean {
  if (one === other) return true;
  const [a, b] = [parseAddressBlock(one), parseAddressBlock(other)];
  return a !== undefined && b !== undefined && blockKey(a) === blockKey(b);
}

/** Whether all addresses of the second block are in the first one. */
export function contains(wide: AddressBlock, narrow: AddressBlock): boolean {
  const { family, prefixLength } = wide;
  if (family !== narrow.family || prefixLength > narrow.prefixLength) return false;
  return masked(narrow.bits, WIDTH[family], prefixLength) === wide.bits;
}

/** The name under which a block is indexed; equal for equal blocks however they were written. */
export function blockKey({ family, bits, prefixLength }: AddressBlock): string {
  return `${family}/${prefixLength}/${bits.toString(16)}`;
}

/** The keys of every block that could contain this address, the most specific first; none for what is no address. */
export function* keysOfBlocksAround(address: string): Generator<string> {
  const parsed = parseAddress(address);
  if (parsed === undefined) return;
  const width = WIDTH[parsed.family];
  for (let prefixLength: number = width; prefixLength >= WIDEST_PREFIX[parsed.family]; prefixLength--) {
    yield blockKey({ family: parsed.family, bits: masked(parsed.bits, width, prefixLength), prefixLength });
  }
}

function parseAddress(text: string): { family: 4 | 6; bits: bigint } | undefined {
  if (isIPv4(text)) return { family: 4, bits: ipv4Bits(text) };
  if (!isIPv6(text) || text.includes("%")) return undefined;
  const bits = ipv6Bits(text);
  return bits >> 32n === IPV4_MAPPED ? { family: 4, bits: bits & 0xffff_ffffn } : { family: 6, bits };
}

function ipv4Bits(text: string): bigint {
  return text.split(".").reduce((bits, byte) => (bits << 8n) | BigInt(byte), 0n);
}

/** Of a text that `isIPv6` has accepted. */
function ipv6Bits(text: string): bigint {
  const dotted = /[\d.]+$/.exec(text)?.[0] ?? "";
  const plain = dotted.includes(".") ? `${text.slice(0, -dotted.length)}${asGroups(ipv4Bits(dotted))}` : text;
  const [head = "", tail] = plain.split("::");
  const before = head === "" ? [] : head.split(":");
  const after = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = new Array<string>(8 - before.length - after.length).fill("0");
  return [...before, ...zeros, ...after].reduce((bits, group) => (bits << 16n) | BigInt(`0x${group}`), 0n);
}

function asGroups(bits: bigint): string {
  return `${(bits >> 16n).toString(16)}:${(bits & 0xffffn).toString(16)}`;
}

function masked(bits: bigint, width: number, prefixLength: number): bigint {
  const hostBits = BigInt(width - prefixLength);
  return (bits >> hostBits) << hostBits;
}
