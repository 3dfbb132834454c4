import { isIPv6 } from "node:net";
import { cryptoLine, type CryptoAttribute } from "../../../sdp/crypto-attribute.ts";
import { readOrigin, withOrigin } from "../../../sdp/origin.ts";
import { splitSdp, type Section } from "../../../sdp/sections.ts";

/** What the relay writes in the place of one stream's own address. */
export interface StreamRewrite {
  readonly port: number;
  /** Of the reports; undefined where they have the port after that of the audio, or share it. */
  readonly controlPort: number | undefined;
  /** The profile (RTP/AVP, RTP/SAVP …). */
  readonly protocol: string;
  /** undefined: the keys that stand there stay. */
  readonly crypto: readonly CryptoAttribute[] | undefined;
  /** rtcp-mux (RFC 5761): as it stands there, left out, or added. */
  readonly mux: "as-is" | "without" | "with";
}

export interface Rewrite {
  /** Where the relay is, for the party that gets the description. */
  readonly address: string;
  readonly replacesOrigin: boolean;
  /** By the number of the m= line; those that aren't relayed are absent. */
  readonly streams: ReadonlyMap<number, StreamRewrite>;
}

/** Nothing is sent there (RFC 2543's hold): that stays as it is. */
const NOWHERE = /^c=IN IP[46] (?:0\.0\.0\.0|::)(?:\s|$)/;
/** The way that ICE would find leads past the relay (RFC 8839). */
const ICE = /^a=(?:ice-|candidate:|end-of-candidates|remote-candidates:)/;
const KEYS = /^a=crypto:/i;
const DTLS = /^a=(?:fingerprint|setup|tls-id):/i;

/** A description of one party's, as the other party gets it: with the relay's addresses, ports and keys. */
export function rewrite(sdp: string, { address, replacesOrigin, streams: rewrites }: Rewrite): string {
  const { session, streams } = splitSdp(sdp);
  const connection = `c=IN ${isIPv6(address) ? "IP6" : "IP4"} ${address}`;
  const moved = (line: string): string => (line.startsWith("c=") && !NOWHERE.test(line) ? connection : line);
  const head = session.rest.filter((line) => !ICE.test(line) && !(DTLS.test(line) && encryptsAny(rewrites))).map(moved);
  const lines = [session.first, ...(replacesOrigin ? head.map((line) => originAt(line, connection)) : head)];
  for (const [at, stream] of streams.entries()) {
    const change = rewrites.get(at);
    if (change === undefined) lines.push(stream.first, ...stream.rest);
    else lines.push(...rewriteStream(stream, change, moved));
  }
  return `${lines.join("\r\n")}\r\n`;
}

function encryptsAny(rewrites: ReadonlyMap<number, StreamRewrite>): boolean {
  return [...rewrites.values()].some(({ crypto }) => crypto !== undefined);
}

function originAt(line: string, connection: string): string {
  const origin = line.startsWith("o=") ? readOrigin(line) : undefined;
  return origin === undefined ? line : withOrigin(line, { ...origin, address: connection.slice("c=".length) });
}

function rewriteStream({ first, rest }: Section, change: StreamRewrite, moved: (line: string) => string): string[] {
  const { port, controlPort, protocol, crypto, mux } = change;
  const isLeftOut = (line: string): boolean =>
    ICE.test(line) ||
    line.startsWith("a=rtcp:") ||
    (crypto !== undefined && (KEYS.test(line) || DTLS.test(line))) ||
    (mux !== "as-is" && line.startsWith("a=rtcp-mux"));
  return [
    first.replace(
      /^(m=\S+ )\d+((?:\/\d+)?) \S+/,
      (_, kind: string, count: string) => `${kind}${port}${count} ${protocol}`,
    ),
    ...rest.filter((line) => !isLeftOut(line)).map(moved),
    ...(controlPort === undefined ? [] : [`a=rtcp:${controlPort}`]),
    ...(mux === "with" ? ["a=rtcp-mux"] : []),
    ...(crypto ?? []).map(cryptoLine),
  ];
}
