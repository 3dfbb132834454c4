import { networkInterfaces } from "node:os";
import type { SipAgent } from "../../sip/agent/agent.ts";
import type { Hop, ListeningPoint } from "../../sip/transport/hop.ts";
import type { SignallingConfig } from "../config.ts";
import { contactUri, type AdvertisedAddress } from "./message-builder.ts";

/** How the engine is called, seen from where a message goes (RFC 3261 §8.1.1.8: a Contact that the peer can reach). */
export class AdvertisedAddresses {
  readonly #agent: SipAgent;
  readonly #config: SignallingConfig;
  readonly #own: ReadonlySet<string>;

  constructor(agent: SipAgent, config: SignallingConfig) {
    this.#agent = agent;
    this.#config = config;
    this.#own = ownAddresses(agent, config);
  }

  towards(hop: Hop): AdvertisedAddress {
    const { host, port } = this.#agent.advertised(hop);
    const user = this.#config.listening.find(({ protocol }) => protocol === hop.protocol)?.user ?? "";
    return { host, port, protocol: hop.protocol, user };
  }

  /** Our Contact for a dialog that lives on this hop. */
  contactTowards(hop: Hop): string {
    return `<${contactUri(this.towards(hop))}>`;
  }

  /** For a request that leaves nowhere, as its destination has no address. */
  withoutHop(): AdvertisedAddress {
    const [point] = this.#agent.listening;
    const { publicAddress, address = "localhost", port = 5060 } = point ?? {};
    return { host: publicAddress ?? address, port, protocol: "udp", user: "" };
  }

  /** Whether a URI's host and port are the engine's own: sending there would make a circle. */
  includes(host: string, port: number): boolean {
    return this.#own.has(nameOf(host, port));
  }

  /** What an application is told when it has shown the secret: `udp/host:port,tcp/host:port`. */
  hostPorts(): { readonly external: string; readonly local: string } {
    const { listening } = this.#agent;
    const local = listening.map((point) => hostPortOf(point, reachable(point.address)));
    const external = listening.map((point) => hostPortOf(point, point.publicAddress ?? reachable(point.address)));
    return { external: external.join(","), local: local.join(",") };
  }
}

const WILDCARDS = new Set(["0.0.0.0", "::"]);

const nameOf = (host: string, port: number): string => `${host.toLowerCase()}|${port}`;

function ownAddresses(agent: SipAgent, config: SignallingConfig): ReadonlySet<string> {
  const machine = Object.values(networkInterfaces()).flatMap((found) => (found ?? []).map(({ address }) => address));
  const names = config.listening.flatMap(({ dnsNames }) => dnsNames);
  const own = new Set<string>();
  for (const { address, port, publicAddress } of agent.listening) {
    const local = WILDCARDS.has(address) ? [...machine, "localhost"] : [address];
    if (address === "127.0.0.1") local.push("localhost");
    for (const host of [...local, ...names]) own.add(nameOf(host, port));
    if (publicAddress !== undefined) own.add(nameOf(publicAddress, port));
  }
  return own;
}

const hostPortOf = ({ protocol, port }: ListeningPoint, host: string): string =>
  `${protocol}/${host.includes(":") ? `[${host}]` : host}:${port}`;

/** For a socket on all addresses: the first one of this machine that others can reach. */
function reachable(address: string): string {
  if (!WILDCARDS.has(address)) return address;
  const family = address === "::" ? "IPv6" : "IPv4";
  const found = Object.values(networkInterfaces()).flatMap((all) => all ?? []);
  const outward = found.find((one) => one.family === family && !one.internal);
  return (outward ?? found.find((one) => one.family === family))?.address ?? address;
}
