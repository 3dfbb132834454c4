/** Compact forms, and the long names they stand for (registry "SIP Parameters", Header Fields). */
export const COMPACT_FORMS: readonly (readonly [compact: string, long: string])[] = [
  ["a", "accept-contact"],
  ["b", "referred-by"],
  ["c", "content-type"],
  ["d", "request-disposition"],
  ["e", "content-encoding"],
  ["f", "from"],
  ["i", "call-id"],
  ["j", "reject-contact"],
  ["k", "supported"],
  ["l", "content-length"],
  ["m", "contact"],
  ["n", "identity-info"],
  ["o", "event"],
  ["r", "refer-to"],
  ["s", "subject"],
  ["t", "to"],
  ["u", "allow-events"],
  ["v", "via"],
  ["x", "session-expires"],
  ["y", "identity"],
];

/** Headers whose grammar is a comma-separated list: several lines of them mean the same as one (RFC 3261 §7.3.1). */
export const LIST_HEADERS: ReadonlySet<string> = new Set([
  "accept",
  "accept-contact",
  "accept-encoding",
  "accept-language",
  "alert-info",
  "allow",
  "allow-events",
  "call-info",
  "contact",
  "content-encoding",
  "content-language",
  "diversion",
  "error-info",
  "history-info",
  "identity",
  "in-reply-to",
  "p-asserted-identity",
  "p-associated-uri",
  "p-called-party-id",
  "p-preferred-identity",
  "path",
  "permission-missing",
  "proxy-require",
  "reason",
  "record-route",
  "recv-info",
  "reject-contact",
  "remote-party-id",
  "request-disposition",
  "require",
  "route",
  "security-client",
  "security-server",
  "security-verify",
  "service-route",
  "supported",
  "unsupported",
  "via",
  "warning",
]);

/** Headers that RFC 3261 spells otherwise than one capital a word. */
const SPELLINGS = new Map([
  ["call-id", "Call-ID"],
  ["cseq", "CSeq"],
  ["www-authenticate", "WWW-Authenticate"],
  ["mime-version", "MIME-Version"],
  ["min-se", "Min-SE"],
  ["rack", "RAck"],
  ["rseq", "RSeq"],
  ["sip-etag", "SIP-ETag"],
  ["sip-if-match", "SIP-If-Match"],
]);

/** The spelling of the RFCs: "session-expires" is written "Session-Expires". */
export function spelledName(canonical: string): string {
  return SPELLINGS.get(canonical) ?? canonical.replace(/(^|-)[a-z]/g, (start) => start.toUpperCase());
}
