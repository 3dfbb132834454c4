import { isIP, isIPv6 } from "node:net";
import { isLocalHost, isOneHostsAddress, isPrivateAddress } from "../runtime/address-class.ts";
import { hasParam, paramValue } from "../sip/params.ts";
import { transportOf, unescapeUri, type SipUri } from "../sip/uri.ts";
import type { TrunkRecord } from "../settings/kinds/trunk.ts";
import type { TenantId } from "../vocabulary/identifiers.ts";
import type { Binding } from "./binding.ts";

/** The hosts that no registration may lead to. */
export interface ReservedHosts {
  /** The trunks whose calls come from an address. */
  readonly trunksAt: (address: string) => readonly TrunkRecord[];
  /** The trunks whose calls go to a host. */
  readonly trunksAtHost: (host: string) => readonly TrunkRecord[];
  /** Whether the PBX itself listens for SIP there. */
  readonly isOurs: (host: string, port: number) => boolean;
  /** Whether this is the PBX's machine, by its name or an address of its own. */
  readonly isOurMachine: (host: string) => boolean;
}

/** A Contact of a REGISTER, and the phone that sent it. */
export interface RegisteredContact {
  readonly contact: SipUri;
  readonly arrival: Pick<Binding, "source" | "transport">;
  readonly tenant: TenantId;
  /** The device's SIP username. */
  readonly username: string;
}

/** Why a Contact isn't taken (403); undefined: it may be. */
export function contactFault(registered: RegisteredContact, hosts: ReservedHosts): string | undefined {
  const { contact, arrival } = registered;
  const malformed = formFault(contact);
  if (malformed !== undefined) return malformed;
  if (leadsElsewhere(contact, arrival)) return "the Contact leads elsewhere than to the phone";
  if (namesOurselves(contact, arrival, hosts)) return "the Contact names the PBX";
  if (hostsOf(contact).some((host) => isTrunks(host, arrival.source.address, hosts)))
    return "the Contact names a trunk's host";
  return isAtTrunk(registered, hosts) ? "the REGISTER comes from an address of a trunk" : undefined;
}

/**
 * Why no telephone has such a Contact, wherever it is. A host that ends in a number but is no IPv4 address in four decimals
 * ("127.1", "2130706433", "0x7f.0.0.1") is an address to many resolvers all the same, and none in RFC 3261 §25.1.
 */
function formFault(contact: SipUri): string | undefined {
  if (contact.headers !== undefined || hasParam(contact.params, "method"))
    return "the Contact asks for another request than a call"; // RFC 3261 §19.1.5: none of it belongs into a Request-URI
  for (const host of hostsOf(contact)) {
    if (host.includes(":") ? !isIPv6(host) : isIP(host) === 0 && /(?:^|\.)(?:\d+|0x[\da-f]*)$/.test(host))
      return "the Contact's host is no address and no name";
    if (isIP(host) !== 0 && !isOneHostsAddress(host)) return "the Contact's address is no single host's";
  }
  return undefined;
}

/**
 * Whether a Contact plainly leads anywhere else than to the phone that registers it: it writes out another transport than
 * its REGISTER came by, or an address of the PBX's own machine or link. Host names are not looked up; calls follow neither
 * (`target.ts`), so this refusal tells the phone early, and keeps such a Contact out of what is shown.
 */
export function leadsElsewhere(contact: SipUri, { source, transport }: Pick<Binding, "source" | "transport">): boolean {
  const named = transportOf(contact);
  if (named !== undefined && streamOf(named) !== streamOf(transport)) return true;
  return hostsOf(contact).some(isLocalHost) && !isLocalHost(source.address);
}

/** A request to it would come back to the PBX; a phone on the PBX's machine has another port, or its own connection. */
function namesOurselves(
  contact: SipUri,
  { source, transport }: RegisteredContact["arrival"],
  { isOurs, isOurMachine }: ReservedHosts,
): boolean {
  const isNeighbour = isLocalHost(source.address) || isOurMachine(source.address);
  if (!isNeighbour && hostsOf(contact).some(isOurMachine)) return true;
  if (transport !== "udp" && contact.host === source.address) return false;
  const port = contact.port ?? 5060;
  return hostsOf(contact).some((host) => isOurs(host, port) || (isOurMachine(host) && isOurs(source.address, port)));
}

/** A private address is another machine's behind each NAT, so it means a trunk only where the phone has one too. */
function isTrunks(host: string, source: string, { trunksAt, trunksAtHost }: ReservedHosts): boolean {
  if (host === source || (isPrivateAddress(host) && !isPrivateAddress(source))) return false;
  return trunksAtHost(host).length > 0 || trunksAt(host).length > 0;
}

/**
 * Whether requests to the phone would reach a provider that trusts the PBX. A trunk of the phone's own company says by a
 * setting that phones share its addresses. One of another company can't keep the phones of this company out by naming their
 * address as its own; but behind an address of any trunk no Contact is a number, which a provider would dial.
 */
function isAtTrunk(
  { contact, arrival, tenant, username }: RegisteredContact,
  { trunksAt, trunksAtHost }: ReservedHosts,
): boolean {
  const { address } = arrival.source;
  const trunks = [...trunksAt(address), ...trunksAtHost(address)];
  if (trunks.length === 0) return false;
  if (trunks.some(({ tenantId, sharedWithPhones }) => tenantId === tenant && sharedWithPhones !== true)) return true;
  const user = unescapeUri(contact.user ?? "");
  return user !== username && isDialable(user);
}

/** Digits, "+", "*" and "#", with the separators of RFC 3966 §5.1.1 and parameters: what a provider reads as a number. */
function isDialable(user: string): boolean {
  return /^[-.() ]*[+*#\d][-+*#\d.() ]*(?:;.*)?$/.test(user);
}

function hostsOf(contact: SipUri): readonly string[] {
  return [contact.host, paramValue(contact.params, "maddr")]
    .filter((host) => host !== undefined)
    .map((host) => host.toLowerCase().replace(/^\[|\]$|\.$/g, ""));
}

/** TLS and WSS are written as the TCP and WebSocket that they run on, too (RFC 3261 §26.2.2, RFC 7118 §5.2). */
function streamOf(transport: string): string {
  if (transport === "tls") return "tcp";
  return transport === "wss" ? "ws" : transport;
}
