import { isIP } from "node:net";
import { paramValue } from "../../../sip/params.ts";
import { parseSipUri, transportOf, type SipUri } from "../../../sip/uri.ts";
import type { Hop, Protocol } from "./hop.ts";
import type { Lookup, SrvAnswer } from "./lookup.ts";

/** Where no port is written (RFC 3261 §19.1.2). */
export const DEFAULT_PORT = 5060;
export const DEFAULT_TLS_PORT = 5061;

/** URI → hops. */
export interface Resolver {
  /** @returns hops in order of preference, for the given protocols only; never rejects */
  resolve(uri: string, protocols: ReadonlySet<Protocol>): Promise<readonly Hop[]>;
}

/**
 * Locating SIP servers (RFC 3263 §4) without NAPTR, which providers publish no differently from their SRV records:
 * literal address → at once; port given → addresses of the name; otherwise SRV, then addresses.
 *
 * @param random  0 to 1, for the weights of RFC 2782
 */
export function createResolver(lookup: Lookup, random: () => number = Math.random): Resolver {
  const hopsOf = async (name: string, port: number, protocol: Protocol): Promise<Hop[]> => {
    if (isIP(name) !== 0) return [{ protocol, address: name, port }];
    const addresses = await lookup.addresses(name);
    return addresses.map((address) => ({ protocol, address, port, name }));
  };

  const bySrv = async (host: string, protocol: Protocol): Promise<Hop[]> => {
    if (!host.includes(".")) return []; // "localhost", a container's name: no provider's domain
    const servers = orderByWeight(await lookup.srv(srvName(host, protocol)), random);
    const hops = await Promise.all(servers.map(({ name, port }) => hopsOf(name, port, protocol)));
    // RFC 5922 §4: the certificate names the domain that was asked for, not the server that SRV led to.
    return hops.flat().map((hop) => ({ ...hop, name: host }));
  };

  return {
    async resolve(uri, protocols) {
      const target = parseSipUri(uri);
      if (target === undefined) return [];
      const wanted = protocolsOf(target).filter((protocol) => protocols.has(protocol));
      const [first] = wanted;
      if (first === undefined) return [];
      const { port } = target;
      const host = hostOf(target);
      if (port === undefined && isIP(host) === 0) {
        const found = (await Promise.all(wanted.map((protocol) => bySrv(host, protocol)))).flat();
        if (found.length > 0) return found;
      }
      return hopsOf(host, port ?? (first === "tls" ? DEFAULT_TLS_PORT : DEFAULT_PORT), first);
    },
  };
}

/** `maddr` where it is given (RFC 3261 §19.1.1). */
function hostOf({ host, params }: SipUri): string {
  const maddr = paramValue(params, "maddr")?.replace(/^\[(.*)\]$/, "$1");
  return (maddr ?? host).toLowerCase();
}

/** RFC 3263 §4.1: what the URI asks for; without a word UDP, and TCP where only that exists. */
function protocolsOf(uri: SipUri): readonly Protocol[] {
  const transport = transportOf(uri);
  if (uri.scheme === "sips")
    return transport === undefined || transport === "tcp" || transport === "tls" ? ["tls"] : [];
  if (transport === undefined) return ["udp", "tcp"];
  return transport === "udp" || transport === "tcp" || transport === "tls" ? [transport] : [];
}

function srvName(host: string, protocol: Protocol): string {
  return protocol === "tls" ? `_sips._tcp.${host}` : `_sip._${protocol}.${host}`;
}

/** RFC 2782: lowest priority first; within one, at random by weight. */
export function orderByWeight(servers: readonly SrvAnswer[], random: () => number): SrvAnswer[] {
  const left = [...servers].sort((one, other) => one.priority - other.priority || one.weight - other.weight);
  const ordered: SrvAnswer[] = [];
  while (left.length > 0) {
    const priority = left[0]?.priority;
    const peers = left.filter((each) => each.priority === priority);
    let drawn = random() * peers.reduce((sum, each) => sum + each.weight, 0);
    const chosen = peers.find((each) => (drawn -= each.weight) <= 0) ?? peers[0];
    if (chosen === undefined) break;
    ordered.push(chosen);
    left.splice(left.indexOf(chosen), 1);
  }
  return ordered;
}
