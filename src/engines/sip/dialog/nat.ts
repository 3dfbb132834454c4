import { classOfAddress, isInternalAddress, isLoopbackHost } from "../../../runtime/address-class.ts";
import type { SipMessage, SipRequest, SipResponse } from "../../../sip/message/message.ts";
import type { Arrival, Hop } from "../transport/hop.ts";
import { headerValues } from "../../../sip/message/headers.ts";
import { readNameAddress } from "../../../sip/name-addr.ts";
import { NO_PARAMS, paramValue } from "../../../sip/params.ts";
import { parseSipUri } from "../../../sip/uri.ts";
import { rportOf, topViaOf } from "../../../sip/via.ts";
import { contactUriOf, uriOf } from "./reading.ts";

/** How suspicious of NAT to be. */
export interface NatSettings {
  /** Also believe in `nat=yes`, which some proxies write into Record-Route or Contact. */
  readonly aggressive: boolean;
}

/** Back to where the message came from, on the connection and from the address that it came to. */
export function hopBack({ protocol, source, local, flow }: Arrival): Hop {
  return { protocol, address: source.address, port: source.port, local, ...(flow === undefined ? {} : { flow }) };
}

/**
 * Where our requests in the dialog of their INVITE have to go whatever its Contact says; undefined: where it says.
 * A connection is kept; over UDP a caller whose Contact isn't where it sends from sits behind a NAT, unless proxies
 * (Record-Route) stand between.
 */
export function pinOfUas(request: SipRequest, arrival: Arrival, nat: NatSettings): Hop | undefined {
  if (arrival.flow !== undefined) return hopBack(arrival);
  const [firstRoute] = headerValues(request, "record-route");
  if (firstRoute !== undefined) {
    const isWrong = leadsInside(hostOf(firstRoute), arrival) || (nat.aggressive && saysNat(firstRoute));
    return isWrong ? hopBack(arrival) : undefined;
  }
  return isElsewhere(request, arrival, nat) ? hopBack(arrival) : undefined;
}

/** The same for the dialog that their 2xx to our INVITE makes. */
export function pinOfUac(response: SipResponse, arrival: Arrival, nat: NatSettings): Hop | undefined {
  if (arrival.flow !== undefined) return hopBack(arrival);
  const firstRoute = headerValues(response, "record-route").at(-1);
  if (firstRoute === undefined) return isElsewhere(response, arrival, nat) ? hopBack(arrival) : undefined;
  const host = hostOf(firstRoute);
  const isWrong = isPrivate(host) || leadsInside(host, arrival) || (nat.aggressive && saysNat(firstRoute));
  return isWrong ? hopBack(arrival) : undefined;
}

/** A Contact without a port isn't compared: it means 5060, and may well be right. */
function isElsewhere(message: SipMessage, { source }: Arrival, nat: NatSettings): boolean {
  const contact = contactUriOf(message);
  const uri = contact === undefined ? undefined : parseSipUri(contact);
  if (uri === undefined) return true;
  if (nat.aggressive && saysNat(contact ?? "")) return true;
  if (unbracketed(uri.host).toLowerCase() !== source.address.toLowerCase()) return true;
  // Only a caller's source port says something, as a callee answers from the port that it was called on; and not that of a
  // caller that doesn't ask for answers there (RFC 3581 §3): it listens on another.
  const via = topViaOf(message);
  const listensElsewhere = via.ok && rportOf(via.value) === undefined;
  return message.kind === "request" && !listensElsewhere && uri.port !== undefined && uri.port !== source.port;
}

const unbracketed = (host: string): string => host.replace(/^\[(.*)\]$/, "$1");

function saysNat(address: string): boolean {
  const { uri = "", params = NO_PARAMS } = readNameAddress(address) ?? {};
  const all = [...params, ...(parseSipUri(uri)?.params ?? NO_PARAMS)];
  return paramValue(all, "nat")?.toLowerCase() === "yes";
}

const hostOf = (route: string): string => parseSipUri(uriOf(route) ?? "")?.host ?? "";

const isPrivate = (host: string): boolean => classOfAddress(host) === "private";

/** Whether a peer names a place inside our machine or networks where it isn't itself: our requests would open connections for it there. */
function leadsInside(host: string, { source }: Arrival): boolean {
  const named = isLoopbackHost(host) ? "loopback" : classOfAddress(host);
  const isInside = named === "loopback" || isInternalAddress(host);
  return isInside && named !== classOfAddress(source.address);
}
