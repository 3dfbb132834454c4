import { findParam } from "../../../sip/params.ts";
import type { Via } from "../../../sip/via.ts";
import { isSameAddress } from "../../../runtime/address-block.ts";
import type { Arrival, Hop } from "../transport/hop.ts";
import { DEFAULT_PORT, DEFAULT_TLS_PORT } from "../transport/resolve.ts";
import type { ResponseHops } from "./server.ts";

/**
 * Whether a client that sent a request over UDP wants its answers at the port that its Via names (RFC 3261 §18.2.2): it doesn't
 * ask for the port that it sent from (RFC 3581 §3), and is where its Via says. Desk phones send from one port and listen on
 * another. A client that isn't where its Via says sits behind a NAT: only the port that it sent from leads back to it.
 */
export function listensAtSentBy(via: Via, { source, flow }: Arrival): boolean {
  return flow === undefined && findParam(via.params, "rport") === undefined && isSameAddress(via.host, source.address);
}

/**
 * Where the responses to a request go. `maddr` is not followed: it would let any sender aim our responses at a third party.
 *
 * @param via  as its sender wrote it
 */
export function responseHops(arrival: Arrival, via: Via): ResponseHops {
  const { protocol, source, local, flow } = arrival;
  const { address, port } = source;
  if (flow === undefined) {
    const first = { protocol, address, port: listensAtSentBy(via, arrival) ? (via.port ?? DEFAULT_PORT) : port, local };
    return { first, fallback: undefined };
  }
  const listens = via.port ?? (protocol === "tls" ? DEFAULT_TLS_PORT : DEFAULT_PORT);
  const fallback: Hop = { protocol, address, port: listens };
  return { first: { protocol, address, port, flow }, fallback };
}
