import { createHmac, timingSafeEqual } from "node:crypto";
import { isIPv6 } from "node:net";

const MAGIC_COOKIE = 0x2112_a442;
const HEADER_BYTES = 20;
const BINDING_REQUEST = 0x0001;
const BINDING_SUCCESS = 0x0101;
const BINDING_ERROR = 0x0111;

export const USERNAME = 0x0006;
const MESSAGE_INTEGRITY = 0x0008;
const ERROR_CODE = 0x0009;
const UNKNOWN_ATTRIBUTES = 0x000a;
const XOR_MAPPED_ADDRESS = 0x0020;
const PRIORITY = 0x0024;
export const USE_CANDIDATE = 0x0025;
const FINGERPRINT = 0x8028;
export const ICE_CONTROLLED = 0x8029;
/** Attributes below 0x8000 must be understood (RFC 8489 §14): these are. */
const UNDERSTOOD = new Set([USERNAME, MESSAGE_INTEGRITY, PRIORITY, USE_CANDIDATE]);
const FIRST_OPTIONAL = 0x8000;

const INTEGRITY_BYTES = 20;
const FINGERPRINT_MASK = 0x5354_554e;
/** More are no connectivity check's. */
const MAX_ATTRIBUTES = 32;

/**
 * A STUN binding request (RFC 8489 §5): a connectivity check of ICE, or a question for consent.
 *
 * | 00, type (2) | length (2) | magic cookie (4) | transaction ID (12) | attributes: type (2), length (2), value, filled up to 4 |
 */
export interface BindingRequest {
  readonly transactionId: Buffer;
  /** Its attributes before MESSAGE-INTEGRITY: those behind it prove nothing. */
  readonly attributes: ReadonlyMap<number, Buffer>;
  /** Attributes that would have to be understood, and aren't. */
  readonly unknown: readonly number[];
  /** Where MESSAGE-INTEGRITY begins. */
  readonly integrityAt: number;
  readonly bytes: Buffer;
}

export interface TransportAddress {
  readonly address: string;
  readonly port: number;
}

/** Whether a datagram on a stream's port is STUN, and not RTP or DTLS (RFC 7983 §7). */
export function isStun(datagram: Buffer): boolean {
  return (datagram[0] ?? 0xff) < 4;
}

/** A request with MESSAGE-INTEGRITY and a FINGERPRINT that is right; undefined for everything else. */
export function readBindingRequest(bytes: Buffer): BindingRequest | undefined {
  if (bytes.length < HEADER_BYTES || bytes.readUInt16BE(0) !== BINDING_REQUEST) return undefined;
  if (bytes.readUInt16BE(2) !== bytes.length - HEADER_BYTES || bytes.readUInt32BE(4) !== MAGIC_COOKIE) return undefined;
  const attributes = new Map<number, Buffer>();
  const unknown: number[] = [];
  let integrityAt: number | undefined;
  let isFingerprinted = false;
  for (let at = HEADER_BYTES, count = 0; at + 4 <= bytes.length; count++) {
    const [type, length] = [bytes.readUInt16BE(at), bytes.readUInt16BE(at + 2)];
    if (at + 4 + length > bytes.length || count === MAX_ATTRIBUTES) return undefined;
    if (type === FINGERPRINT) isFingerprinted = length === 4 && hasFingerprint(bytes, at);
    else if (type === MESSAGE_INTEGRITY && length === INTEGRITY_BYTES) integrityAt ??= at;
    else if (integrityAt === undefined) {
      attributes.set(type, bytes.subarray(at + 4, at + 4 + length));
      if (type < FIRST_OPTIONAL && !UNDERSTOOD.has(type)) unknown.push(type);
    }
    at += 4 + 4 * Math.ceil(length / 4);
  }
  if (integrityAt === undefined || !isFingerprinted) return undefined;
  return { transactionId: bytes.subarray(8, HEADER_BYTES), attributes, unknown, integrityAt, bytes };
}

/** Whether its author knows the password (RFC 8489 §14.5). */
export function isAuthentic({ bytes, integrityAt }: BindingRequest, password: string): boolean {
  const covered = Buffer.from(bytes.subarray(0, integrityAt));
  covered.writeUInt16BE(integrityAt + 4 + INTEGRITY_BYTES - HEADER_BYTES, 2);
  const integrity = createHmac("sha1", password).update(covered).digest();
  return timingSafeEqual(integrity, bytes.subarray(integrityAt + 4, integrityAt + 4 + INTEGRITY_BYTES));
}

/** The answer: where the request came from, as we see it. */
export function bindingSuccess(request: BindingRequest, from: TransportAddress, password: string): Buffer {
  const value = xorMappedAddress(from, request.transactionId);
  return sealed(BINDING_SUCCESS, request.transactionId, [attribute(XOR_MAPPED_ADDRESS, value)], password);
}

/** RFC 8445 §7.3.1.1: both sides want to have the same role; the peer changes its own. */
export function roleConflict(request: BindingRequest, password: string): Buffer {
  return bindingError(request, { code: 487, reason: "Role Conflict" }, password);
}

/** RFC 8489 §6.3.1: attributes that we don't understand. */
export function unknownAttributes(request: BindingRequest, password: string): Buffer {
  const types = Buffer.concat(request.unknown.map(uint16));
  const more = [attribute(UNKNOWN_ATTRIBUTES, types)];
  return bindingError(request, { code: 420, reason: "Unknown Attribute", more }, password);
}

function bindingError(
  request: BindingRequest,
  error: { readonly code: number; readonly reason: string; readonly more?: readonly Buffer[] },
  password: string,
): Buffer {
  const code = Buffer.from([0, 0, Math.floor(error.code / 100), error.code % 100]);
  const attributes = [attribute(ERROR_CODE, Buffer.concat([code, Buffer.from(error.reason)])), ...(error.more ?? [])];
  return sealed(BINDING_ERROR, request.transactionId, attributes, password);
}

/** With MESSAGE-INTEGRITY and FINGERPRINT; each covers the length up to its own end. */
function sealed(type: number, transactionId: Buffer, attributes: readonly Buffer[], password: string): Buffer {
  const body = Buffer.concat(attributes);
  const withLength = (length: number, ...rest: readonly Buffer[]): Buffer => {
    const cookie = Buffer.alloc(4);
    cookie.writeUInt32BE(MAGIC_COOKIE);
    return Buffer.concat([uint16(type), uint16(length), cookie, transactionId, ...rest]);
  };
  const covered = withLength(body.length + 4 + INTEGRITY_BYTES, body);
  const integrity = attribute(MESSAGE_INTEGRITY, createHmac("sha1", password).update(covered).digest());
  const message = withLength(body.length + integrity.length + 8, body, integrity);
  return Buffer.concat([message, attribute(FINGERPRINT, fingerprint(message))]);
}

/** RFC 8489 §14.2. */
function xorMappedAddress({ address, port }: TransportAddress, transactionId: Buffer): Buffer {
  const mask = Buffer.alloc(16);
  mask.writeUInt32BE(MAGIC_COOKIE);
  mask.set(transactionId, 4);
  const bytes = addressBytes(address);
  const family = bytes.length === 4 ? 1 : 2;
  const masked = bytes.map((byte, at) => byte ^ (mask[at] ?? 0));
  return Buffer.concat([Buffer.from([0, family]), uint16(port ^ (MAGIC_COOKIE >>> 16)), masked]);
}

function addressBytes(address: string): Buffer {
  if (!isIPv6(address)) return Buffer.from(address.split(".").map(Number));
  const [head = "", tail] = address.replace(/%.*$/, "").split("::");
  const groups = (text: string): number[] =>
    text
      .split(":")
      .filter((group) => group !== "")
      .flatMap((group) => (group.includes(".") ? pairs(group.split(".").map(Number)) : [Number.parseInt(group, 16)]));
  const [first, last] = [groups(head), groups(tail ?? "")];
  const zeros = Array.from({ length: Math.max(0, 8 - first.length - last.length) }, () => 0);
  return Buffer.concat([...first, ...zeros, ...last].slice(0, 8).map(uint16));
}

function pairs([a = 0, b = 0, c = 0, d = 0]: readonly number[]): number[] {
  return [(a << 8) | b, (c << 8) | d];
}

function attribute(type: number, value: Buffer): Buffer {
  const filler = Buffer.alloc((4 - (value.length % 4)) % 4);
  return Buffer.concat([uint16(type), uint16(value.length), value, filler]);
}

/** RFC 8489 §14.7: of all before it, in a message that ends with it. */
function fingerprint(covered: Buffer): Buffer {
  const value = Buffer.alloc(4);
  value.writeUInt32BE((crc32(covered) ^ FINGERPRINT_MASK) >>> 0);
  return value;
}

function hasFingerprint(bytes: Buffer, at: number): boolean {
  return at + 8 === bytes.length && fingerprint(bytes.subarray(0, at)).equals(bytes.subarray(at + 4));
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = (value & 1) === 1 ? (value >>> 1) ^ 0xedb8_8320 : value >>> 1;
  return value;
});

/** ITU-T V.42: node:zlib has it only from 20.15 on. */
function crc32(bytes: Buffer): number {
  let value = 0xffff_ffff;
  for (const byte of bytes) value = (CRC_TABLE[(value ^ byte) & 0xff] ?? 0) ^ (value >>> 8);
  return (value ^ 0xffff_ffff) >>> 0;
}

function uint16(value: number): Buffer {
  return Buffer.from([(value >> 8) & 0xff, value & 0xff]);
}
