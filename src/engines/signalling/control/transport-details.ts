import type { SipAgent } from "../../sip/agent/agent.ts";
import type { Arrival, Hop } from "../../sip/transport/hop.ts";

/** How and when a message travelled, as the application is told it. */
export interface TransportDetails {
  readonly bytes: number;
  /** Empty where the original leaves it empty. */
  readonly protocol: string;
  readonly address: string;
  readonly port: number;
  readonly atMs: number;
}

export const detailsOfArrival = ({ bytes, protocol, source, atMs }: Arrival): TransportDetails => ({
  bytes,
  protocol,
  address: source.address,
  port: source.port,
  atMs,
});

/** How a message of ours went: over UDP the original names our own address, over a stream its far end. */
export function detailsOfHop(agent: SipAgent, hop: Hop, bytes: number, atMs: number): TransportDetails {
  const { protocol } = hop;
  if (protocol !== "udp") return { bytes, protocol, address: hop.address, port: hop.port, atMs };
  const { host, port } = agent.advertised(hop);
  return { bytes, protocol, address: host, port, atMs };
}

/** Of a response that no peer sent: no bytes from no address. */
export const detailsWithoutPeer = (protocol: string, atMs: number): TransportDetails => ({
  bytes: 0,
  protocol,
  address: "",
  port: 0,
  atMs,
});
