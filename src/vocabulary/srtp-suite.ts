/** How SRTP is encrypted and authenticated, by the name that SDP gives it (RFC 4568 §6.2, RFC 6188 §4, RFC 7714 §14). */
export type SrtpSuite =
  | "AES_CM_128_HMAC_SHA1_80"
  | "AES_CM_128_HMAC_SHA1_32"
  | "AES_256_CM_HMAC_SHA1_80"
  | "AES_256_CM_HMAC_SHA1_32"
  | "AEAD_AES_128_GCM"
  | "AEAD_AES_256_GCM";

export interface SrtpSuiteSizes {
  /** Of the master key: 16 or 32. */
  readonly keyBytes: number;
  /** Of the master salt. */
  readonly saltBytes: number;
  /** Of the authentication tag of an RTP packet. */
  readonly tagBytes: number;
  /** … and of an RTCP packet, which has the long one in any case (RFC 3711 §5.2, RFC 4568 §6.2). */
  readonly controlTagBytes: number;
}

/** What a suite needs; the best suites that all telephones have come first. */
export const SRTP_SUITES: ReadonlyMap<SrtpSuite, SrtpSuiteSizes> = new Map([
  ["AES_CM_128_HMAC_SHA1_80", { keyBytes: 16, saltBytes: 14, tagBytes: 10, controlTagBytes: 10 }],
  ["AES_CM_128_HMAC_SHA1_32", { keyBytes: 16, saltBytes: 14, tagBytes: 4, controlTagBytes: 10 }],
  ["AES_256_CM_HMAC_SHA1_80", { keyBytes: 32, saltBytes: 14, tagBytes: 10, controlTagBytes: 10 }],
  ["AES_256_CM_HMAC_SHA1_32", { keyBytes: 32, saltBytes: 14, tagBytes: 4, controlTagBytes: 10 }],
  ["AEAD_AES_128_GCM", { keyBytes: 16, saltBytes: 12, tagBytes: 16, controlTagBytes: 16 }],
  ["AEAD_AES_256_GCM", { keyBytes: 32, saltBytes: 12, tagBytes: 16, controlTagBytes: 16 }],
]);

/** The suite of this name, if it is one of ours; upper and lower case are the same (RFC 4568 §9.2 has them in capitals). */
export function srtpSuite(name: string): SrtpSuite | undefined {
  const upper = name.toUpperCase();
  for (const suite of SRTP_SUITES.keys()) if (suite === upper) return suite;
  return undefined;
}
