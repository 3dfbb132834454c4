import { parameterOf, splitOutside, unquoted } from "./header-values.ts";

/** RFC 7616 §3.4: what a phone shows to prove that it knows the password. */
export interface Credentials {
  readonly username: string;
  readonly realm: string;
  readonly nonce: string;
  /** digest-uri. */
  readonly uri: string;
  readonly response: string;
  readonly algorithm: string;
  readonly qop: string | undefined;
  readonly cnonce: string | undefined;
  readonly nonceCount: string | undefined;
}

const MAXIMUM_HEADER_LENGTH = 8_192;
/** A phone that talks to several realms sends as many; ours is among the first. */
const MAXIMUM_CREDENTIALS = 8;
/** Some ten parameters for each of them. */
const MAXIMUM_PARAMETERS = 100;

/**
 * All Digest credentials of a request's Authorization, several header lines joined by "," included.
 * What can't be read is left out; an empty list is answered with a challenge.
 */
export function parseCredentials(header: string | undefined): readonly Credentials[] {
  if (header === undefined || header.length > MAXIMUM_HEADER_LENGTH) return [];
  const pieces = splitOutside(header, ",");
  if (pieces.length > MAXIMUM_PARAMETERS) return [];
  const found: (Map<string, string> | undefined)[] = [];
  for (const piece of pieces) {
    const scheme = /^(?<scheme>[\w-]+)[ \t]+(?<first>[^\s=]+\s*=.*)$/s.exec(piece)?.groups;
    if (scheme !== undefined) found.push(/^digest$/i.test(scheme["scheme"] ?? "") ? new Map() : undefined);
    const [name, value] = parameterOf(scheme?.["first"] ?? piece);
    const current = found.at(-1);
    if (current !== undefined && !current.has(name)) current.set(name, unquoted(value));
  }
  return found
    .slice(0, MAXIMUM_CREDENTIALS)
    .map((parameters) => parameters && credentialsFrom(parameters))
    .filter((credentials) => credentials !== undefined);
}

function credentialsFrom(parameters: ReadonlyMap<string, string>): Credentials | undefined {
  const [username, realm, nonce] = [parameters.get("username"), parameters.get("realm"), parameters.get("nonce")];
  const [uri, response] = [parameters.get("uri"), parameters.get("response")];
  if (username === undefined || realm === undefined || nonce === undefined) return undefined;
  if (uri === undefined || response === undefined) return undefined;
  return {
    ...{ username, realm, nonce, uri, response },
    algorithm: parameters.get("algorithm") ?? "MD5", // RFC 7616 §3.3: its default
    qop: parameters.get("qop"),
    cnonce: parameters.get("cnonce"),
    nonceCount: parameters.get("nc"),
  };
}
