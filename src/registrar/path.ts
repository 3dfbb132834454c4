import { splitValues } from "../sip/message/headers.ts";
import { nameAddress, parseNameAddress, printNameAddress } from "../sip/name-addr.ts";
import { isLooseRoute, parseSipUri } from "../sip/uri.ts";

/** Proxies between a phone and the PBX; there are one or two. */
const MOST_PROXIES = 5;
/** Longer URIs don't fit what they are used for: a Route in one datagram. */
const LONGEST_URI = 512;

/**
 * A REGISTER's Path (RFC 3327 §4), as the Route values of requests to the phone; empty: it came straight.
 * @returns undefined where it can't be followed: no SIP URI, no loose route (RFC 3261 §16.4), or too many
 */
export function parsePath(header: string | undefined): readonly string[] | undefined {
  const values = header === undefined ? [] : splitValues(header);
  if (values.length > MOST_PROXIES) return undefined;
  const routes: string[] = [];
  for (const value of values) {
    const address = parseNameAddress(value);
    const uri = address.ok && address.value.uri.length <= LONGEST_URI ? parseSipUri(address.value.uri) : undefined;
    // A "|" separates the fields of what drachtio-srf and its engine say to each other.
    if (!address.ok || uri === undefined || !isLooseRoute(uri) || value.includes("|")) return undefined;
    routes.push(printNameAddress(nameAddress(address.value.uri)));
  }
  return routes;
}
