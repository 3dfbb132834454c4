import { constants, sign, verify, X509Certificate, type KeyObject } from "node:crypto";

/** ecdsa_secp256r1_sha256: ours, by the key of our certificate. */
export const OUR_SCHEME = 0x0403;

/** Who signs how, as TLS numbers it (RFC 8446 §4.2.3, RFC 5246 §7.4.1.4.1), and by which hash. */
const SCHEMES: ReadonlyMap<number, { readonly hash: string; readonly key: "ec" | "rsa"; readonly pss?: true }> =
  new Map([
    [OUR_SCHEME, { hash: "sha256", key: "ec" }],
    [0x0503, { hash: "sha384", key: "ec" }],
    [0x0603, { hash: "sha512", key: "ec" }],
    [0x0804, { hash: "sha256", key: "rsa", pss: true }],
    [0x0805, { hash: "sha384", key: "rsa", pss: true }],
    [0x0806, { hash: "sha512", key: "rsa", pss: true }],
    [0x0401, { hash: "sha256", key: "rsa" }],
    [0x0501, { hash: "sha384", key: "rsa" }],
    [0x0601, { hash: "sha512", key: "rsa" }],
  ]);

/** What the peer may sign by. */
export const ACCEPTED_SCHEMES: readonly number[] = [...SCHEMES.keys()];

export function signed(data: Uint8Array, privateKey: KeyObject): Buffer {
  return sign("sha256", data, privateKey);
}

/** Whether the key of this certificate has signed the data: without that, to know a certificate would be enough to pass for its owner. */
export function isSigned(
  data: Uint8Array,
  by: { readonly scheme: number; readonly signature: Buffer; readonly certificate: Buffer },
): boolean {
  const scheme = SCHEMES.get(by.scheme);
  const key = publicKeyOf(by.certificate);
  if (scheme === undefined || key?.asymmetricKeyType !== scheme.key) return false;
  const padding = scheme.pss === true ? constants.RSA_PKCS1_PSS_PADDING : constants.RSA_PKCS1_PADDING;
  const options = scheme.key === "rsa" ? { key, padding, saltLength: constants.RSA_PSS_SALTLEN_DIGEST } : { key };
  try {
    return verify(scheme.hash, data, options, by.signature);
  } catch {
    return false; // a key that is too short for its hash, for example
  }
}

function publicKeyOf(certificate: Buffer): KeyObject | undefined {
  try {
    return new X509Certificate(certificate).publicKey;
  } catch {
    return undefined; // not X.509
  }
}
