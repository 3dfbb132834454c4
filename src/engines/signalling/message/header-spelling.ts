/** Header names in their RFC's own spelling, where capitals at the start of each word would be wrong or short forms exist. */
const OWN_SPELLING: readonly string[] = [
  "Call-ID",
  "CSeq",
  "RAck",
  "RSeq",
  "WWW-Authenticate",
  "MIME-Version",
  "SIP-ETag",
  "SIP-If-Match",
  "Min-SE",
  "P-Asserted-Identity",
  "P-Preferred-Identity",
  "P-DCS-Trace-Party-ID",
  "Identity-Info",
  "Remote-Party-ID",
];

/** Compact forms that an application may use (RFC 3261 §7.3.3 and the RFCs of the extensions). */
const COMPACT: Readonly<Record<string, string>> = {
  a: "Accept-Contact",
  b: "Referred-By",
  c: "Content-Type",
  d: "Request-Disposition",
  e: "Content-Encoding",
  f: "From",
  i: "Call-ID",
  j: "Reject-Contact",
  k: "Supported",
  m: "Contact",
  o: "Event",
  r: "Refer-To",
  s: "Subject",
  t: "To",
  u: "Allow-Events",
  x: "Session-Expires",
  y: "Identity",
};

const spellings = new Map<string, string>([
  ...OWN_SPELLING.map((name): [string, string] => [name.toLowerCase(), name]),
  ...Object.entries(COMPACT),
]);

/** Spellings remembered; names come from our own application, but it may make them up. */
const MAX_REMEMBERED = 1_000;

/** How a header of an application is spelled on the wire. Extension headers `X-…` keep the spelling they were given. */
export function spellHeaderName(name: string): string {
  if (/^x-/i.test(name)) return name;
  const lower = name.toLowerCase();
  const known = spellings.get(lower);
  if (known !== undefined) return known;
  const capitalised = lower.replace(/(?:^|-)[a-z]/g, (start) => start.toUpperCase());
  if (spellings.size < MAX_REMEMBERED) spellings.set(lower, capitalised);
  return capitalised;
}
