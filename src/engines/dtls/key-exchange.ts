import { createPublicKey, diffieHellman, generateKeyPairSync, type KeyObject } from "node:crypto";

/** Groups of elliptic curves for the key exchange, the ones we like best first (RFC 8422 §5.1.1): X25519, P-256. */
export const GROUPS: readonly number[] = [29, 23];

/** A public point in front of which its algorithm stands, in DER (RFC 5480, RFC 8410). */
const SPKI_PREFIX: ReadonlyMap<number, { readonly prefix: Buffer; readonly pointBytes: number }> = new Map([
  [29, { prefix: Buffer.from("302a300506032b656e032100", "hex"), pointBytes: 32 }],
  [23, { prefix: Buffer.from("3059301306072a8648ce3d020106082a8648ce3d030107034200", "hex"), pointBytes: 65 }],
]);

/** Our half of one key exchange (ECDHE): used once, so that what was said stays secret when a long-term key is stolen. */
export interface KeyShare {
  readonly group: number;
  /** As it goes over the wire. */
  readonly publicPoint: Buffer;
  readonly privateKey: KeyObject;
}

/** Undefined for a group that we don't have. */
export function newKeyShare(group: number): KeyShare | undefined {
  const known = SPKI_PREFIX.get(group);
  if (known === undefined) return undefined;
  const { publicKey, privateKey } =
    group === 29 ? generateKeyPairSync("x25519") : generateKeyPairSync("ec", { namedCurve: "P-256" });
  const publicPoint = publicKey.export({ type: "spki", format: "der" }).subarray(known.prefix.length);
  return { group, publicPoint, privateKey };
}

/** The secret that both sides come to; undefined when the peer's point is none of the group. */
export function sharedSecret({ group, privateKey }: KeyShare, peerPoint: Buffer): Buffer | undefined {
  const known = SPKI_PREFIX.get(group);
  if (known === undefined || peerPoint.length !== known.pointBytes) return undefined;
  try {
    const key = Buffer.concat([known.prefix, peerPoint]);
    return diffieHellman({ privateKey, publicKey: createPublicKey({ key, format: "der", type: "spki" }) });
  } catch {
    return undefined; // not on the curve, or of an order that would give the secret away
  }
}
