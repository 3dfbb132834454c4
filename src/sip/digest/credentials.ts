import {
  authParam,
  isDigest,
  parseAuthHeaders,
  printAuthHeader,
  type AuthHeader,
  type AuthParam,
} from "./auth-header.ts";

/** What a phone shows to prove that it knows the password (RFC 7616 §3.4). */
export interface Credentials {
  readonly username: string;
  readonly realm: string;
  readonly nonce: string;
  /** digest-uri. */
  readonly uri: string;
  readonly response: string;
  /** As written; undefined stands for MD5 (RFC 7616 §3.3). */
  readonly algorithm: string | undefined;
  readonly qop: string | undefined;
  readonly cnonce: string | undefined;
  readonly nonceCount: string | undefined;
  readonly opaque: string | undefined;
}

/** All Digest credentials of a request's Authorization; what can't be read is left out. */
export function parseCredentials(header: string | undefined): readonly Credentials[] {
  return parseAuthHeaders(header).flatMap((each) => (isDigest(each) ? (credentialsOf(each) ?? []) : []));
}

function credentialsOf(header: AuthHeader): Credentials | undefined {
  const [username, realm, nonce] = [
    authParam(header, "username"),
    authParam(header, "realm"),
    authParam(header, "nonce"),
  ];
  const [uri, response] = [authParam(header, "uri"), authParam(header, "response")];
  if (username === undefined || realm === undefined || nonce === undefined) return undefined;
  if (uri === undefined || response === undefined) return undefined;
  return {
    ...{ username, realm, nonce, uri, response },
    algorithm: authParam(header, "algorithm"),
    qop: authParam(header, "qop"),
    cnonce: authParam(header, "cnonce"),
    nonceCount: authParam(header, "nc"),
    opaque: authParam(header, "opaque"),
  };
}

/** Authorization and Proxy-Authorization; algorithm, qop and nc stand without quotes (RFC 7616 §3.4). */
export function printCredentials(credentials: Credentials): string {
  const { username, realm, nonce, uri, response, algorithm, qop, cnonce, nonceCount, opaque } = credentials;
  const params: AuthParam[] = [];
  const add = (name: string, value: string | undefined, quoted: boolean): void => {
    if (value !== undefined) params.push({ name, value, quoted });
  };
  add("username", username, true);
  add("realm", realm, true);
  add("nonce", nonce, true);
  add("uri", uri, true);
  add("response", response, true);
  add("algorithm", algorithm, false);
  add("cnonce", cnonce, true);
  add("opaque", opaque, true);
  add("qop", qop, false);
  add("nc", nonceCount, false);
  return printAuthHeader({ scheme: "Digest", params });
}
