/** Compact forms (RFC 3261 §7.3.3 and the RFCs that added to them). */
const COMPACT: Readonly<Record<string, string>> = {
  a: "accept-contact",
  b: "referred-by",
  c: "content-type",
  d: "request-disposition",
  e: "content-encoding",
  f: "from",
  i: "call-id",
  j: "reject-contact",
  k: "supported",
  l: "content-length",
  m: "contact",
  n: "identity-info",
  o: "event",
  r: "refer-to",
  s: "subject",
  t: "to",
  u: "allow-events",
  v: "via",
  x: "session-expires",
  y: "identity",
};

/** Spellings seen so far; names come from the network, so there is a limit to remembering them. */
const MAX_REMEMBERED = 1_000;
const remembered = new Map<string, string>();

/** The name by which a header is compared: lower case, compact forms spelt out. */
export function headerKey(name: string): string {
  const known = remembered.get(name);
  if (known !== undefined) return known;
  const lower = name.toLowerCase();
  const key = COMPACT[lower] ?? lower;
  if (remembered.size < MAX_REMEMBERED) remembered.set(name, key);
  return key;
}

/** Headers whose value may be a list, so that "a, b" and two lines are the same (RFC 3261 §7.3.1). */
const LISTS: ReadonlySet<string> = new Set([
  "accept",
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
  "in-reply-to",
  "p-asserted-identity",
  "path",
  "proxy-require",
  "reason",
  "record-route",
  "require",
  "route",
  "service-route",
  "supported",
  "unsupported",
  "via",
  "warning",
]);

export function isListHeader(key: string): boolean {
  return LISTS.has(key);
}
