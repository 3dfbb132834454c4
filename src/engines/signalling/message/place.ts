import { networkInterfaces } from "node:os";
import type { SipAgent } from "../../sip/agent/agent.ts";
import type { Hop, ListeningPoint } from "../../sip/transport/hop.ts";
import type { SignallingConfig } from "../config.ts";
import { ourUri, type OurPlace } from "./filling.ts";

/** How we are called from where this hop leads. */
export function placeTowards(
  parts: { readonly agent: SipAgent; readonly config: SignallingConfig },
  hop: Hop,
): OurPlace {
  const { host, port } = parts.agent.advertised(hop);
  const user = parts.config.listening.find((listening) => listening.protocol === hop.protocol)?.user ?? "";
  return { host, port, protocol: hop.protocol, user };
}

/** Our Contact for a dialog that lives on this hop. */
export const contactTowards = (
  parts: { readonly agent: SipAgent; readonly config: SignallingConfig },
  hop: Hop,
): string => `<${ourUri(placeTowards(parts, hop))}>`;

const WILDCARDS = new Set(["0.0.0.0", "::"]);

/** Tells whether a URI's host and port are one of our own: sending there would make a circle. */
export function ownAddresses(agent: SipAgent, config: SignallingConfig): (host: string, port: number) => boolean {
  const machine = Object.values(networkInterfaces()).flatMap((found) => (found ?? []).map(({ address }) => address));
  const names = config.listening.flatMap(({ dnsNames }) => dnsNames);
  const own = new Set<string>();
  for (const { address, port, publicAddress } of agent.listening) {
    const local = WILDCARDS.has(address) ? [...machine, "localhost"] : [address];
    if (address === "127.0.0.1") local.push("localhost");
    for (const host of [...local, ...names, ...(publicAddress === undefined ? [] : [publicAddress])])
      own.add(`${host.toLowerCase()}|${port}`);
  }
  return (host, port) => own.has(`${host.toLowerCase()}|${port}`);
}

/** What an application is told about our addresses when it has shown the secret. */
export function hostPortsOf({ agent }: { readonly agent: SipAgent }): {
  readonly outside: string;
  readonly local: string;
} {
  const name = ({ protocol, port }: ListeningPoint, host: string): string =>
    `${protocol}/${host.includes(":") ? `[${host}]` : host}:${port}`;
  const local = agent.listening.map((point) => name(point, concrete(point.address)));
  const outside = agent.listening.map((point) => name(point, point.publicAddress ?? concrete(point.address)));
  return { outside: outside.join(","), local: local.join(",") };
}

/** For a socket on all addresses: the first one of this machine that others can reach. */
function concrete(address: string): string {
  if (!WILDCARDS.has(address)) return address;
  const family = address === "::" ? "IPv6" : "IPv4";
  const found = Object.values(networkInterfaces()).flatMap((all) => all ?? []);
  const reachable = found.find((one) => one.family === family && !one.internal);
  return (reachable ?? found.find((one) => one.family === family))?.address ?? address;
}
