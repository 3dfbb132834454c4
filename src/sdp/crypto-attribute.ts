import { SRTP_SUITES, srtpSuite, type SrtpSuite } from "../vocabulary/srtp-suite.ts";

/** One way to encrypt a stream that a description offers or takes: a key of its author's, for what its author sends (SDES, RFC 4568). */
export interface CryptoAttribute {
  /** By which an answer says what it takes of an offer. */
  readonly tag: number;
  readonly suite: SrtpSuite;
  /** Master key and salt, without their encoding. */
  readonly keySalt: Uint8Array;
}

/** a=crypto:<tag> <suite> inline:<key and salt>[|lifetime][|MKI:length] [session parameters]   RFC 4568 §9.1 */
const CRYPTO =
  /^a=crypto:(?<tag>\d{1,9})[ \t]+(?<suite>\S+)[ \t]+inline:(?<key>[A-Za-z0-9+/]+={0,2})(?<rest>[^\s;]*)(?<parameters>.*)$/i;
/** How long the key may be used: longer than any call (RFC 4568 §6.1). */
const LIFETIME = /^\|(?:2\^)?\d{1,20}$/;
/** Parameters that change nothing of what we do: the hint at a window of replays, and those that needn't be understood (§6.3). */
const HARMLESS = /^(?:WSH=\d{1,10}|-.*)$/i;

/** More ways are no telephone's. */
const MAX_CRYPTO_LINES = 32;

/**
 * The keys in a stream's lines that can be used: of a suite that we have, with nothing asked for that we don't do (several keys
 * with names of their own, streams that are encrypted in part).
 */
export function cryptoAttributes(lines: readonly string[]): readonly CryptoAttribute[] {
  const found = lines.filter((line) => /^a=crypto:/i.test(line)).slice(0, MAX_CRYPTO_LINES);
  return found.flatMap((line) => parseCrypto(line) ?? []);
}

function parseCrypto(line: string): CryptoAttribute | undefined {
  const { tag, suite: name = "", key = "", rest = "", parameters = "" } = CRYPTO.exec(line.trimEnd())?.groups ?? {};
  const suite = srtpSuite(name);
  const sizes = suite === undefined ? undefined : SRTP_SUITES.get(suite);
  if (tag === undefined || suite === undefined || sizes === undefined) return undefined;
  if (rest !== "" && !LIFETIME.test(rest)) return undefined;
  const asked = parameters.split(/[ \t]+/).filter((word) => word !== "");
  if (!asked.every((word) => HARMLESS.test(word))) return undefined;
  const keySalt = Buffer.from(key, "base64");
  return keySalt.length === sizes.keyBytes + sizes.saltBytes ? { tag: Number(tag), suite, keySalt } : undefined;
}

/** The line of a key. */
export function cryptoLine({ tag, suite, keySalt }: CryptoAttribute): string {
  return `a=crypto:${tag} ${suite} inline:${Buffer.from(keySalt).toString("base64")}`;
}
