/** What a session description says of the certificate by which its author shows who it is (RFC 8122 §5). */
export interface Fingerprint {
  /** As written: "sha-256". */
  readonly algorithm: string;
  /** "AB:CD:…". */
  readonly value: string;
}
