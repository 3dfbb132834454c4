import { authParam, isDigest, parseAuthHeaders, printAuthHeader, type AuthParam } from "./auth-header.ts";

/** What a server asks to be answered before it does anything (RFC 7616 §3.3). */
export interface Challenge {
  readonly realm: string;
  readonly nonce: string;
  /** As written; undefined stands for MD5. */
  readonly algorithm: string | undefined;
  /** What the server takes of "auth" and "auth-int"; empty: it is as old as RFC 2069. */
  readonly qop: readonly string[];
  readonly opaque: string | undefined;
  /** The password was right, only the nonce was too old. */
  readonly stale: boolean;
}

/** All Digest challenges of a 401 or 407, most preferred first (RFC 8760 §2.4); what can't be read is left out. */
export function parseChallenges(header: string | undefined): readonly Challenge[] {
  return parseAuthHeaders(header).flatMap((each) => {
    const [realm, nonce] = [authParam(each, "realm"), authParam(each, "nonce")];
    if (!isDigest(each) || realm === undefined || nonce === undefined) return [];
    return {
      realm,
      nonce,
      algorithm: authParam(each, "algorithm"),
      qop: (authParam(each, "qop") ?? "")
        .toLowerCase()
        .split(",")
        .map((one) => one.trim())
        .filter((one) => one !== ""),
      opaque: authParam(each, "opaque"),
      stale: authParam(each, "stale")?.toLowerCase() === "true",
    };
  });
}

/** WWW-Authenticate and Proxy-Authenticate; algorithm and stale stand without quotes (RFC 7616 §3.3). */
export function printChallenge({ realm, nonce, algorithm, qop, opaque, stale }: Challenge): string {
  const params: AuthParam[] = [
    { name: "realm", value: realm, quoted: true },
    { name: "nonce", value: nonce, quoted: true },
  ];
  if (algorithm !== undefined) params.push({ name: "algorithm", value: algorithm, quoted: false });
  if (qop.length > 0) params.push({ name: "qop", value: qop.join(","), quoted: true });
  if (opaque !== undefined) params.push({ name: "opaque", value: opaque, quoted: true });
  if (stale) params.push({ name: "stale", value: "true", quoted: false });
  return printAuthHeader({ scheme: "Digest", params });
}
