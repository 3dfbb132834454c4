/** Where everything lies in Redis. One hash tag, so that a cluster keeps it on one node and a change is one step there. */
export interface Keys {
  /** Hash: tenant → its head. What a change compares and sets. */
  readonly heads: string;
  /** Hash: claim (number, e-mail, SIP username, token) → the tenant that holds it. */
  readonly claims: string;
  /** Stream of changes; entry n-0 is the n-th change of the system. */
  readonly feed: string;
  /** Hash: `format`, `realm`, and `sequence`, the number of the last change. */
  readonly system: string;
  /** Hash: token → when it was last used. */
  readonly tokenUse: string;
  /** Hash: kind/id → record. */
  readonly records: (tenant: string) => string;
  /** Stream: the journal; entry v-0 is the change that made version v. */
  readonly audit: (tenant: string) => string;
  /** String with an expiry. */
  readonly session: (sha256: string) => string;
  /** Sorted set: hash of the session's key by the time of its creation. */
  readonly sessionsOf: (user: string) => string;
}

export function keysUnder(prefix: string): Keys {
  const tag = `{${prefix}}`;
  return {
    heads: `${tag}:heads`,
    claims: `${tag}:claims`,
    feed: `${tag}:feed`,
    system: `${tag}:system`,
    tokenUse: `${tag}:token-use`,
    records: (tenant) => `${tag}:records:${tenant}`,
    audit: (tenant) => `${tag}:audit:${tenant}`,
    session: (sha256) => `${tag}:session:${sha256}`,
    sessionsOf: (user) => `${tag}:sessions-of:${user}`,
  };
}
