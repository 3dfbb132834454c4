import { isIP } from "node:net";
import type { Fingerprint } from "../vocabulary/fingerprint.ts";
import type { Section } from "./sections.ts";

/** Who begins the DTLS connection (RFC 4145 §4). */
export type Setup = "active" | "passive" | "actpass" | "holdconn";

/** What a description says of ICE (RFC 8839 §5). */
export interface IceAttributes {
  readonly ufrag: string;
  /** Its author makes no checks of its own. */
  readonly isLite: boolean;
  /** Addresses of its candidates, without names: where its author may be. */
  readonly addresses: readonly string[];
}

/** How a stream is carried and how its keys are agreed on, beside what its m= line says. */
export interface TransportAttributes {
  /** DTLS: certificates of its author's (RFC 8122), and who begins. */
  readonly dtls: { readonly fingerprints: readonly Fingerprint[]; readonly setup: Setup } | undefined;
  readonly ice: IceAttributes | undefined;
  /** Its name in the session, by which streams share one port (RFC 9143). */
  readonly mid: string | undefined;
}

/** More certificates, or candidates, are no telephone's: the rest isn't looked at. */
const MAX_FINGERPRINTS = 8;
const MAX_CANDIDATES = 32;

const FINGERPRINT = /^a=fingerprint:(?<algorithm>\S{1,16}) (?<value>[0-9A-Fa-f]{2}(?::[0-9A-Fa-f]{2}){15,63})\s*$/;
const SETUP = /^a=setup:(?<setup>active|passive|actpass|holdconn)\s*$/;
/** a=candidate:foundation component transport priority address port typ type   (RFC 8839 §5.1) */
const CANDIDATE = /^a=candidate:\S{1,32} \d{1,3} \S{1,8} \d{1,10} (?<address>\S{1,64}) \d{1,5} typ /;
const UFRAG = /^a=ice-ufrag:(?<ufrag>[A-Za-z0-9+/]{4,256})\s*$/;
const MID = /^a=mid:(?<mid>[^\s]{1,64})\s*$/;

/** Of a stream; what it doesn't say itself, its session may say for all. */
export function transportAttributes(stream: Section, session: Section): TransportAttributes {
  const rest = [stream.rest, session.rest];
  const fingerprints = firstOf(rest, (lines) => fingerprintsIn(lines));
  const setup = firstOf(rest, (lines) => groupIn(lines, SETUP, "setup")) as Setup | undefined;
  const ufrag = firstOf(rest, (lines) => groupIn(lines, UFRAG, "ufrag"));
  const isLite = session.rest.some((line) => line.trimEnd() === "a=ice-lite");
  return {
    // RFC 4145 §4: without a word its author begins
    dtls: fingerprints === undefined ? undefined : { fingerprints, setup: setup ?? "active" },
    ice: ufrag === undefined ? undefined : { ufrag, isLite, addresses: addressesIn(stream.rest) },
    mid: groupIn(stream.rest, MID, "mid"),
  };
}

function firstOf<Value>(
  sections: readonly (readonly string[])[],
  read: (lines: readonly string[]) => Value | undefined,
): Value | undefined {
  for (const lines of sections) {
    const value = read(lines);
    if (value !== undefined) return value;
  }
  return undefined;
}

function groupIn(lines: readonly string[], pattern: RegExp, group: string): string | undefined {
  return firstOf(
    lines.map((line) => [line]),
    ([line = ""]) => pattern.exec(line)?.groups?.[group],
  );
}

function fingerprintsIn(lines: readonly string[]): readonly Fingerprint[] | undefined {
  const found = lines
    .flatMap((line) => {
      const { algorithm, value } = FINGERPRINT.exec(line)?.groups ?? {};
      return algorithm === undefined || value === undefined ? [] : [{ algorithm, value }];
    })
    .slice(0, MAX_FINGERPRINTS);
  return found.length === 0 ? undefined : found;
}

function addressesIn(lines: readonly string[]): readonly string[] {
  const candidates = lines.filter((line) => line.startsWith("a=candidate:")).slice(0, MAX_CANDIDATES);
  const addresses = candidates.flatMap((line) => CANDIDATE.exec(line)?.groups?.["address"] ?? []);
  return [...new Set(addresses.filter((address) => isIP(address) !== 0))];
}
