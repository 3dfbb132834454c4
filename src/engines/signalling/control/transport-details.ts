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

/**
 * How a message of ours went: always to the far end, which is what a person who reads a trace looks for. The original names
 * its own address over UDP, and the far end over a stream.
 */
export function detailsOfHop({ protocol, address, port }: Hop, bytes: number, atMs: number): TransportDetails {
  return { bytes, protocol, address, port, atMs };
}

/** Of a response that no peer sent: no bytes from no address. */
export const detailsWithoutPeer = (protocol: string, atMs: number): TransportDetails => ({
  bytes: 0,
  protocol,
  address: "",
  port: 0,
  atMs,
});
