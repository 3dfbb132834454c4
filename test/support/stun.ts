import { createHmac, randomBytes } from "node:crypto";
import { crc32 } from "node:zlib";

const COOKIE = Buffer.from("2112a442", "hex");

export interface CheckOptions {
  /** Ours of the one who is asked, and then the asker's. */
  readonly username: string;
  readonly password: string;
  readonly nominates?: boolean;
  /** ICE-CONTROLLED in place of ICE-CONTROLLING. */
  readonly isControlled?: boolean;
  /** Attributes before MESSAGE-INTEGRITY, as they go over the wire. */
  readonly more?: readonly Buffer[];
}

/** A connectivity check of ICE (RFC 8445 §7.1), written from the RFC and not by our own code. */
export function connectivityCheck(options: CheckOptions): Buffer {
  const { username, password, nominates = false, isControlled = false, more = [] } = options;
  const attributes = [
    attribute(0x0006, Buffer.from(username)),
    attribute(0x0024, Buffer.from("6e0001ff", "hex")),
    attribute(isControlled ? 0x8029 : 0x802a, randomBytes(8)),
    ...(nominates ? [attribute(0x0025, Buffer.alloc(0))] : []),
    ...more,
  ];
  const id = randomBytes(12);
  const withIntegrity = message(0x0001, id, attributes, 24);
  const integrity = attribute(0x0008, createHmac("sha1", password).update(withIntegrity).digest());
  const whole = message(0x0001, id, [...attributes, integrity], 8);
  const fingerprint = Buffer.alloc(4);
  fingerprint.writeUInt32BE((crc32(whole) ^ 0x5354_554e) >>> 0);
  return Buffer.concat([whole, attribute(0x8028, fingerprint)]);
}

export function attribute(type: number, value: Buffer): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt16BE(type, 0);
  head.writeUInt16BE(value.length, 2);
  return Buffer.concat([head, value, Buffer.alloc((4 - (value.length % 4)) % 4)]);
}

function message(type: number, id: Buffer, attributes: readonly Buffer[], following: number): Buffer {
  const body = Buffer.concat(attributes);
  const head = Buffer.alloc(4);
  head.writeUInt16BE(type, 0);
  head.writeUInt16BE(body.length + following, 2);
  return Buffer.concat([head, COOKIE, id, body]);
}
